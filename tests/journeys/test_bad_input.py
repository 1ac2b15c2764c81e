"""The issue's list of bad input, line by line, at every door: a clear answer, its way out, and not one row changed.

`tests/lending/api/test_bad_input.py` asks one resource in depth; here each kind of mistake is made wherever it can be.
"""

import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lending.models import Consultation, Fund, Loan
from lending.selectors.clock import database_now
from members.models import Cooperative
from tests import factories as make
from tests.journeys.people import Program, program

Unchanged = Callable[[], Any]


@pytest.fixture
def fund(db: None) -> Fund:
    return make.make_fund("mauvaise-saisie", rule={})


@pytest.fixture
def loan(fund: Fund) -> Loan:
    """A loan of 10 000 € that runs, and what it took to get there."""
    fund = make.make_fund("prets", rule=make.QUICK_RULE)
    make.make_member(fund, placed=make.eur(100_000))
    return make.make_active_loan(make.make_member(fund))


@pytest.fixture
def treasurer(loan: Loan) -> Program:
    return program(make.treasurer_of(loan.fund).email)


@pytest.fixture
def borrower(loan: Loan) -> Program:
    return program(make.manager_of(loan.membership).email)


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Every table has the same rows, word for word, before and after."""
    before = every_row()
    yield
    assert every_row() == before


def every_row() -> dict[str, tuple[int, str]]:
    """The count of each table's rows, and a digest of what they say."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
            found[table] = cursor.fetchone()
    return found


def doors(loan: Loan, amount: Any) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Wherever an amount is taken: who sends it, where to, with what."""
    member = str(loan.membership.pk)
    placement = loan.fund.placements.all()[0]
    asked = {
        "membership": member, "product": str(loan.fund.products.all()[0].pk), "instalments": 3,
        "start_on": "2026-02-01", "purpose": "Payer la TVA",
    }  # fmt: skip
    return {
        "a placement": ("treasurer", "placements", {"membership": member, "amount": amount, "placed_on": "2026-01-05"}),
        "a request": ("borrower", "loan-requests", {**asked, "amount": amount}),
        "a repayment": ("treasurer", f"loans/{loan.pk}/repayments", {"amount": amount, "received_on": "2026-02-15"}),
        "a withdrawal": ("treasurer", f"placements/{placement.pk}/withdrawals", {"amount": amount}),
    }


@pytest.mark.parametrize("door", ["a placement", "a request", "a repayment", "a withdrawal"])
def test_an_amount_that_cannot_be_is_refused_at_every_door(
    door: str, loan: Loan, treasurer: Program, borrower: Program
) -> None:
    programs = {"treasurer": treasurer, "borrower": borrower}
    for amount in ("-5", "0", "1e12", "99999999999999999999", "NaN", "1.234", "1,234", "5 USD", "$5", None, True):
        who, address, body = doors(loan, amount)[door]
        with nothing_changes():
            status, problem = programs[who].refused(address, body)
        assert (status, [error["field"] for error in problem["errors"]]) == (400, ["amount"]), (amount, problem)
        assert problem["errors"][0]["detail"], amount


@pytest.mark.parametrize("door", ["a placement", "a request", "a repayment", "a withdrawal"])
def test_an_amount_as_a_french_person_types_it_is_taken(
    door: str, loan: Loan, treasurer: Program, borrower: Program
) -> None:
    who, address, body = doors(loan, "1 365,20")[door]
    answer = {"treasurer": treasurer, "borrower": borrower}[who].done(address, body)
    assert answer.get("amount", answer.get("current", {}).get("amount")) == "1365.20"


def test_a_french_reader_is_told_in_french(loan: Loan) -> None:
    reader = program(make.treasurer_of(loan.fund).email, language="fr")
    _, address, body = doors(loan, "12,345")["a repayment"]
    status, problem = reader.refused(address, body)
    assert (status, problem["title"]) == (400, "Certains champs sont faux")
    assert "décimales" in problem["errors"][0]["detail"]


def test_a_day_that_does_not_exist_is_refused_at_every_door(loan: Loan, treasurer: Program, borrower: Program) -> None:
    for day in ("2026-02-30", "2026-13-01", "30/02/2026", "2027-02-29", "0000-00-00", "hier", 20260201):
        for program_, address, field, body in (
            (treasurer, "placements", "placed_on", doors(loan, "10")["a placement"][2]),
            (borrower, "loan-requests", "start_on", doors(loan, "5000")["a request"][2]),
            (treasurer, f"loans/{loan.pk}/repayments", "received_on", {"amount": "10"}),
            (treasurer, f"loans/{loan.pk}/early-repayment", "received_on", {}),
            (treasurer, f"loans/{loan.pk}/disbursement", "disbursed_on", {}),
        ):
            with nothing_changes():
                status, problem = program_.refused(address, {**body, field: day})
            assert (status, [error["field"] for error in problem["errors"]]) == (400, [field]), (day, problem)
    for address in (
        f"loans/{loan.pk}/payoff?on=2026-02-30",
        f"memberships/{loan.membership_id}/statement.csv?end=31/02",
    ):
        answer = treasurer.get(f"/api/v1/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_day_to_come_is_refused_where_money_has_moved(loan: Loan, treasurer: Program) -> None:
    tomorrow = (database_now() + timedelta(days=2)).date().isoformat()
    with nothing_changes():
        status, problem = treasurer.refused(f"loans/{loan.pk}/repayments", {"amount": "10", "received_on": tomorrow})
    assert (status, problem["code"], problem["date"]) == (400, "date-in-future", tomorrow)


def test_what_belongs_to_somebody_else_is_not_there(loan: Loan, fund: Fund) -> None:
    stranger = program(make.manager_of(make.make_member(loan.fund)).email)
    elsewhere = program(make.treasurer_of(fund).email)
    request, placement = loan.request_version.request_id, loan.fund.placements.all()[0].pk
    read = [
        f"loans/{loan.pk}", f"loans/{loan.pk}/schedule.csv", f"loans/{loan.pk}/agreement.pdf",
        f"loans/{loan.pk}/participations", f"loans/{loan.pk}/repayments", f"loans/{loan.pk}/payoff",
        f"loan-requests/{request}", f"loan-requests/{request}/eligibility", f"placements/{placement}",
        f"memberships/{loan.membership_id}/account", f"memberships/{loan.membership_id}/statement.json",
        f"consultations/{loan.decision.consultation_id}", f"consultations/{loan.decision.consultation_id}/minutes.pdf",
    ]  # fmt: skip
    done = [
        f"loans/{loan.pk}/repayments", f"loans/{loan.pk}/early-repayment", f"loans/{loan.pk}/disbursement",
        f"loan-requests/{request}/submit", f"loan-requests/{request}/agreement", f"loan-requests/{request}/withdraw",
        f"placements/{placement}/withdrawals", f"consultations/{loan.decision.consultation_id}/ballots",
        f"consultations/{loan.decision.consultation_id}/close",
    ]  # fmt: skip
    for nobody in (stranger, elsewhere):
        with nothing_changes():
            for address in read:
                answer = nobody.get(f"/api/v1/{address}")
                assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), address
            for address in done:
                status, problem = nobody.refused(address, {"amount": "10", "choice": "for"})
                assert (status, problem["code"]) == (404, "not-found"), address


def test_a_vote_after_the_close_is_told_when_it_closed_and_in_which_zone(fund: Fund) -> None:
    vote = make.make_consultation(make.make_member(fund), lasts=timedelta(seconds=2))
    seat = vote.seats.filter(recusal__isnull=True).select_related("person")[0]
    voter = program(seat.person.email)
    while database_now() < vote.closes_at:
        time.sleep(0.05)
    with nothing_changes():
        status, problem = voter.refused(f"consultations/{vote.pk}/ballots", {"choice": "for"})
    assert (status, problem["code"], problem["time_zone"]) == (409, "closed-consultation", "Europe/Paris")
    closes_at = vote.closes_at.astimezone(make.zone(fund))
    assert problem["closed_at"] == closes_at.isoformat()
    assert problem["closed_at"].endswith(("+01:00", "+02:00"))
    # No worker has come by: time alone has closed it.
    assert Consultation.objects.get(pk=vote.pk).state == "open"


def test_a_key_that_served_another_body_is_refused(loan: Loan, treasurer: Program) -> None:
    address = f"loans/{loan.pk}/repayments"
    first = treasurer.act(address, {"amount": "100.00", "received_on": "2026-02-15"}, key="une-fois")
    assert first.status_code == 201
    with nothing_changes():
        status, problem = treasurer.refused(address, {"amount": "200.00", "received_on": "2026-02-15"}, key="une-fois")
        assert (status, problem["code"], problem["key"]) == (422, "idempotency-key-reused", "une-fois")
        again = treasurer.act(address, {"amount": "100.00", "received_on": "2026-02-15"}, key="une-fois")
    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (201, first.json(), "true")


LINES = [
    "siren;nom;iban;courriel;ville;gerante;courriel gerante",
    "732829320;Menuiserie du Lac;FR7630006000011234567890189;contact@menuiserie.example;Annecy;Une;une@m.example",
    "356000000;Atelier des Postes;FR1420041010050500013M02606;contact@postes.example;Paris;;",
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_members_file_is_read_however_it_was_saved(
    fund: Fund, tmp_path: Path, separator: str, mark: str, end: str
) -> None:
    file = tmp_path / "membres.csv"
    file.write_bytes((mark + end.join(LINES).replace(";", separator) + end).encode())
    call_command("import_members", str(file), "--apply", "--fund", fund.slug, stdout=io.StringIO())
    names = Cooperative.objects.filter(memberships__fund=fund).order_by("name").values_list("name", flat=True)
    assert list(names) == ["Atelier des Postes", "Menuiserie du Lac"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("732829320", "732829321"), "Line 2, column siren: “732829321” is no SIREN"),
        (("732829320", "73282932"), "Line 2, column siren"),
        (("M02606", "M02607"), "Line 3, column iban"),
        (("contact@postes.example", "contact.postes.example"), "Line 3, column courriel: “contact.postes.example”"),
        (("Atelier des Postes", ""), "Line 3, column nom: Nothing is written here"),
    ],
)
def test_a_wrong_line_is_named_with_its_column_and_the_file_refused_whole(
    fund: Fund, tmp_path: Path, wrong: tuple[str, str], told: str
) -> None:
    file, errors = tmp_path / "membres.csv", io.StringIO()
    file.write_bytes(("\ufeff" + "\r\n".join(LINES).replace(*wrong)).encode())
    with nothing_changes(), pytest.raises(CommandError, match="refused whole, nothing was changed") as refusal:
        call_command(
            "import_members", str(file), "--apply", "--fund", fund.slug, "--language", "en",
            stdout=io.StringIO(), stderr=errors,
        )  # fmt: skip
    assert refusal.value.returncode == 1
    assert errors.getvalue().startswith(told), errors.getvalue()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--max-per-borrower", "NaN"], "max-per-borrower"),
        (["--max-per-borrower=-5"], "max-per-borrower"),
        (["--max-per-borrower", "10,555"], "max-per-borrower"),
        (["--max-share", "2"], "max-share"),
        (["--reserve=-1"], "reserve"),
        (["--annual-rate=-0.03"], "annual-rate"),
        (["--min-amount", "cent"], "min-amount"),
        (["--min-amount", "200000"], "min-amount"),
        (["--max-share", "0"], "max-share"),
        (["--annual-rate", "3 %"], "annual-rate"),
    ],
)
def test_a_fund_is_not_created_with_figures_that_cannot_be(db: None, arguments: list[str], told: str) -> None:
    with nothing_changes(), pytest.raises(CommandError, match=told):
        call_command("create_fund", "nouvelle", "Nouvelle caisse", *arguments, stdout=io.StringIO())


TERMS = {
    "currency": "EUR", "annual_rate": "0.04", "repayment": "bullet", "instalments": 3,
    "every": {"count": 1, "unit": "months"}, "drawdowns": [{"on": "2026-01-15", "amount": "1000.00"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"drawdowns": [{"on": "2026-01-15", "amount": "-1000.00"}]}, ["drawdowns[0].amount"]),
        ({"drawdowns": [{"on": "2026-01-15", "amount": "0"}]}, ["drawdowns[0].amount"]),
        ({"drawdowns": [{"on": "2026-01-15", "amount": "1000.005"}]}, ["drawdowns[0].amount"]),
        ({"drawdowns": [{"on": "2026-01-15", "amount": "NaN"}]}, ["drawdowns[0].amount"]),
        ({"drawdowns": [{"on": "2026-01-15", "amount": "1e400"}]}, ["drawdowns[0].amount"]),
        ({"drawdowns": [{"on": "2026-02-30", "amount": "1000.00"}]}, ["drawdowns[0].on"]),
        ({"annual_rate": "NaN", "instalments": -1, "currency": "ZZZ"}, ["annual_rate", "currency", "instalments"]),
    ],
)
def test_wrong_terms_are_named_alike_over_http_and_on_the_command_line(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wrong: dict[str, Any],
    fields: list[str],
) -> None:  # fmt: skip
    answer = Program(headers={"accept-language": "en"}).post("/api/v1/simulations", {**TERMS, **wrong})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert sorted(error["field"] for error in answer.json()["errors"]) == fields
    given = json.dumps({**TERMS, **wrong}).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
    with pytest.raises(SystemExit) as left:
        call_command("simulate_loan")
    assert left.value.code == 2
    out, err = capsys.readouterr()
    assert (out, sorted(error["field"] for error in json.loads(err)["errors"])) == ("", fields)
