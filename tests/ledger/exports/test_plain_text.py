"""Books that tools which we did not write accept, and whose faults they find."""

import datetime as dt
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from beancount import loader
from djmoney.money import Money
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.exports.beancount import beancount_lines
from ledger.exports.hledger import hledger_lines
from ledger.selectors.trial_balance import trial_balance
from ledger.services.accounts import open_account
from ledger.services.posting import PostingDraft
from ledger.services.reversal import reverse_entry
from tests.ledger.books import BOOK, entry, eur, open_demo_book, posted

JANUARY, FEBRUARY = dt.date(2026, 1, 15), dt.date(2026, 2, 1)
IDS = [UUID(f"0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c{n}") for n in range(20, 24)]
BEAN_CHECK = Path(sys.executable).with_name("bean-check")
needs_hledger = pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")


@pytest.fixture
def told(book: str) -> str:
    """Two days of a book; descriptions that look like syntax."""
    posted(
        entry(
            ("512", "4551-1", "50000.00"), effective_on=JANUARY, id=IDS[0], description="Placement A", reference="VIR-1"
        ),
        entry(
            ("512", "768", "45.87"),
            ("627", "512", "1.00"),
            effective_on=JANUARY,
            id=IDS[1],
            description='(x) "a"; b | c \\',
        ),
        entry(
            ("4551-1", "512", "200.00"), effective_on=FEBRUARY, id=IDS[2], description="2026-01-01 * !\n deux lignes"
        ),
    )
    return book


HLEDGER = """\
; demo
commodity 1000.00 EUR
account Equity:101  ; Capital
account Assets:2748-7  ; Prêt 7
account Liabilities:4551-1  ; Placement A
account Liabilities:4551-2  ; Placement B
account Assets:512  ; Banque
account Expenses:627  ; Frais
account Income:768  ; Intérêts
account Assets:Memo:801  ; Engagements

2026-01-15 * (VIR-1) Placement A  ; entry:0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c20, journal:BQ
    Assets:512  50000.00 EUR = 50000.00 EUR
    Liabilities:4551-1  -50000.00 EUR = -50000.00 EUR

2026-01-15 * () (x) "a", b / c \\  ; entry:0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c21, journal:BQ
    Assets:512  45.87 EUR
    Income:768  -45.87 EUR = -45.87 EUR
    Expenses:627  1.00 EUR = 1.00 EUR
    Assets:512  -1.00 EUR = 50044.87 EUR

2026-02-01 * () 2026-01-01 * ! deux lignes  ; entry:0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c22, journal:BQ
    Liabilities:4551-1  200.00 EUR = -49800.00 EUR
    Assets:512  -200.00 EUR = 49844.87 EUR
"""
BEANCOUNT_FEBRUARY = """\

2026-02-01 * "2026-01-01 * ! deux lignes"
  entry: "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c22"
  journal: "BQ"
  Liabilities:4551-1  200.00 EUR
  Assets:512  -200.00 EUR

2026-02-02 balance Liabilities:4551-1  -49800.00 ~ 0 EUR
2026-02-02 balance Assets:512  49844.87 ~ 0 EUR
"""


def text(lines: Callable[..., object], **between: dt.date) -> str:
    return "".join(f"{line}\n" for line in lines(book=BOOK, **between))


def hledger(tmp_path: Path, journal: str, *command: str) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "book.journal"
    path.write_text(journal, encoding="utf-8")
    return subprocess.run(["hledger", "-f", path, *command], capture_output=True, text=True, check=False)


def check_hledger(tmp_path: Path, journal: str) -> str:
    """What hledger objects to."""
    return hledger(tmp_path, journal, "check", "-s", "ordereddates", "accounts", "commodities").stderr


def check_beancount(tmp_path: Path, journal: str) -> str:
    """What bean-check objects to."""
    path = tmp_path / "book.beancount"
    path.write_text(journal, encoding="utf-8")
    done = subprocess.run([BEAN_CHECK, path], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def test_an_hledger_journal_asserts_what_each_account_holds_after_each_entry(told: str) -> None:
    assert text(hledger_lines) == HLEDGER


def test_a_beancount_file_asserts_what_each_account_holds_after_each_day(told: str) -> None:
    written = text(beancount_lines)
    assert written.endswith(BEANCOUNT_FEBRUARY)
    assert 'option "inferred_tolerance_default" "EUR:0"' in written
    assert '2026-01-15 * "(x) \\"a\\"; b | c \\\\"' in written


@needs_hledger
def test_hledger_accepts_the_book_and_finds_a_cent_too_much(told: str, tmp_path: Path) -> None:
    journal = text(hledger_lines)
    assert check_hledger(tmp_path, journal) == ""
    assert "balance assertion" in check_hledger(tmp_path, journal.replace("= 49844.87 EUR", "= 49844.88 EUR"))


def test_bean_check_accepts_the_book_and_finds_a_cent_too_much(told: str, tmp_path: Path) -> None:
    journal = text(beancount_lines)
    assert check_beancount(tmp_path, journal) == ""
    assert "Balance failed" in check_beancount(tmp_path, journal.replace("49844.87 ~ 0", "49844.88 ~ 0"))


@needs_hledger
def test_hledger_has_the_same_trial_balance(told: str, tmp_path: Path) -> None:
    out = hledger(tmp_path, text(hledger_lines), "balance", "--flat", "--no-total", "-O", "csv").stdout
    theirs = dict(re.findall(r'"[A-Za-z:]+:([^"]+)","(\S+) EUR"', out))
    ours = {row.code: str((row.debit - row.credit).amount) for row in trial_balance(book=told) if row.balance}
    assert theirs == ours


def test_a_part_of_the_book_opens_with_what_there_was(told: str, tmp_path: Path) -> None:
    for lines, check in ((hledger_lines, check_hledger), (beancount_lines, check_beancount)):
        if lines is hledger_lines and shutil.which("hledger") is None:
            continue
        part = text(lines, start=FEBRUARY)
        assert check(tmp_path, part) == ""
        assert "Opening balances" in part
        assert "Placement A  ;" not in part
    assert "deux lignes" not in text(beancount_lines, end=JANUARY)


def test_currencies_keep_their_own_decimals(told: str, tmp_path: Path) -> None:
    for code in ("yen-1", "yen-2"):
        open_account(book=told, code=code, name=code, nature="asset", currency="JPY")
    yen = PostingDraft("yen-1", "yen-2", Money("1234567", "JPY"))
    posted(type(entry())(effective_on=FEBRUARY, journal="OD", description="Yen", postings=[yen]))
    journal = text(beancount_lines)
    assert "  Assets:Yen-1  1234567 JPY\n" in journal
    assert check_beancount(tmp_path, journal) == ""
    if shutil.which("hledger"):
        assert check_hledger(tmp_path, text(hledger_lines)) == ""


def test_reservations_and_reversals_are_told_as_what_they_move(told: str, tmp_path: Path) -> None:
    reverse_entry(book=told, entry_id=IDS[1], effective_on=FEBRUARY, reason="Erreur", idempotency_key="r")
    held = PostingDraft("4551-1", "512", eur("10.00"), "pending")
    posted(type(entry())(effective_on=FEBRUARY, journal="OD", description="Réservé", postings=[held]))
    journal = text(beancount_lines)
    assert "Réservé" not in journal
    assert check_beancount(tmp_path, journal) == ""


moves = st.tuples(
    st.integers(min_value=0, max_value=3),
    st.permutations(["101", "768", "627", "801", "2748-7"]),
    st.integers(min_value=1, max_value=10**9),
    st.text(max_size=8),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(moves, min_size=1, max_size=12), number=st.uuids())
def test_any_book_is_accepted(db: None, tmp_path: Path, moves: list, number: UUID) -> None:  # type: ignore[type-arg]
    name = f"b-{number}"
    open_demo_book(name)
    for day, (debit, credit, *_rest), cents, said in moves:
        description = said.replace("\0", "").encode("utf-8", "ignore").decode()
        draft = entry(effective_on=JANUARY + dt.timedelta(days=day), description=description, reference=description)
        amount = Money(cents, "EUR") / 100
        posted(
            type(draft)(
                **{**{f: getattr(draft, f) for f in draft.__slots__}, "postings": [PostingDraft(debit, credit, amount)]}
            ),
            book=name,
        )
    journal = "".join(f"{line}\n" for line in beancount_lines(book=name))
    _directives, errors, _options = loader.load_string(journal)
    assert errors == []
    if shutil.which("hledger"):
        assert check_hledger(tmp_path, "".join(f"{line}\n" for line in hledger_lines(book=name))) == ""
