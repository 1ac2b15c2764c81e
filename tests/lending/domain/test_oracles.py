"""Other programs that calculate the same: QuantLib, numpy-financial and pyxirr agree with ours."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import numpy_financial
import pytest
import pyxirr
import QuantLib

from lending.domain.calendars import BusinessDay, Calendar, adjust, is_target_day
from lending.domain.cost import effective_rates
from lending.domain.day_count import year_fraction
from lending.domain.effective_rate import eu_rate, proportional_rate
from lending.domain.methods import equal_instalment
from lending.domain.money import from_minor
from lending.domain.schedule import build_schedule
from lending.domain.terms import Rounding
from lending.domain.terms_json import read_terms
from tests.lending.domain.loans import terms_of
from tests.lending.domain.random_loans import size

PAIRS = size(4_000, 100_000)
THEIRS = {
    "30/360-US": QuantLib.Thirty360(QuantLib.Thirty360.USA),
    "30E/360": QuantLib.Thirty360(QuantLib.Thirty360.EurobondBasis),
    "30E/360-ISDA": QuantLib.Thirty360(QuantLib.Thirty360.ISDA),
    "ACT/360": QuantLib.Actual360(),
    "ACT/365F": QuantLib.Actual365Fixed(),
    "ACT/ACT-ISDA": QuantLib.ActualActual(QuantLib.ActualActual.ISDA),
    "ACT/ACT-AFB": QuantLib.ActualActual(QuantLib.ActualActual.AFB),
}
ICMA = QuantLib.ActualActual(QuantLib.ActualActual.ISMA)
# Days where conventions differ: around the end of February, month ends, the turn of the year.
SPECIAL = [
    date(year, month, day)
    for year in range(1996, 2013)
    for month, day in ((1, 1), (1, 30), (1, 31), (2, 27), (2, 28), (3, 1), (8, 31), (12, 31))
] + [date(year, 2, 29) for year in range(1996, 2013, 4)]


def quantlib(day):
    return QuantLib.Date(day.day, day.month, day.year)


def python(day):
    return date(day.year(), day.month(), day.dayOfMonth())


def pairs(seed):
    random = Random(seed)
    for _ in range(PAIRS):
        start = random.choice(SPECIAL) if random.random() < 0.5 else SPECIAL[0] + timedelta(random.randrange(5000))
        end = random.choice(SPECIAL) if random.random() < 0.5 else start + timedelta(random.randrange(2000))
        yield min(start, end), max(start, end)


@pytest.mark.parametrize("convention", THEIRS)
def test_quantlib_counts_days_as_we_do(convention):
    for start, end in pairs(convention):
        if convention == "ACT/ACT-AFB" and (end.month, end.day) == (2, 28):
            continue  # next test
        theirs = THEIRS[convention].yearFraction(quantlib(start), quantlib(end))
        assert float(year_fraction(start, end, convention=convention)) == pytest.approx(theirs, abs=1e-12)


def test_afb_counts_back_from_28_february_to_28_february():
    # The banks' association says no more, and Strata reads it so; QuantLib goes back to the 29th, as ISDA reads it.
    start, end = date(2003, 3, 1), date(2008, 2, 28)
    assert year_fraction(start, end, convention="ACT/ACT-AFB") == 4 + Fraction(364, 365)
    assert THEIRS["ACT/ACT-AFB"].yearFraction(quantlib(start), quantlib(end)) == 5 - 1 / 366 + 1 / 366


def test_quantlib_ends_the_last_february_of_a_loan_as_we_do():
    for start, end in pairs("termination"):
        theirs = QuantLib.Thirty360(QuantLib.Thirty360.ISDA, quantlib(end))
        ours = year_fraction(start, end, convention="30E/360-ISDA", termination=end)
        assert float(ours) == pytest.approx(theirs.yearFraction(quantlib(start), quantlib(end)), abs=1e-12)


def test_quantlib_counts_irregular_coupon_periods_as_we_do():
    random = Random("icma")
    compared = 0
    for _ in range(PAIRS):
        # Up to the 28th, where QuantLib's own stepping by months does not drift.
        ref_start = date(1996, 1, 1).replace(day=random.randint(1, 28)) + timedelta(365 * random.randrange(10))
        if ref_start.day > 28:
            continue
        months = random.choice([1, 2, 3, 4, 6, 12])
        ref_end = python(quantlib(ref_start) + QuantLib.Period(months, QuantLib.Months))
        start = ref_start - timedelta(random.choice([0, 0, random.randrange(200)]))
        end = ref_end if start < ref_start or random.random() < 0.3 else start + timedelta(random.randrange(1, 500))
        if (ref_start + timedelta(1)).day == 1 and (ref_end + timedelta(1)).day == 1:
            continue  # month ends: QuantLib does that with a schedule only
        theirs = ICMA.yearFraction(quantlib(start), quantlib(end), quantlib(ref_start), quantlib(ref_end))
        ours = year_fraction(start, end, convention="ACT/ACT-ICMA", period=(ref_start, ref_end))
        assert float(ours) == pytest.approx(theirs, abs=1e-12), (start, end, ref_start, ref_end)
        compared += 1
    assert compared > PAIRS / 2


@pytest.mark.parametrize(
    ("start", "end", "period", "fraction"),
    # ISDA's paper of 1998 (also in QuantLib's tests), and Strata's: coupons of month ends stay at month ends.
    [
        (date(1999, 11, 30), date(2000, 4, 30), (date(1999, 11, 30), date(2000, 2, 29)), "91/364+61/368"),
        (date(1999, 11, 30), date(2000, 4, 30), (date(2000, 2, 29), date(2000, 5, 31)), "91/364+61/368"),
        (date(2011, 10, 1), date(2011, 11, 12), (date(2011, 11, 30), date(2012, 2, 29)), "42/364"),
        (date(2011, 10, 1), date(2012, 1, 12), (date(2011, 11, 30), date(2012, 2, 29)), "60/364+43/364"),
        (date(2011, 7, 1), date(2011, 11, 12), (date(2011, 11, 30), date(2012, 2, 29)), "61/368+73/364"),
        (date(2011, 10, 1), date(2011, 11, 12), (date(2011, 11, 29), date(2012, 2, 29)), "42/368"),
        (date(2011, 10, 1), date(2012, 1, 12), (date(2011, 11, 29), date(2012, 2, 29)), "59/368+44/368"),
    ],
)
def test_coupon_periods_of_month_ends(start, end, period, fraction):
    expected = sum(Fraction(part) for part in fraction.split("+"))
    assert year_fraction(start, end, convention="ACT/ACT-ICMA", period=period) == expected


RULES = {
    BusinessDay.FOLLOWING: QuantLib.Following,
    BusinessDay.MODIFIED_FOLLOWING: QuantLib.ModifiedFollowing,
    BusinessDay.PRECEDING: QuantLib.Preceding,
}


@pytest.mark.parametrize("rule", RULES)
def test_quantlib_moves_dates_on_the_target_calendar_as_we_do(rule):
    calendar = QuantLib.TARGET()
    for number in range(0, 72_000, 11):  # to 2199, where QuantLib ends
        day = date(2002, 1, 5) + timedelta(number)
        theirs = python(calendar.adjust(quantlib(day), RULES[rule]))
        assert adjust(day, convention=rule, is_business_day=is_target_day) == theirs
    assert Calendar.TARGET == "TARGET"


def test_numpy_financial_finds_the_same_instalment():
    random = Random("pmt")
    for _ in range(size(300, 5_000)):
        rate, count, amount = (
            Fraction(random.randint(1, 250_000), 10**6),
            random.randint(1, 360),
            random.randrange(10**9),
        )
        month = Fraction(1, 12)
        debt = amount * (1 + rate * month)
        ours = equal_instalment(debt, rate=rate, fractions=[month] * (count - 1), rounding=Rounding())
        assert ours == pytest.approx(-numpy_financial.pmt(float(rate) / 12, count, amount), abs=0.51)


def test_numpy_financial_shares_the_instalment_alike():
    rows = build_schedule(read_terms(terms_of(instalments=36, annual_rate="0.071"))).instalments
    for row in rows[:-1]:
        # Ours rounds each period, theirs never: a few cents at most over three years.
        interest = -numpy_financial.ipmt(0.071 / 12, row.number, 36, 10000)
        principal = -numpy_financial.ppmt(0.071 / 12, row.number, 36, 10000)
        assert float(row.interest) == pytest.approx(float(interest), abs=0.04)
        assert float(row.principal) == pytest.approx(float(principal), abs=0.04)


def test_pyxirr_finds_the_same_rates():
    random = Random("irr")
    for _ in range(size(200, 5_000)):
        count, amount = random.randint(1, 48), random.randint(1_000, 10**7)
        paid = [random.randint(1, 3 * amount // count + 1) for _ in range(count)]
        paid[-1] += max(0, amount - sum(paid))
        flows = [(0, Decimal(amount)), *((number, Decimal(-each)) for number, each in enumerate(paid, start=1))]
        theirs = pyxirr.irr([-amount, *paid])
        assert float(proportional_rate(flows, periods_per_year=12)) == pytest.approx(12 * theirs, rel=1e-7, abs=1e-9)
        yearly = eu_rate(
            [(Fraction(0), Decimal(amount))], [(Fraction(number, 12), -each) for number, each in flows[1:]]
        )
        assert float(yearly) == pytest.approx((1 + theirs) ** 12 - 1, rel=1e-6, abs=1e-9)


def test_pyxirr_finds_the_rates_of_loans_with_tranches_and_fees():
    random = Random("cost")
    for _ in range(size(100, 2_000)):
        count, paid_in = random.randint(2, 36), {}
        terms = terms_of(
            repayment=random.choice(["equal_instalments", "equal_principal", "interest_only", "bullet"]),
            annual_rate=f"0.{random.randint(0, 199_999):06}",
            instalments=count,
            drawdowns=[{"on": "2024-01-15", "amount": "50000.00"}],
            principal_grace=random.choice([0, random.randrange(count)]),
        )
        for month in random.sample(range(1, count), random.randint(0, min(3, count - 1))):
            on = f"{2024 + month // 12}-{month % 12 + 1:02}-15"
            terms["drawdowns"].append({"on": on, "amount": f"{random.randint(1, 30_000)}.00"})
        for month in random.sample(range(count), random.randint(0, min(3, count))):
            on = f"{2024 + month // 12}-{month % 12 + 1:02}-15"
            paid_in[month] = random.randint(1, 500)
            terms.setdefault("fees", []).append({"on": on, "amount": f"{paid_in[month]}.00"})
        schedule = build_schedule(read_terms(terms))
        flows = [0.0] * (count + 1)
        for item in schedule.terms.drawdowns:
            flows[(item.on.year - 2024) * 12 + item.on.month - 1] -= item.amount_minor / 100
        for row in schedule.instalments:
            flows[(row.due_on.year - 2024) * 12 + row.due_on.month - 1] += float(row.principal + row.interest)
        for month, fee in paid_in.items():
            flows[month] += fee
        found, theirs = effective_rates(schedule), pyxirr.irr(flows)
        assert float(found.eu) == pytest.approx((1 + theirs) ** 12 - 1, rel=1e-7, abs=1e-9), terms
        unit = (1 + theirs) ** found.period_months - 1
        assert float(found.proportional) == pytest.approx(unit * 12 / found.period_months, rel=1e-7, abs=1e-9), terms


@pytest.mark.parametrize("repayment", ["equal_instalments", "equal_principal", "interest_only"])
@pytest.mark.parametrize("months", [1, 2, 3, 4, 6, 12])
def test_the_teg_of_a_loan_without_fees_in_equal_periods_is_its_nominal_rate(repayment, months):
    random = Random(f"{repayment} {months}")
    for _ in range(size(10, 200)):
        rate = f"0.{random.randint(1, 249_999):06}"
        terms = terms_of(
            repayment=repayment,
            annual_rate=rate,
            instalments=random.randint(1, 240 // months),
            every={"count": months, "unit": "months"},
            drawdowns=[{"on": str(date(2020, 1, 31) + timedelta(random.randrange(3000))), "amount": "100000000.00"}],
        )
        schedule = build_schedule(read_terms(terms))
        found = effective_rates(schedule)
        # Interest is rounded to cents of 100 millions: the rate is its own to eight decimals.
        assert found.proportional == pytest.approx(Decimal(rate), abs=Decimal("1e-8"))
        assert (found.period_months, from_minor(schedule.fees_minor, "EUR")) == (months, 0)
