"""`post_entries`: NDJSON in, outcomes out."""

import io
import json
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Entry
from ledger.selectors.balances import balances
from ledger.selectors.entries import entry_by_id
from tests.ledger.books import eur

GOOD = {
    "effective_on": "2026-01-15",
    "journal": "BQ",
    "description": "Placement",
    "postings": [{"debit": "512", "credit": "4551-1", "amount": "100.00"}],
}
FULL = {
    **GOOD,
    "id": "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c20",
    "reference": "VIR-1",
    "kind": "placement",
    "source": "placement:1",
    "metadata": {"a": 1},
}
REFUSED = {**GOOD, "postings": [{"debit": "4551-1", "credit": "512", "amount": "9000.00"}]}


@pytest.fixture
def run(book: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Feed text to the command; give its exit status and its lines of output."""

    def command(text: str | bytes, *options: str) -> tuple[int, list[dict[str, Any]], str]:
        data = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        status, complaint = 0, ""
        try:
            call_command("post_entries", "--book", book, *options)
        except SystemExit as left:
            status = int(left.code or 0)
        except CommandError as error:
            status, complaint = error.returncode, str(error)
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()], complaint

    return command


def ndjson(*entries: object) -> str:
    return "".join(f"{json.dumps(entry)}\n" for entry in entries)


def test_entries_are_posted_and_told_one_a_line(run: Any) -> None:
    status, told, _complaint = run(ndjson(GOOD, FULL))
    assert status == 0
    assert [(line["line"], line["status"], line["code"]) for line in told] == [
        (1, "created", "created"),
        (2, "created", "created"),
    ]
    assert told[1]["entry_id"] == FULL["id"]
    written = entry_by_id(book="demo", entry_id=UUID(FULL["id"]))
    assert (written.reference, written.kind, written.source, written.metadata) == (
        "VIR-1",
        "placement",
        "placement:1",
        {"a": 1},
    )
    assert balances(book="demo", codes=["512"]) == {"512": eur("200.00")}


def test_one_refusal_leaves_the_others_and_gives_status_1(run: Any) -> None:
    status, told, _complaint = run(ndjson(GOOD, REFUSED, GOOD))
    assert status == 1
    assert [line["code"] for line in told] == ["created", "floor_reached", "created"]
    assert "4551-1" in told[1]["sentence"]


def test_in_atomic_mode_one_refusal_refuses_all(run: Any) -> None:
    status, told, _complaint = run(ndjson(GOOD, REFUSED), "--mode", "atomic")
    assert (status, [line["code"] for line in told]) == (1, ["batch_refused", "floor_reached"])
    assert not Entry.objects.exists()


def test_the_same_input_twice_is_posted_once(run: Any) -> None:
    run(ndjson(GOOD))
    status, told, _complaint = run(ndjson(GOOD))
    assert (status, told[0]["status"]) == (0, "exists")
    assert Entry.objects.count() == 1
    status, told, _complaint = run(ndjson(GOOD), "--key", "another")
    assert (status, told[0]["status"]) == (0, "created")


def test_empty_lines_are_passed_over_and_lines_keep_their_numbers(run: Any) -> None:
    status, told, _complaint = run("\n" + ndjson(GOOD) + "  \n" + ndjson(GOOD))
    assert (status, [line["line"] for line in told]) == (0, [2, 4])
    assert run("") == (0, [], "")


def test_a_byte_order_mark_and_crlf_are_read_over(run: Any) -> None:
    status, _told, _complaint = run(b"\xef\xbb\xbf" + ndjson(GOOD).replace("\n", "\r\n").encode())
    assert status == 0


def changed(**fields: Any) -> dict[str, Any]:
    return {**GOOD, **fields}


def with_posting(**fields: Any) -> dict[str, Any]:
    return {**GOOD, "postings": [*GOOD["postings"], {**GOOD["postings"][0], **fields}]}


MALFORMED: tuple[tuple[str, str], ...] = (
    # line 2 of the input                               what is said
    ("{",                                                 "Line 2, JSON: "),
    ("[]",                                                "Line 2, entry: an object is expected"),
    ("NaN",                                               "Line 2, JSON: NaN is not JSON"),
    ('{"a": 1e999}',                                      "Line 2, a: there is no such field"),
    ("[" * 100_000,                                       "Line 2, JSON: "),
    (json.dumps({"journal": "BQ"}),                       "Line 2, effective_on: it is missing"),
    (json.dumps(changed(effective_on="2026-02-31")),      "Line 2, effective_on: 2026-02-31 is no date"),
    (json.dumps(changed(effective_on="15/01/2026")),      "Line 2, effective_on: 15/01/2026 is no date"),
    (json.dumps(changed(effective_on=None)),              "Line 2, effective_on: None is no date"),
    (json.dumps(changed(postings={})),                    "Line 2, postings: a list is expected"),
    (json.dumps(changed(postings=[])),                    "Line 2, postings: an entry has at least one posting"),
    (json.dumps(changed(id="x")),                         "Line 2, id: a UUID is expected"),
    (json.dumps(changed(metadata=[])),                    "Line 2, metadata: an object is expected"),
    (json.dumps(changed(description="\0")),               "Line 2, description: plain text is expected"),
    (json.dumps(changed(journal=7)),                      "Line 2, journal: plain text is expected"),
    (json.dumps(with_posting(amount=100)),                "Line 2, posting 2, amount 100: amounts are strings"),
    (json.dumps(with_posting(amount="1 365,20")),         "Line 2, posting 2, amount 1 365,20: a number with a point"),
    (json.dumps(with_posting(amount="100.001")),          "Line 2, posting 2, amount 100.001 EUR: EUR has 2"),
    (json.dumps(with_posting(amount="-1.00")),            "Line 2, posting 2, amount -1.00 EUR: an amount is more"),
    (json.dumps(with_posting(amount="0.00")),             "Line 2, posting 2, amount 0.00 EUR: an amount is more"),
    (json.dumps(with_posting(amount="NaN")),              "Line 2, posting 2, amount NaN EUR: it is not a finite"),
    (json.dumps(with_posting(amount="1e99")),             "Line 2, posting 2, amount 1E+99 EUR: it is too large"),
    (json.dumps(with_posting(amount="١")),                "Line 2, posting 2, amount ١: a number with a point"),
    (json.dumps(with_posting(amount="1_0")),              "Line 2, posting 2, amount 1_0: a number with a point"),
    (json.dumps(with_posting(currency="euro")),           "Line 2, posting 2, currency: euro is no currency"),
    (json.dumps(with_posting(currency=["EUR"])),          "Line 2, posting 2, currency: ['EUR'] is no currency"),
    (json.dumps(with_posting(credit="512")),              "Line 2, posting 2, credit: the debited and the cred"),
    (json.dumps(with_posting(debit=512)),                 "Line 2, posting 2, debit: an account code is expected"),
    (json.dumps(with_posting(note="x")),                  "Line 2, posting 2, note: there is no such field"),
    (json.dumps(with_posting(phase="voids", pending="x")),"Line 2, posting 2, pending: an object"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "said"), MALFORMED)
def test_malformed_input_names_its_line_and_posts_nothing(run: Any, line: str, said: str) -> None:
    status, told, complaint = run(ndjson(GOOD) + line + "\n")
    assert (status, told) == (2, [])
    assert complaint.startswith(said)
    assert complaint.endswith("Nothing was posted.")
    assert not Entry.objects.exists()


def test_input_that_is_no_text_is_malformed(run: Any) -> None:
    assert run(b"\xff\xfe")[0] == 2


def test_a_foreign_currency_is_a_refusal_of_the_book(run: Any) -> None:
    status, told, _complaint = run(ndjson(with_posting(currency="USD")))
    assert (status, told[0]["code"]) == (1, "currency_mismatch")


def test_an_unknown_book_is_malformed_input(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="no book nowhere") as refusal:
        call_command("post_entries", "--book", "nowhere")
    assert refusal.value.returncode == 2


def test_a_long_input_is_cut_into_calls(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.management.commands.post_entries.ENTRIES_PER_CALL", 2)
    status, told, _complaint = run(ndjson(*[GOOD] * 5))
    assert (status, [line["line"] for line in told]) == (0, [1, 2, 3, 4, 5])
    assert Entry.objects.count() == 5
