"""How long schedules take: against a bare Decimal loop, and a hundred thousand random loans on two processes.

The loop computes the amounts of sixty equal instalments and nothing else; ours makes the whole schedule with its
segments, in the same run: what counts is the ratio. `make bench`, or `python -m bench.schedule [random loans]`.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle
from multiprocessing import get_context
from random import Random
from time import perf_counter, process_time

from lending.domain.schedule import Schedule, build_schedule
from lending.domain.terms import Drawdown, Repayment, Terms
from lending.domain.terms_json import read_terms
from lending.domain.wrong_terms import WrongTerms
from tests.lending.domain.random_loans import random_loan

INSTALMENTS, RATE, AMOUNT = 60, Decimal("0.04"), Decimal("10000.00")
ROUNDS, CALLS = 200, 10
CENT = Decimal("0.01")
LOANS, PROCESSES = 100_000, 2
RATIO_MAX, SECONDS_MAX = 5, 60


def terms_from(start: date) -> Terms:
    """The loan that is measured, drawn on some day."""
    return Terms(
        currency="EUR",
        annual_rate=RATE,
        repayment=Repayment.EQUAL_INSTALMENTS,
        drawdowns=(Drawdown(on=start, amount_minor=int(AMOUNT * 100)),),
        instalments=INSTALMENTS,
    )


# Another day each time, so that no date is found ready.
LOANS_BY_DAY = cycle([terms_from(date(2026, 1, 1) + timedelta(days)) for days in range(1000)])


def ours() -> Schedule:
    """The whole schedule: due dates, instalments, segments with their exact fractions, what rounding carries."""
    return build_schedule(next(LOANS_BY_DAY))


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


def best_seconds(*works: Callable[[], object]) -> list[float]:
    """The least time of one call of each, measured in turns: what other programs do then disturbs all alike."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for place, work in enumerate(works):
            start = perf_counter()
            for _ in range(CALLS):
                work()
            best[place] = min(best[place], (perf_counter() - start) / CALLS)
    return best


def random_terms(seed: int, count: int) -> Iterator[Terms]:
    """Right terms of every kind: methods, day counts, graces, drawdowns, changes of rate, roundings."""
    random = Random(seed)
    while count:
        try:
            yield read_terms(random_loan(random))
        except WrongTerms:
            continue
        count -= 1


def schedule_many(seed: int, count: int) -> tuple[float, int]:
    """Seconds of a processor that the schedules of these loans take, and how many instalments they have."""
    seconds, rows = 0.0, 0
    for terms in random_terms(seed, count):
        start = process_time()
        rows += len(build_schedule(terms).instalments)
        seconds += process_time() - start
    return seconds, rows


def main() -> None:
    """Check that both say the same, then print the times, their ratio, and the time of the random loans."""
    assert Decimal(ours().interest_minor) / 100 == bare()
    mine, theirs = best_seconds(ours, bare)
    print(f"schedule of {INSTALMENTS} equal instalments: {mine * 1e6:.0f} µs, bare Decimal loop: {theirs * 1e6:.0f} µs")
    print(f"ratio: {mine / theirs:.1f} (at most {RATIO_MAX})")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LOANS
    start = perf_counter()
    with get_context("spawn").Pool(PROCESSES) as pool:
        parts = pool.starmap(schedule_many, [(seed, count // 20) for seed in range(20)])
    whole = perf_counter() - start
    scheduling, rows = sum(part[0] for part in parts) / PROCESSES, sum(part[1] for part in parts)
    print(f"{count} random loans, {rows} instalments, on {PROCESSES} processes: {whole:.0f} s (at most {SECONDS_MAX}),")
    print(f"of which {scheduling:.0f} s a processor to schedule; the rest makes them up, reads their terms, and waits")


if __name__ == "__main__":
    main()
