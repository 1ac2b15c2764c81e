"""Loans repaid early, between due dates and on them, against the rule told again in fractions."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from lending.domain.schedule import build_schedule
from lending.domain.terms_json import read_terms
from tests.lending.domain.exact_schedule import COUNTS, nominal_dates
from tests.lending.domain.random_loans import cents, size

LOANS = size(250, 10_000)


class TooMuchOrTooLittle(Exception):
    """An event that repays more than is owed, or no principal."""


class Model:
    """One drawdown, no grace, each period rounded by itself; `rows` are (due on, principal, interest, outstanding)."""

    def __init__(self, terms):
        self.terms = terms
        self.is_annuity = terms["repayment"] == "equal_instalments"
        self.rate = Fraction(terms["annual_rate"])
        self.start = date.fromisoformat(terms["drawdowns"][0]["on"])
        self.balance = round(Fraction(terms["drawdowns"][0]["amount"]) * 100)
        self.ends = nominal_dates(terms, self.start)
        self.last = len(self.ends) - 1
        self.level = None
        self.rows = []
        for number, end in enumerate(self.ends):
            if self.balance and number <= self.last:
                self.run(number, self.ends[number - 1] if number else self.start, end)

    def part(self, start, end):
        return COUNTS[self.terms["day_count"]](start, end, self.ends[-1], (start, end))

    def run(self, number, start, end):
        events = sorted(self.terms["events"], key=lambda event: event["on"])
        counted = Fraction(0)
        for event in events:
            on = date.fromisoformat(event["on"])
            if start < on < end and self.balance:
                reached = self.part(start, on)
                ran = self.balance * self.rate * (reached - counted)
                principal = self.prepay(event, number, ran=ran, rest=self.part(start, end) - reached)
                self.rows.append((on, principal, self.rounded(ran), self.balance))
                counted = reached
        if not self.balance:
            return
        rest = self.part(start, end) - counted
        interest = self.rounded(self.balance * self.rate * rest)
        level = self.solved(number, rest)
        principal = self.balance if number == self.last else level - interest * self.is_annuity
        principal = min(max(principal, 0), self.balance)
        self.balance -= principal
        for event in events:
            if date.fromisoformat(event["on"]) == end:
                following = self.part(end, self.ends[number + 1]) if number < len(self.ends) - 1 else Fraction(0)
                principal += self.prepay(event, number + 1, ran=Fraction(0), rest=following)
        self.rows.append((end, principal, interest, self.balance))

    def prepay(self, event, following, *, ran, rest):
        """Pay interest to the day, then principal; the instalments from `following` on are fewer, or smaller."""
        principal = round(Fraction(event["amount"]) * 100) - self.rounded(ran)
        if not 0 < principal <= self.balance:
            raise TooMuchOrTooLittle
        keeps = event["effect"] == "reduce_term" and following <= self.last
        level = self.solved(following, rest, ran=ran) if keeps else None
        self.balance -= principal
        self.level = level
        if keeps:
            self.last = following - 1 + self.needed(following, rest)
        return principal

    def needed(self, following, rest):
        debt = Fraction(self.balance)
        for count, number in enumerate(range(following, self.last + 1), start=1):
            part = rest if number == following else self.part(self.ends[number - 1], self.ends[number])
            debt += debt * self.rate * part * self.is_annuity - self.level
            if debt <= 0:
                return count
        return self.last + 1 - following

    def solved(self, number, rest, ran=0):
        """The level from an instalment on: what makes the debt on its day, paid in equal parts, end at nothing."""
        if self.level is not None:
            return self.level
        if not self.is_annuity:
            self.level = self.rounded(Fraction(self.balance, self.last - number + 1))
            return self.level
        left, paid_one = self.balance * (1 + self.rate * rest) + ran, Fraction(-1)
        for following in range(number + 1, self.last + 1):
            growth = 1 + self.rate * self.part(self.ends[following - 1], self.ends[following])
            left, paid_one = left * growth, paid_one * growth - 1
        self.level = self.rounded(left / -paid_one)
        return self.level

    def rounded(self, amount):
        whole = amount.numerator // amount.denominator
        rest = amount - whole
        is_up = self.terms["rounding"]["mode"] == "half_up" or whole % 2 == 1
        return whole + (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and is_up))


def random_terms(random, effect):
    start = date(2020, 1, 1) + timedelta(random.randrange(1500))
    terms = {
        "currency": "EUR",
        "annual_rate": random.choice(["0", "0.04", "0.13", "0.0725"]),
        "repayment": random.choice(["equal_instalments", "equal_principal"]),
        "drawdowns": [{"on": str(start), "amount": cents(random.randint(1000, 10**8))}],
        "instalments": random.randint(2, 24),
        "every": {"count": random.choice([1, 1, 3]), "unit": "months"},
        "first_due_on": None,
        "due_dates": None,
        "day_count": random.choice(["ACT/360", "ACT/365F", "ACT/ACT-ISDA", "30E/360", "30/360-US"]),
        "rounding": {"mode": random.choice(["half_up", "half_even"]), "interest": "each_period"},
    }
    ends = nominal_dates(terms, start)
    amount = round(Fraction(terms["drawdowns"][0]["amount"]) * 100)
    days = [start + timedelta(random.randrange(1, (ends[-1] - start).days)), random.choice(ends[:-1])]
    terms["events"] = [
        {"on": str(on), "type": "prepayment", "amount": cents(random.randint(1, amount)), "effect": effect}
        for on in random.sample(sorted(set(days)), random.randint(1, len(set(days))))
    ]
    return terms


@pytest.mark.parametrize("effect", ["reduce_term", "reduce_instalment"])
def test_loans_repaid_early_are_those_of_exact_rational_arithmetic(effect):
    random, compared = Random(effect), 0
    while compared < LOANS:
        terms = random_terms(random, effect)
        try:
            expected = Model(terms).rows
        except TooMuchOrTooLittle:
            continue
        rows = build_schedule(read_terms(terms)).instalments
        ours = [(row.due_on, row.principal_minor, row.interest_minor, row.outstanding_minor) for row in rows]
        assert ours == expected, terms
        compared += 1
