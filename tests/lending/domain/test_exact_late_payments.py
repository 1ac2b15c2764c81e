"""Instalments paid late and in parts, against the rule told again in fractions."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from lending.domain.schedule import build_schedule
from lending.domain.terms_json import read_terms
from tests.lending.domain.exact_schedule import COUNTS, exact_rows, nominal_dates
from tests.lending.domain.random_loans import cents, size

LOANS = size(250, 10_000)


def late_rows(terms, level):
    """(due on, principal, interest, not yet due) where only the events pay until the last of them.

    :param level: the equal instalment; what is late changes the interest of the next ones and not their total.
    """
    events = sorted(
        (date.fromisoformat(event["on"]), round(Fraction(event["amount"]) * 100)) for event in terms["events"]
    )
    as_of, rate = events[-1][0], Fraction(terms["annual_rate"])
    start = date.fromisoformat(terms["drawdowns"][0]["on"])
    ends = nominal_dates(terms, start)
    balance, owed, rows = round(Fraction(terms["drawdowns"][0]["amount"]) * 100), [], []
    for end in ends:
        count = COUNTS[terms["day_count"]]
        ran, counted = Fraction(0), Fraction(0)
        for on in sorted({on for on, _ in events if start < on < end}):
            reached = count(start, on, ends[-1], (start, end))
            ran += (balance + sum(due[1] for due in owed)) * rate * (reached - counted)
            counted = reached
            owed = paid_on(on, events, owed, as_of)
        whole = count(start, end, ends[-1], (start, end))
        ran += (balance + sum(due[1] for due in owed)) * rate * (whole - counted)
        interest = (2 * ran.numerator + ran.denominator) // (2 * ran.denominator)
        principal = balance if end == ends[-1] else min(max(level - interest, 0), balance)
        balance -= principal
        if end <= as_of:
            owed.append([interest, principal])
        owed = paid_on(end, events, owed, as_of)
        rows.append((end, principal, interest, balance))
        start = end
    return rows


def paid_on(day, events, owed, as_of):
    """What is owed after a day: the oldest is paid first, its interest before its principal."""
    money = sum(amount for on, amount in events if on == day)
    for due in owed:
        for part in (0, 1):
            taken = min(money, due[part])
            due[part] -= taken
            money -= taken
    assert not money  # the events of these tests pay no more than is owed
    return [] if day == as_of else owed


def late_loans():
    random, found = Random("late"), 0
    while found < LOANS:
        start = date(2020, 1, 1) + timedelta(random.randrange(1500))
        terms = {
            "currency": "EUR",
            "annual_rate": random.choice(["0", "0.04", "0.13", "0.0725"]),
            "repayment": "equal_instalments",
            "drawdowns": [{"on": str(start), "amount": cents(random.randint(10_000, 10**8))}],
            "instalments": random.randint(2, 24),
            "every": {"count": random.choice([1, 1, 3]), "unit": "months"},
            "first_due_on": None,
            "due_dates": None,
            "day_count": random.choice(["ACT/360", "ACT/365F", "ACT/ACT-ISDA", "30E/360"]),
            "principal_grace": 0,
            "interest_grace": 0,
            "business_day": "unadjusted",
            "calendar": "TARGET",
            "rounding": {"mode": "half_up", "interest": "each_period"},
            "rate_changes": [],
        }
        rows = exact_rows(terms)
        level = rows[0][1] + rows[0][2]
        # Less than a fully paid schedule each time, between the first due date and the last.
        days = [rows[0][0] + timedelta(random.randrange((rows[-1][0] - rows[0][0]).days)) for _ in range(3)]
        days += random.sample([row[0] for row in rows[:-1]], 1)
        paid = 0
        terms["events"] = []
        for on in sorted(set(random.sample(days, random.randint(1, len(days))))):
            due = sum(level for row in rows if row[0] <= on) - paid
            amount = random.randint(0, min(due, level * 2))
            if amount:
                paid += amount
                terms["events"].append({"on": str(on), "type": "repayment", "amount": cents(amount)})
        if terms["events"]:
            found += 1
            yield terms, level


def test_late_and_partial_payments_are_those_of_exact_rational_arithmetic():
    for terms, level in late_loans():
        rows = build_schedule(read_terms(terms)).instalments
        ours = [(row.due_on, row.principal_minor, row.interest_minor, row.outstanding_minor) for row in rows]
        assert ours == late_rows(terms, level), terms
