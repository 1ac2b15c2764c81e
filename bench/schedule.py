"""A schedule of sixty equal instalments with its segments, against a bare Decimal loop that only computes the amounts.

Both in one run on one machine; what counts is the ratio. `make bench`, or `python -m bench.schedule`.
"""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from time import perf_counter

from lending.domain.schedule import build_schedule
from lending.domain.terms import Drawdown, Repayment, Terms

INSTALMENTS, RATE, AMOUNT = 60, Decimal("0.04"), Decimal("10000.00")
ROUNDS, CALLS = 15, 40
CENT = Decimal("0.01")

TERMS = Terms(
    currency="EUR",
    annual_rate=RATE,
    repayment=Repayment.EQUAL_INSTALMENTS,
    drawdowns=(Drawdown(on=date(2026, 1, 15), amount_minor=int(AMOUNT * 100)),),
    instalments=INSTALMENTS,
)


def ours() -> Decimal:
    """The whole schedule: due dates, segments as exact fractions, rounding and residue. Its interest."""
    return Decimal(build_schedule(TERMS).interest_minor) / 100


def bare() -> Decimal:
    """The same amounts, and nothing else. Their interest."""
    rate = RATE / 12
    level = (AMOUNT * rate / (1 - (1 + rate) ** -INSTALMENTS)).quantize(CENT, ROUND_HALF_UP)
    balance, total = AMOUNT, Decimal(0)
    for number in range(1, INSTALMENTS + 1):
        interest = (balance * rate).quantize(CENT, ROUND_HALF_UP)
        balance -= balance if number == INSTALMENTS else level - interest
        total += interest
    return total


def seconds(work: Callable[[], Decimal]) -> float:
    """The median time of one call."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        for _ in range(CALLS):
            work()
        times.append((perf_counter() - start) / CALLS)
    return median(times)


def main() -> None:
    """Check that both say the same, then print the times and their ratio."""
    assert ours() == bare(), (ours(), bare())
    mine, theirs = seconds(ours), seconds(bare)
    print(f"schedule of {INSTALMENTS} equal instalments: {mine * 1e6:.0f} µs, bare Decimal loop: {theirs * 1e6:.0f} µs")
    print(f"ratio: {mine / theirs:.1f}")


if __name__ == "__main__":
    main()
