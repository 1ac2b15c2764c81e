"""Statements of a sealed book: legal numbers, the last seal, and the proofs of the member's own lines."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from ledger.models import Entry, SealBatch
from ledger.selectors.proofs import proof_of
from ledger.services.seal import seal_book
from lending.services.bookkeeping.placements import book_placement
from lending.statements.account_statement import account_statement, whole
from lending.statements.account_statement_csv import statement_csv
from lending.statements.account_statement_json import statement_json
from lending.statements.account_statement_pdf import statement_pdf
from tests.docs.test_verify_proof import run
from tests.factories import eur, make_active_loan, make_fund, make_member
from tests.lending.statements.papers import conforms_to, needs_poppler, streams_of, text_of

START, END = date(2026, 2, 1), date(2026, 2, 28)


@pytest.fixture
def member(committed_db):
    return make_member(make_fund(), name="Atelier de démonstration 3")


def place(member, amount: str, key: str) -> None:
    book_placement(membership=member, amount=eur(amount), on=START, source="test", key=key)


def seal(member) -> SealBatch:
    while Entry.objects.filter(seal__isnull=True).exists():
        seal_book(book=member.fund.book)
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
    return SealBatch.objects.order_by("-number")[0]


def statement_of(member, **changes):
    return account_statement(**{"membership": member, "start": START, "end": END, **changes})


def test_each_sealed_line_has_its_number_and_the_statement_its_last_seal(member):
    for number in range(3):
        place(member, f"{number + 1}.00", f"k{number}")
    head = seal(member)
    place(member, "9.00", "unsealed")
    told = statement_json(statement_of(member))
    (section,) = told["sections"]
    assert {(line["credit"], line["legal_number"]) for line in section["movements"]} == {
        ("1.00", "BQ-2026-000001"),
        ("2.00", "BQ-2026-000002"),
        ("3.00", "BQ-2026-000003"),
        ("9.00", None),
    }
    assert told["seal"] == {
        "book": member.fund.book,
        "number": head.number,
        "hash": bytes(head.hash).hex(),
        "sealed_at": head.sealed_at.isoformat(),
        "compare_at": f"http://testserver/sceaux/{member.fund.book}/{head.number}/",
    }
    assert [line.split(",")[-1].strip() for line in statement_csv(statement_of(member), profile="machine")] == [
        "legal_number", "", *(line["legal_number"] or "" for line in section["movements"]), "",
    ]  # fmt: skip


def test_the_proofs_of_a_statement_hold_for_bare_python(member):
    for number in range(2):
        place(member, f"{number + 1}.00", f"k{number}")
    seal(member)  # in one batch or in two: a transaction open in another database of the instance parts them
    proofs = statement_json(statement_of(member))["proofs"]
    assert [proof["legal_number"] for proof in proofs] == ["BQ-2026-000001", "BQ-2026-000002"]
    for proof in proofs:
        head = SealBatch.objects.get(book__code=member.fund.book, number=proof["batch"])
        status, said = run(json.dumps(proof), "--head", f"{head.number}:{bytes(head.hash).hex()}")
        assert (status, "HOLDS" in said) == (0, True)
        assert proof == proof_of(book=member.fund.book, entry_id=UUID(proof["entry"])).document()


def test_what_moves_money_of_other_members_too_is_numbered_and_not_shown(member):
    """The text of a loan's entry names every lender's account and share: one lender is not shown another's."""
    lender, other = (make_member(member.fund, placed=eur(40_000)) for _ in range(2))
    make_active_loan(member, amount=eur(20_000), disbursed_on=date(2026, 1, 15))
    seal(member)
    told = statement_json(
        statement_of(lender, start=date(2026, 1, 1), end=date(2026, 12, 31), roles=("available", "lent"))
    )
    lines = [line for section in told["sections"] for line in section["movements"]]
    assert any(line["description"].startswith("Déblocage") for line in lines)
    assert all(line["legal_number"] for line in lines)
    shown = json.dumps(told)
    for account in (f"4551-{other.tail}", f"4552-{other.tail}"):
        assert account not in shown
    shared = {line["entry"] for line in lines if line["description"].startswith("Déblocage")}
    for entry in shared:
        assert f"4552-{other.tail}" in proof_of(book=member.fund.book, entry_id=UUID(entry)).leaf, "the control"


def test_questions_do_not_grow_with_the_lines(member):
    counts = []
    for keys in (["a"], ["b", "c"]):
        for key in keys:
            place(member, "5.00", key)
            seal(member)
        with CaptureQueriesContext(connection) as queries:
            statement_json(statement_of(member))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_a_number_given_while_the_statement_is_read_does_not_claim_the_seal_before_it(member):
    place(member, "1.00", "a")
    seal(member)
    place(member, "2.00", "b")
    statement = statement_of(member)
    seal(member)
    _, read = whole(statement)
    assert sorted(str(line.legal_number) for line in read["available"]) == ["BQ-2026-000001", "None"]


def test_the_pdf_carries_the_proofs_and_stays_archivable(member):
    place(member, "1.00", "a")
    seal(member)
    statement = statement_of(member)
    pdf = statement_pdf(statement, issued_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    assert conforms_to(pdf) == {"PDF/A-3a", "PDF/UA-1"}
    attached = [stream for stream in streams_of(pdf) if stream.startswith(b"{\n")]
    assert [json.loads(text) for text in attached] == [statement_json(statement)]
    assert len(json.loads(attached[0])["proofs"]) == 1


@needs_poppler
@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Vous êtes témoin de ces comptes"), ("en", "You are a witness of these books")]
)
def test_the_page_says_what_to_keep(member, language, said):
    place(member, "1.00", "a")
    head = seal(member)
    statement = statement_of(member)
    text = text_of(statement_pdf(statement, issued_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), language=language))
    for expected in (said, "BQ-2026-000001", bytes(head.hash).hex(), f"/sceaux/{member.fund.book}/{head.number}/"):
        assert expected in text
