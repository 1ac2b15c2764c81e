"""The trial balance by collective account."""

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from ledger.selectors.collectives import as_tree, parents_of
from ledger.selectors.trial_balance import TrialBalanceRow, totals, trial_balance
from ledger.services.accounts import AccountDraft, open_accounts
from ledger.services.posting import EntryDraft, PostingDraft
from tests.ledger.books import DAY, entry, posted

UNDER = (
    AccountDraft("45", "Associés", "liability"),
    AccountDraft("455", "Comptes courants", "liability", parent="45"),
    AccountDraft("455-A", "Atelier A", "liability", parent="455"),
    AccountDraft("455-B", "Atelier B", "liability", parent="455"),
    AccountDraft("455-C", "Atelier C", "liability", parent="455", currency="JPY"),
    AccountDraft("512-JPY", "Banque, yens", "asset", currency="JPY"),
)
# depth code       name                debit      credit    balance    collective
TREE = """
0 101     Capital               0.00     0.00     0.00 EUR
0 2748-7  Prêt 7                0.00     0.00     0.00 EUR
0 45      Associés             10.00   107.00    97.00 EUR *
0 45      Associés                 0     5000     5000 JPY *
1 455     Comptes courants     10.00   107.00    97.00 EUR *
1 455     Comptes courants         0     5000     5000 JPY *
2 455     Comptes courants      0.00     7.00     7.00 EUR
2 455-A   Atelier A            10.00   100.00    90.00 EUR
2 455-B   Atelier B             0.00     0.00     0.00 EUR
2 455-C   Atelier C                0     5000     5000 JPY
0 4551-1  Placement A           0.00     0.00     0.00 EUR
0 4551-2  Placement B           0.00     0.00     0.00 EUR
0 512     Banque              107.00    10.00    97.00 EUR
0 512-JPY Banque, yens          5000        0     5000 JPY
0 627     Frais                 0.00     0.00     0.00 EUR
0 768     Intérêts              0.00     0.00     0.00 EUR
0 801     Engagements           0.00     0.00     0.00 EUR"""


@pytest.fixture
def gathered(book: str) -> str:
    open_accounts(book=book, accounts=UNDER)
    yen = PostingDraft("512-JPY", "455-C", Money("5000", "JPY"))
    posted(
        entry(("512", "455-A", "100.00"), ("455-A", "512", "10.00"), ("512", "455", "7.00")),
        EntryDraft(effective_on=DAY, journal="BQ", description="Yens", postings=[yen]),
    )
    return book


def test_accounts_stand_under_the_totals_of_what_gathers_them(gathered: str) -> None:
    tree = as_tree(trial_balance(book=gathered), parents=parents_of(book=gathered))
    lines = []
    for one in tree:
        row = one.row
        amounts = " ".join(f"{amount.amount!s:>8}" for amount in (row.debit, row.credit, row.balance))
        lines.append(
            f"{one.depth} {row.code:<7} {row.name:<17} {amounts} {row.debit.currency}{' *' * one.is_collective}"
        )
    assert "\n".join(lines) == TREE.strip("\n")


def test_rows_that_are_not_collective_have_the_totals_of_the_book(gathered: str) -> None:
    rows = trial_balance(book=gathered)
    leaves = [one.row for one in as_tree(rows, parents=parents_of(book=gathered)) if not one.is_collective]
    assert totals(leaves) == totals(rows)


CODES = ("4", "45", "455", "455-1", "46", "5")
PARENTS = {"45": "4", "455": "45", "455-1": "455", "46": "4"}
amounts = st.integers(min_value=0, max_value=10**6)


@given(
    st.lists(
        st.tuples(st.sampled_from(CODES), amounts, amounts, st.sampled_from(("EUR", "JPY"))),
        unique_by=lambda one: one[0],
    )
)
def test_each_total_is_the_sum_of_the_rows_below_it(cells: list[tuple[str, int, int, str]]) -> None:
    rows = [
        TrialBalanceRow(
            code, code, "asset", Money(debit, currency), Money(credit, currency), Money(debit - credit, currency)
        )
        for code, debit, credit, currency in sorted(cells)
    ]
    tree = as_tree(rows, parents=PARENTS)
    moved = [row for row in rows if row.debit.amount or row.credit.amount]
    assert [row for row in moved if row not in [one.row for one in tree if not one.is_collective]] == []
    for place, one in enumerate(tree):
        if one.is_collective:
            below = []
            for other in tree[place + 1 :]:
                if other.depth <= one.depth and not (other.is_collective and other.row.code == one.row.code):
                    break
                below.append(other)
            leaves = [other.row for other in below if not other.is_collective]
            assert totals(leaves)[one.row.debit.currency.code] == (one.row.debit, one.row.credit)
