"""A simulation: terms in, schedule and cost out, as the command, the API and the pages show them."""

from decimal import Decimal
from typing import Any, Final

from lending.domain.cost import EffectiveRates, effective_rates
from lending.domain.instalment import Instalment
from lending.domain.json_fields import Wrong
from lending.domain.money import from_minor, quantize
from lending.domain.schedule import Schedule, build_schedule
from lending.domain.schedule_explanation import why_this_cent
from lending.domain.schedule_run import EventTooLarge
from lending.domain.sentences import Sentence
from lending.domain.terms_json import read_into
from lending.domain.wrong_terms import WrongTerms

Answer = dict[str, Any]

_RATE_DECIMALS: Final = 4
_PERIOD_RATE_DECIMALS: Final = 8


def simulate(payload: object, *, explains: bool = False) -> Answer | list[Answer]:
    """The schedule, totals and effective rates of some terms, or of each of a list of terms.

    Amounts are texts with the currency's decimals; rates are fractions.

    :param payload: terms as JSON gives them, see `lending.domain.terms_json`.
    :param explains: whether each instalment has its `explanation`, see `lending.domain.schedule_explanation`.
    :raises WrongTerms: naming every wrong field; in a list, with the place of its terms: `[2].annual_rate`.
    """
    wrong: Wrong = {}
    if isinstance(payload, list):
        answers = [
            _simulate_one(item, path=f"[{place}].", wrong=wrong, explains=explains)
            for place, item in enumerate(payload)
        ]
    else:
        answers = [_simulate_one(payload, path="", wrong=wrong, explains=explains)]
    if wrong:
        raise WrongTerms(wrong)
    given = [answer for answer in answers if answer is not None]
    return given if isinstance(payload, list) else given[0]


def _simulate_one(payload: object, *, path: str, wrong: Wrong, explains: bool) -> Answer | None:
    terms = read_into(wrong, payload, path=path)
    if terms is None:
        return None
    try:
        return answer_of(build_schedule(terms), explains=explains)
    except EventTooLarge as error:
        values = {name: str(value) for name, value in error.values.items()}
        wrong[f"{path}events[{error.values['position']}].amount"] = Sentence(error.sentence, values)
        return None


def answer_of(schedule: Schedule, *, explains: bool = False) -> Answer:
    """A schedule as outside programs read it."""
    code = schedule.terms.currency
    totals = {
        "principal": schedule.principal_minor,
        "interest": schedule.interest_minor,
        "fees": schedule.fees_minor,
        "total": schedule.total_minor,
    }
    return {
        "instalments": [
            {**_row(instalment), "explanation": why_this_cent(instalment)} if explains else _row(instalment)
            for instalment in schedule.instalments
        ],
        "totals": {name: str(from_minor(amount_minor, code)) for name, amount_minor in totals.items()},
        "effective_rate": _rates(effective_rates(schedule)),
    }


def _row(instalment: Instalment) -> dict[str, Any]:
    return {
        "number": instalment.number,
        "due_on": instalment.due_on.isoformat(),
        "principal": str(instalment.principal),
        "interest": str(instalment.interest),
        "fees": str(instalment.fees),
        "total": str(instalment.total),
        "outstanding": str(instalment.outstanding),
    }


def _rates(rates: EffectiveRates) -> dict[str, str | None]:
    return {
        "proportional": _text(rates.proportional, _RATE_DECIMALS),
        "period_rate": _text(rates.period_rate, _PERIOD_RATE_DECIMALS),
        "period": _period(rates.period_months),
        "eu": _text(rates.eu, _RATE_DECIMALS),
    }


def _text(rate: Decimal | None, decimals: int) -> str | None:
    if rate is None or rate.adjusted() + decimals >= 24:
        return None
    return f"{quantize(rate, decimals=decimals):f}"


def _period(months: int) -> str:
    count, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
