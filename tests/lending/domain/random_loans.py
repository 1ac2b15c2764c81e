"""Random loans, the same for the same seed: for tests by the thousand, where Hypothesis would take too long."""

import os
from datetime import date, timedelta

DAY_COUNTS = (
    "equal_periods", "30/360-US", "30E/360", "30E/360-ISDA", "ACT/360", "ACT/365F", "ACT/ACT-ISDA", "ACT/ACT-ICMA",
    "ACT/ACT-AFB",
)  # fmt: skip
METHODS = ("equal_instalments", "equal_principal", "interest_only", "bullet")
UNITS = (("days", 1), ("weeks", 7), ("months", 28), ("months", 28), ("months", 28), ("years", 365))
# The package `holidays` ends with 2099: the longest loans begin early enough.
HARD_DAYS = ("2008-02-29", "2023-01-31", "2024-01-30", "2024-08-31", "2023-12-31", "2023-02-28", "2028-02-29")
RULES = ("unadjusted", "unadjusted", "following", "modified_following", "preceding")


def size(few, many):
    """How many: RANDOM_LOANS says it, else few at each change and many at night (HYPOTHESIS_PROFILE=nightly)."""
    at_night = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
    return int(os.environ.get("RANDOM_LOANS") or (many if at_night else few))


def cents(minor):
    return f"{minor // 100}.{minor % 100:02}"


def random_loan(random):
    """Terms as JSON has them, every field given; they are right, or their dates collide by the business-day rule."""
    # From 2005 to 2007 the package `holidays` has no Whit Monday in France: it was worked then, but a holiday by law.
    start = date(2008, 1, 1) + timedelta(random.randrange(15_000))
    if random.random() < 0.25:
        start = (start.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)  # a month end
    unit, days = random.choice(UNITS)
    every, count = (1 if unit == "years" else random.randint(1, 6)), random.randint(1, 36)
    first, own = None, None
    if unit == "months" and random.random() < 0.25:
        first = start + timedelta(random.randint(3, 120))
    elif random.random() < 0.1:
        own = [start + timedelta(sum(steps)) for steps in _growing(random, count)]
    last = (own[-1] - start).days if own else max((count - bool(first)) * every * days, 4 if not first else 2)
    terms = {
        "currency": "EUR",
        "annual_rate": _rate(random),
        "repayment": random.choice(METHODS),
        "drawdowns": [{"on": str(start), "amount": cents(random.randint(1, 10 ** random.randint(1, 10)))}],
        "instalments": count,
        "every": {"count": every, "unit": unit},
        "first_due_on": first and str(first),
        "due_dates": own and [str(day) for day in own],
        "day_count": random.choice(DAY_COUNTS),
        "principal_grace": random.choice([0, 0, 0, random.randrange(count)]),
        "interest_grace": random.choice([0, 0, 0, random.randrange(count)]),
        "business_day": random.choice(RULES) if unit in ("months", "years") and not own else "unadjusted",
        "calendar": random.choice(["TARGET", "FR"]),
        "rounding": {
            "mode": random.choice(["half_up", "half_even"]),
            "interest": random.choice(["each_period", "cumulative"]),
        },
        "rate_changes": [],
        "fees": [],
        "events": [],
    }
    for day in random.sample(range(1, last), min(random.choice([0, 0, 0, 1, 2, 4]), last - 1)):
        on = str(start + timedelta(day))
        if random.random() < 0.5:
            terms["drawdowns"].append({"on": on, "amount": cents(random.randint(1, 10**8))})
        else:
            terms["rate_changes"].append({"on": on, "annual_rate": _rate(random)})
    return terms


def long_loan(random):
    """Terms of up to 480 instalments in any of three currencies, from days that are hard to step from."""
    unit, most, every = random.choice(
        (("days", 480, 30), ("weeks", 480, 7), ("months", 480, 1), ("months", 240, 3), ("years", 60, 1))
    )
    currency, decimals = random.choice((("EUR", 2), ("JPY", 0), ("TND", 3)))
    count = random.choice([most, most - 1, random.randint(37, most)])
    terms = {
        **random_loan(random),
        "currency": currency,
        "annual_rate": random.choice(["0", "1", "0.000001", _rate(random)]),
        "drawdowns": [{"on": random.choice(HARD_DAYS), "amount": _amount(random, decimals)}],
        "instalments": count,
        "every": {"count": random.randint(1, every), "unit": unit},
        "first_due_on": None,
        "due_dates": None,
        "principal_grace": random.choice([0, 0, random.randrange(count)]),
        "interest_grace": random.choice([0, 0, random.randrange(count)]),
        "business_day": "unadjusted" if unit in ("days", "weeks") else random.choice(RULES),
        "rate_changes": [],
    }
    start = date.fromisoformat(terms["drawdowns"][0]["on"])
    for day in random.sample(range(1, 7 * count), random.choice([0, 0, 2])):
        on = str(start + timedelta(day))
        terms["drawdowns"].append({"on": on, "amount": _amount(random, decimals)})
        terms["rate_changes"].append({"on": on, "annual_rate": _rate(random)})
    return terms


def _amount(random, decimals):
    minor = str(random.randint(1, 10 ** random.randint(1, 11))).rjust(decimals + 1, "0")
    return f"{minor[:-decimals]}.{minor[-decimals:]}" if decimals else minor


def _rate(random):
    return random.choice(["0", "0.04", f"0.{random.randrange(300_000):06}", f"0.0{random.randrange(10**10):010}"])


def _growing(random, count):
    steps = [random.randint(2, 90) for _ in range(count)]
    return [steps[: number + 1] for number in range(count)]
