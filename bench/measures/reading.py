"""Reading: whether a question costs the same on an account of a million postings as on one of a thousand."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from psycopg import Connection, sql

from bench.clients import Contender
from bench.engine import Server
from bench.results import Measure, rate
from bench.rounds import Ratio

LOAD = Path(__file__).parent.parent / "contenders" / "load.sql"
ENTRIES_PER_STATEMENT = 50_000
TIMES = 9
# Postings on the account; an entry has two of them.
SIZES = {"512-s": 1_000, "512-m": 100_000, "512-l": 1_000_000}
ALL_POSTINGS = 2_000_000
FLAT_AT_MOST = 2
SLOW_MS = 0.5
TRIAL_BALANCE_AT_LEAST = 3
READS = ("balance now", "balance at a date", "page of 50 lines")
# The fastest plain way to sum them: one pass, in groups of two accounts, each pair then on both its sides.
SUM_OF_POSTINGS = """
WITH pairs AS MATERIALIZED (
    SELECT debit_account_id, credit_account_id, sum(amount) AS amount FROM ledger_posting
     WHERE book_id = (SELECT id FROM ledger_book WHERE code = %(book)s) AND effective_on <= %(on)s
       AND phase IN ('posted', 'settles')
     GROUP BY debit_account_id, credit_account_id)
SELECT s.account_id, sum(s.debit), sum(s.credit)
  FROM pairs p CROSS JOIN LATERAL (VALUES (p.debit_account_id, p.amount, 0), (p.credit_account_id, 0, p.amount))
       AS s (account_id, debit, credit)
 GROUP BY s.account_id
"""


def sizes(scale: float) -> dict[str, int]:
    """How many postings each account gets."""
    return {code: max(100, int(postings * scale)) for code, postings in SIZES.items()}


def fill(server: Server, reader: Contender, *, scale: float) -> None:
    """Open the accounts and give each its postings, then the rest of the book to others; seal what there is."""
    wanted = sizes(scale)
    reader.call("open_accounts_of_sizes", codes=list(wanted))
    others = max(0, int(ALL_POSTINGS * scale) - sum(wanted.values()))
    with server.connect(reader.environment["BENCH_DATABASE"]) as owner:
        for code, postings in wanted.items():
            load(owner, entries=postings // 2, debited=code)
        load(owner, entries=others // 2, debited=None)
    reader.call("seal")
    with server.connect(reader.environment["BENCH_DATABASE"]) as owner:
        owner.execute("VACUUM (ANALYZE) ledger_posting, ledger_entry, ledger_balance, ledger_day_movement")


def load(owner: Connection, *, entries: int, debited: str | None) -> None:
    """Write entries in bulk as the owner of the tables, every guard at work, spread over three years."""
    text = LOAD.read_text(encoding="utf-8")
    for first in range(0, entries, ENTRIES_PER_STATEMENT):
        values = {
            "first": first,
            "last": min(first + ENTRIES_PER_STATEMENT, entries) - 1,
            "total": entries,
            "debited": debited,
        }
        owner.execute(sql.SQL(text).format(**{name: sql.Literal(value) for name, value in values.items()}))


def measures(reader: Contender, *, scale: float) -> Iterator[Measure]:
    """Each read on the three accounts in turn; then the trial balance against the sum of the postings."""
    for name in READS:
        found = {code: reader.call("read", name=name, code=code, times=TIMES) for code in SIZES}
        yield from flatness(name, found, sizes(scale))
    ours, theirs = [], []
    for _ in range(3):
        ours += reader.call("read", name="trial balance at a date", code="", times=1)
        theirs += reader.call("explain", query=SUM_OF_POSTINGS, times=1)
    postings = rate(ALL_POSTINGS * scale, "postings")
    yield Measure(
        "reading", f"trial balance at a date, {postings}", "summing the postings", *_shown(ours, theirs),
        Ratio.of(sums / reads for reads, sums in zip(ours, theirs, strict=True)), at_least=TRIAL_BALANCE_AT_LEAST,
        raw={"ours_ms": ours, "theirs_ms": theirs},
    )  # fmt: skip


def flatness(name: str, found: dict[str, list[float]], sized: dict[str, int]) -> Iterator[Measure]:
    """The two larger accounts against the small one, then the largest against the clock."""
    small, *larger = found
    for code in larger:
        title = f"{name}, {rate(sized[code], 'postings')} on the account"
        grown = Ratio.of(one / median(found[small]) for one in found[code])
        yield Measure(
            "reading", title, f"itself at {rate(sized[small], 'postings')}", *_shown(found[code], found[small]), grown,
            at_most=FLAT_AT_MOST, raw={"ms": found},
        )  # fmt: skip
    slowest = Ratio.of(found[larger[-1]])
    title = f"{name}, {rate(sized[larger[-1]], 'postings')}, ms in PostgreSQL"
    yield Measure("reading", title, "the clock", rate(slowest.middle, "ms"), "", slowest, at_most=SLOW_MS)


def _shown(ours: Sequence[float], theirs: Sequence[float]) -> tuple[str, str]:
    return rate(median(ours), "ms"), rate(median(theirs), "ms")
