"""What outside programs rely on: modules, names, parameters, shapes, commands and addresses that do not move."""

import io
import json
import sys
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from inspect import Parameter, signature

import pytest
from django.core.management import call_command, load_command_class
from django.urls import resolve

from ledger.services import posting
from lending.domain import day_count, effective_rate, sharing
from lending.domain.simulation import simulate

SHOWN = {
    "currency": "EUR",
    "annual_rate": "0.04",
    "repayment": "equal_instalments",
    "drawdowns": [{"on": "2026-01-15", "amount": "10000.00"}],
    "instalments": 3,
    "every": {"count": 1, "unit": "months"},
    "first_due_on": None,
    "due_dates": None,
    "day_count": "equal_periods",
    "principal_grace": 0,
    "interest_grace": 0,
    "business_day": "unadjusted",
    "calendar": "TARGET",
    "rounding": {"mode": "half_up", "interest": "each_period"},
    "rate_changes": [],
    "fees": [],
    "events": [],
}
REQUIRED = ("currency", "annual_rate", "repayment", "drawdowns", "instalments")
WORDS = {
    "repayment": ("equal_instalments", "equal_principal", "bullet", "interest_only"),
    "day_count": (
        "equal_periods", "30/360-US", "30E/360", "30E/360-ISDA", "ACT/360", "ACT/365F", "ACT/ACT-ISDA", "ACT/ACT-ICMA",
        "ACT/ACT-AFB",
    ),
    "business_day": ("unadjusted", "following", "modified_following", "preceding"),
    "calendar": ("TARGET", "FR"),
}  # fmt: skip
NESTED_WORDS = [
    *({"every": {"count": 1, "unit": unit}} for unit in ("days", "weeks", "months", "years")),
    *({"rounding": {"mode": mode, "interest": "each_period"}} for mode in ("half_up", "half_even")),
    *({"rounding": {"mode": "half_up", "interest": interest}} for interest in ("each_period", "cumulative")),
    *(
        {"events": [{"on": "2026-03-01", "type": kind, "amount": "500.00", "effect": effect}]}
        for kind in ("repayment", "prepayment")
        for effect in ("reduce_term", "reduce_instalment")
    ),
]


def parameters(function):
    """Names as they are written: a star parts what is given by place from what is given by name."""
    told, starred = [], False
    for one in signature(function).parameters.values():
        if one.kind is Parameter.KEYWORD_ONLY and not starred:
            told.append("*")
            starred = True
        told.append(one.name if one.default is Parameter.empty else f"{one.name}={one.default!r}")
    return ", ".join(told)


@pytest.mark.parametrize(
    ("function", "taken", "given"),
    [
        (day_count.year_fraction, "start, end, *, convention, termination=None, period=None", Fraction),
        (effective_rate.eu_rate, "drawdowns, payments", Decimal),
        (effective_rate.proportional_rate, "flows, *, periods_per_year", Decimal),
        (sharing.split, "amount_minor, weights", list[int]),
        (posting.post, "*, book, entries, idempotency_key, mode='atomic'", posting.PostingResult),
    ],
)
def test_functions_keep_their_parameters(function, taken, given):
    answer = signature(function).return_annotation
    assert (parameters(function), answer) == (taken, given)


def test_drafts_and_results_of_a_posting_keep_their_fields():
    names = {kind: [field.name for field in fields(kind)] for kind in (posting.PostingDraft, posting.EntryDraft)}
    assert names[posting.PostingDraft][:3] == ["debit", "credit", "amount"]
    assert {"effective_on", "journal", "description", "reference", "postings"} <= set(names[posting.EntryDraft])
    assert {"status", "outcomes", "balances"} <= set(posting.PostingResult._fields)
    assert {"entry_id", "code"} <= set(posting.Outcome._fields)
    assert isinstance(posting.Outcome.sentence, property)


def test_an_answer_has_these_fields_in_this_order():
    answer = simulate(SHOWN)
    assert list(answer) == ["instalments", "totals", "effective_rate"]
    assert {tuple(row) for row in answer["instalments"]} == {
        ("number", "due_on", "principal", "interest", "fees", "total", "outstanding")
    }
    assert list(answer["totals"]) == ["principal", "interest", "fees", "total"]
    assert list(answer["effective_rate"]) == ["proportional", "period_rate", "period", "eu"]


@pytest.mark.parametrize("left_out", [name for name in SHOWN if name not in REQUIRED])
def test_every_other_field_has_the_default_shown(left_out):
    without = {name: value for name, value in SHOWN.items() if name != left_out}
    assert simulate(without) == simulate({**SHOWN, left_out: None}) == simulate(SHOWN)


@pytest.mark.parametrize(("field", "word"), [(field, word) for field, words in WORDS.items() for word in words])
def test_every_word_of_a_field_is_known(field, word):
    assert simulate({**SHOWN, field: word})["totals"]["principal"] == "10000.00"


@pytest.mark.parametrize("changed", NESTED_WORDS, ids=json.dumps)
def test_every_word_inside_a_field_is_known(changed):
    assert simulate({**SHOWN, **changed})["totals"]["principal"] == "10000.00"


def test_a_list_of_terms_gives_a_list_of_answers_on_standard_output(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps([SHOWN, SHOWN]).encode())))
    call_command("simulate_loan")
    assert json.loads(capsys.readouterr().out) == [simulate(SHOWN)] * 2


@pytest.mark.parametrize(
    ("package", "command", "options"),
    [
        ("lending", "simulate_loan", []),
        ("ledger", "post_entries", ["--book", "demo"]),
        ("ledger", "export_journal", ["--book", "demo", "--format", "hledger"]),
        ("ledger", "export_journal", ["--book", "demo", "--format", "beancount", "--from", "2026-01-01"]),
        ("ledger", "export_journal", ["--book", "demo", "--format", "csv", "--to", "2026-12-31"]),
        ("ledger", "trial_balance", ["--book", "demo", "--on", "2026-01-31", "--json"]),
        ("ledger", "trial_balance", ["--book", "demo"]),
        ("ledger", "seal", []),
        ("ledger", "verify_ledger", ["--json"]),
    ],
)
def test_commands_keep_their_options(package, command, options):
    assert load_command_class(package, command).create_parser("manage.py", command).parse_args(options)


ENTRY = "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c20"


@pytest.mark.parametrize(
    ("address", "methods"),
    [
        ("simulations", {"post"}),
        ("books/demo/entries", {"post"}),
        ("books/demo/accounts/512", {"get"}),
        ("books/demo/accounts/512/lines", {"get"}),
        ("books/demo/trial-balance", {"get"}),
        (f"books/demo/entries/{ENTRY}/reversal", {"post"}),
        (f"books/demo/entries/{ENTRY}/proof", {"get"}),
        ("books/demo/seals/1", {"get"}),
    ],
)
def test_addresses_keep_their_methods(address, methods):
    view = resolve(f"/api/v1/{address}").func.view_class
    assert methods <= {name for name in ("get", "post") if hasattr(view, name)}
