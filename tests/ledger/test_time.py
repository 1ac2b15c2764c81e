"""What the books say of any day, now and as known at any seal: always what a model in memory says."""

import datetime as dt

import pytest

from ledger.domain.errors import UnknownSeal
from ledger.models import DayMovement, SealBatch
from ledger.selectors.balances import balances, between
from ledger.selectors.general_ledger import AccountClosing, AccountOpening, general_ledger
from ledger.selectors.lines import Line, Place, account_lines, lines_after
from ledger.selectors.trial_balance import totals, trial_balance
from ledger.services.posting import PostingDraft
from tests.ledger.histories import (
    BOOK,
    DAYS,
    FIRST_DAY,
    NATURE,
    History,
    amount,
    days,
    post_history,
    random_history,
    seal_history,
)


@pytest.fixture(params=[1, 2])
def history(request: pytest.FixtureRequest, committed_db: str) -> History:
    """Some hundred acts, with seals in between and a tail that is not sealed."""
    return random_history(seed=request.param, acts=120)


def seals() -> list[int]:
    return sorted(SealBatch.objects.filter(book__code=BOOK).values_list("number", flat=True))


def folded() -> dict[tuple[str, dt.date], tuple[int, int]]:
    rows = DayMovement.objects.values_list("account__code", "day", "debit", "credit")
    return {(code, day): (debit, credit) for code, day, debit, credit in rows}


def test_balances_at_every_day_and_seal_are_those_of_the_model(history: History) -> None:
    assert len(seals()) > 3
    assert {move.entry_id for move in history.moves} - history.seals.keys()
    assert balances(book=BOOK) == history.balances()
    for as_known_at in (None, *seals()):
        for on in days():
            expected = history.balances(on=on, as_known_at=as_known_at)
            assert balances(book=BOOK, on=on, as_known_at=as_known_at) == expected, (on, as_known_at)
            assert balances(book=BOOK, codes=list(NATURE), on=on, as_known_at=as_known_at) == expected
    for number in seals():
        assert balances(book=BOOK, as_known_at=number) == history.balances(as_known_at=number)


def test_by_currency_debits_equal_credits_at_every_day_and_seal(history: History) -> None:
    for as_known_at in (None, *seals()):
        for on in (*days()[::7], None):
            rows = trial_balance(book=BOOK, on=on, as_known_at=as_known_at)
            assert all(debit == credit for debit, credit in totals(rows).values())
            expected = history.totals(on=on, as_known_at=as_known_at)
            found = {row.code: (row.debit, row.credit) for row in rows}
            assert found == {code: (amount(d, code), amount(c, code)) for code, (d, c) in expected.items()}


def test_movements_between_two_days_lead_from_one_balance_to_the_other(history: History) -> None:
    start, end = FIRST_DAY + dt.timedelta(days=10), FIRST_DAY + dt.timedelta(days=40)
    for as_known_at in (None, seals()[1]):
        before, after = (history.totals(on=on, as_known_at=as_known_at) for on in (start - dt.timedelta(days=1), end))
        found = between(book=BOOK, start=start, end=end, as_known_at=as_known_at)
        assert found == between(book=BOOK, codes=list(NATURE), start=start, end=end, as_known_at=as_known_at)
        for code, moved in found.items():
            assert moved.debit == amount(after[code][0] - before[code][0], code)
            assert moved.credit == amount(after[code][1] - before[code][1], code)
        assert {code: moved.opening for code, moved in found.items()} == balances(
            book=BOOK, on=start - dt.timedelta(days=1), as_known_at=as_known_at
        )
        assert {code: moved.closing for code, moved in found.items()} == balances(
            book=BOOK, on=end, as_known_at=as_known_at
        )


def test_the_general_ledger_agrees_with_the_trial_balance_and_the_balances_now(history: History) -> None:
    rows = list(general_ledger(book=BOOK))
    closings = {row.account: row for row in rows if isinstance(row, AccountClosing)}
    assert {row.code: (row.debit, row.credit, row.balance) for row in trial_balance(book=BOOK)} == {
        code: (row.debit, row.credit, row.balance) for code, row in closings.items()
    }
    assert {code: row.balance for code, row in closings.items()} == balances(book=BOOK)


def test_a_general_ledger_between_two_days_opens_and_closes_at_the_balances(history: History) -> None:
    start, end = FIRST_DAY + dt.timedelta(days=15), FIRST_DAY + dt.timedelta(days=33)
    rows = list(general_ledger(book=BOOK, start=start, end=end))
    moved = between(book=BOOK, start=start, end=end)
    for kind, field in ((AccountOpening, "opening"), (AccountClosing, "closing")):
        found = {row.account: row.balance for row in rows if isinstance(row, kind)}
        assert found == {code: getattr(one, field) for code, one in moved.items()}
    assert {row.effective_on for row in rows if isinstance(row, Line)} <= set(days()[16:35])
    for code in NATURE:
        alone = list(general_ledger(book=BOOK, start=start, end=end, account=code))
        assert alone == [row for row in rows if row.account == code]
        assert [row for row in alone if isinstance(row, Line)] == list(
            account_lines(book=BOOK, codes=[code], start=start, end=end)
        )


@pytest.mark.parametrize("size", [1, 7])
def test_pages_from_any_place_carry_the_balance_of_the_stream(history: History, size: int) -> None:
    for code in NATURE:
        lines = list(account_lines(book=BOOK, codes=[code]))
        for number in range(0, len(lines), 5):
            place = Place(lines[number].effective_on, lines[number].entry_id, lines[number].line)
            page = lines_after(book=BOOK, code=code, after=place, limit=size)
            assert page == lines[number + 1 : number + 1 + size]
        since = FIRST_DAY + dt.timedelta(days=30)
        until = since + dt.timedelta(days=9)
        assert lines_after(book=BOOK, code=code, limit=1000, start=since, end=until) == [
            line for line in lines if since <= line.effective_on <= until
        ]


def test_a_backdated_entry_costs_one_row_of_days_an_account(history: History) -> None:
    seal_history(history)
    before = folded()
    post_on_the_first_day(history)
    seal_history(history)
    after = folded()
    changed = {place for place in after if after[place] != before.get(place)}
    assert changed == {("1-asset", FIRST_DAY), ("2-liability", FIRST_DAY)}
    assert balances(book=BOOK, on=FIRST_DAY) == history.balances(on=FIRST_DAY)


def post_on_the_first_day(history: History) -> None:
    post_history(history, [PostingDraft("1-asset", "2-liability", amount(5, "1-asset"))], FIRST_DAY, "backdated")


def test_what_is_sealed_while_a_stream_is_read_changes_nothing_of_it(history: History) -> None:
    start = FIRST_DAY + dt.timedelta(days=DAYS // 2)
    expected = list(account_lines(book=BOOK, codes=["1-asset"], start=start))
    ledger = list(general_ledger(book=BOOK, start=start))
    lines, rows = account_lines(book=BOOK, codes=["1-asset"], start=start), general_ledger(book=BOOK, start=start)
    first = next(lines), next(rows)
    post_on_the_first_day(history)
    sealed = len(history.seals)
    seal_history(history)
    assert len(history.seals) > sealed
    assert [first[0], *lines] == expected
    assert [first[1], *rows] == ledger
    assert list(account_lines(book=BOOK, codes=["1-asset"], start=start)) != expected


def test_a_seal_that_the_book_does_not_have_is_refused_with_those_that_it_has(history: History) -> None:
    last = seals()[-1]
    for number in (0, last + 1):
        for ask in (balances, trial_balance):
            with pytest.raises(UnknownSeal) as refusal:
                ask(book=BOOK, as_known_at=number)
            assert str(refusal.value) == (
                f"The book history has no seal {number}: it has {last} so far, counted from 1."
            )
