"""Loans for tests: the terms of the documentation, and random ones."""

from datetime import date, timedelta

from hypothesis import strategies as st

from lending.domain.day_count import DayCount


def terms_of(**changes):
    """10 000 € for three months at 4 %, with these changes; None takes a field out."""
    terms = {
        "currency": "EUR",
        "annual_rate": "0.04",
        "repayment": "equal_instalments",
        "drawdowns": [{"on": "2026-01-15", "amount": "10000.00"}],
        "instalments": 3,
        "every": {"count": 1, "unit": "months"},
    } | changes
    return {name: value for name, value in terms.items() if value is not None}


def cents(minor):
    return f"{minor // 100}.{minor % 100:02}"


METHODS = ["equal_instalments", "equal_principal", "interest_only", "bullet"]


@st.composite
def random_terms(draw, *, methods=METHODS, with_changes=True):
    """Any terms that are right: methods, conventions, graces, drawdowns, changes of rate, both roundings."""
    start = draw(st.dates(date(2000, 1, 1), date(2040, 12, 31)))
    count = draw(st.integers(1, 36))
    unit, step = draw(st.sampled_from([("days", 1), ("weeks", 7), ("months", 28), ("years", 365)]))
    every = draw(st.integers(1, 1 if unit == "years" else 12))
    # All that happens falls before the last due date, however short the months are.
    days_before_end = st.integers(1, max(1, count * every * step - 1))
    changes = min(draw(st.integers(0, 2)), count * every * step - 1) if with_changes else 0
    days = draw(st.lists(days_before_end, min_size=changes, max_size=changes, unique=True))
    tranches = [{"on": start.isoformat(), "amount": cents(draw(st.integers(1, 10**9)))}]
    rates = []
    for day in days:
        on = (start + timedelta(day)).isoformat()
        if draw(st.booleans()):
            tranches.append({"on": on, "amount": cents(draw(st.integers(1, 10**8)))})
        else:
            rates.append({"on": on, "annual_rate": draw(rate_texts)})
    return {
        "currency": "EUR",
        "annual_rate": draw(rate_texts),
        "repayment": draw(st.sampled_from(methods)),
        "drawdowns": tranches,
        "instalments": count,
        "every": {"count": every, "unit": unit},
        "day_count": draw(st.sampled_from([way.value for way in DayCount])),
        "principal_grace": draw(st.integers(0, count - 1)),
        "interest_grace": draw(st.integers(0, count - 1)),
        "rounding": {
            "mode": draw(st.sampled_from(["half_up", "half_even"])),
            "interest": draw(st.sampled_from(["each_period", "cumulative"])),
        },
        "rate_changes": rates,
    }


rate_texts = st.integers(0, 250_000).map(lambda millionths: f"0.{millionths:06}")


@st.composite
def early_repayments(draw, payload):
    """A few payments before they are due, each small enough to be owed on its day."""
    start = date.fromisoformat(payload["drawdowns"][0]["on"])
    days = {"days": 1, "weeks": 7, "months": 28, "years": 365}[payload["every"]["unit"]]
    last = payload["instalments"] * payload["every"]["count"] * days - 1
    moments = draw(st.lists(st.integers(1, max(last, 1)), max_size=3, unique=True))
    return [
        {
            "on": (start + timedelta(moment)).isoformat(),
            "type": draw(st.sampled_from(["prepayment", "repayment"])),
            "amount": cents(draw(st.integers(1, 10**9))),
            "effect": draw(st.sampled_from(["reduce_term", "reduce_instalment"])),
        }
        for moment in moments
    ]
