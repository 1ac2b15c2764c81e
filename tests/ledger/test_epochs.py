"""Books that were restored into another cluster: transaction ids start again, and nothing is lost or sealed twice."""

from uuid import UUID

from django.db import connections

from ledger.models import Entry, SealBatch, SealEntry
from ledger.selectors.balances import balance
from ledger.selectors.verification import verdicts
from ledger.services.seal import seal_book
from tests.ledger.books import DAY, entry, eur, posted, seal_all

GUARDED = ("ledger_entry", "ledger_seal_batch")
# Ids that this cluster will not reach in a test, and one that it passed long ago.
FAR, NEAR = "900000000000", "5"


def write_as_before(*statements: str) -> None:
    """Write what another cluster wrote, with the guards down; they stand again afterwards."""
    with connections["owner"].cursor() as cursor:
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


SEALED_ELSEWHERE = (
    "UPDATE ledger_seal_batch SET system_identifier = 42, horizon = '800000000000'",
    """UPDATE ledger_seal_batch b SET hash = ledger_batch_hash(ledger_batch_text(b, k.code))
         FROM ledger_book k WHERE k.id = b.book_id""",
)


def recorded_elsewhere(entry_id: UUID, xid: str) -> str:
    return f"UPDATE ledger_entry SET recorded_xid = '{xid}' WHERE id = '{entry_id}'"


def write(text: str) -> UUID:
    return posted(entry(("512", "4551-1", "1.00"), description=text)).outcomes[0].entry_id


def sealed() -> list[tuple[int, str]]:
    return list(
        SealEntry.objects.order_by("batch_number", "position").values_list("batch_number", "entry__description")
    )


def broken() -> list[str]:
    return [verdict.check.name for verdict in verdicts() if verdict.first_breach is not None]


def horizon() -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT ledger_sealed_horizon(id)::text FROM ledger_book WHERE code = 'demo'")
        return int(cursor.fetchone()[0])


def restored_book() -> None:
    """One entry sealed elsewhere, two that were not sealed there yet, one written here."""
    write("sealed elsewhere")
    seal_all()
    far, near = write("far"), write("near")
    write_as_before(*SEALED_ELSEWHERE, recorded_elsewhere(far, FAR), recorded_elsewhere(near, NEAR))
    write("here")


def test_a_restored_book_opens_an_epoch_and_seals_each_entry_once(committed_book: str) -> None:
    restored_book()
    assert horizon() == 0
    seal_all()
    assert sealed()[0] == (1, "sealed elsewhere")
    # Those of the other cluster come first; what one of its ids hides among ours is only known by its size.
    assert [text for _batch, text in sealed()] == ["sealed elsewhere", "far", "near", "here"]
    assert list(SealBatch.objects.order_by("number").values_list("epoch", flat=True))[:2] == [1, 2]
    assert seal_book(book=committed_book).entries == 0
    assert 0 < horizon() < int(NEAR) + 10**9
    assert broken() == []


def test_the_epoch_lasts_while_the_cluster_does(committed_book: str) -> None:
    restored_book()
    seal_all()
    write("later")
    seal_all()
    assert set(SealBatch.objects.filter(number__gt=1).values_list("epoch", flat=True)) == {2}
    assert sealed()[-1][1] == "later"
    assert SealEntry.objects.count() == Entry.objects.count() == 5
    assert broken() == []


def test_a_book_that_was_never_sealed_before_its_restore_is_sealed_whole(committed_book: str) -> None:
    write_as_before(*[recorded_elsewhere(write(f"far {n}"), str(int(FAR) + n)) for n in range(3)])
    write("here")
    seal_all()
    assert [text for _batch, text in sealed()] == ["far 0", "far 1", "far 2", "here"]
    assert set(SealBatch.objects.values_list("epoch", flat=True)) == {1}
    assert broken() == []


def test_batches_cut_among_restored_entries_promise_no_horizon_that_does_not_hold(committed_book: str) -> None:
    write_as_before(*[recorded_elsewhere(write(f"far {n}"), str(int(FAR) + n)) for n in range(3)])
    made = seal_book(book=committed_book, entries_per_batch=1)
    assert made.entries == 3
    assert list(SealBatch.objects.order_by("number").values_list("horizon", flat=True))[:2] == [0, 0]
    write("here")
    seal_all()
    assert broken() == []


def test_what_came_here_unsealed_is_not_forgotten_when_sealing_is_cut_into_transactions(committed_book: str) -> None:
    """Only the batch that opens the epoch looks for them: they are all in its transaction, however small a part is."""
    write_as_before(*[recorded_elsewhere(write(f"far {n}"), str(int(FAR) + n)) for n in range(3)])
    for number in range(3):
        write(f"here {number}")
    while Entry.objects.filter(seal__isnull=True).exists():
        seal_book(book=committed_book, entries_per_batch=1, entries_per_transaction=1)
    assert [text for _batch, text in sealed()] == ["far 0", "far 1", "far 2", "here 0", "here 1", "here 2"]
    assert set(SealBatch.objects.values_list("epoch", flat=True)) == {1}
    assert broken() == []


def test_a_balance_at_a_day_counts_each_entry_once_before_and_after_the_epoch_begins(committed_book: str) -> None:
    restored_book()
    assert balance(book=committed_book, code="512", on=DAY) == eur("4.00")
    assert balance(book=committed_book, code="512", on=DAY, as_known_at=1) == eur("1.00")
    seal_all()
    assert balance(book=committed_book, code="512", on=DAY) == eur("4.00")
    write("tail")
    assert balance(book=committed_book, code="512", on=DAY) == eur("5.00")
    assert balance(book=committed_book, code="512", on=DAY, as_known_at=1) == eur("1.00")


def test_an_epoch_that_no_cluster_explains_is_found(committed_book: str) -> None:
    write("one")
    seal_all()
    write_as_before("UPDATE ledger_seal_batch SET epoch = 2", SEALED_ELSEWHERE[1])
    assert broken() == ["seals-are-chained"]
