"""What is asked of a running loan, as programs write it in JSON and a request keeps it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from lending.domain.json_fields import Fields, Wrong
from lending.domain.json_values import count, day, names, rate, word
from lending.domain.terms import Every, PeriodUnit, Repayment
from lending.domain.terms_json import INSTALMENTS_MAX
from lending.domain.wish import ChangeKind, HolidayEffect, Moved, PastDues, Undrawn, Wish
from lending.domain.wrong_terms import WrongTerms

E = TypeVar("E", bound=StrEnum)
_PERIOD_MAX: Final = 3660
SPONSORS_MAX: Final = 50


def read_wish(payload: object) -> Wish:
    """The wish that a JSON object tells; what is left out or null stays as the loan has it.

    :raises WrongTerms: naming every wrong field.
    """
    wrong: Wrong = {}
    fields = Fields(payload, path="", wrong=wrong)
    values: dict[str, Any] = {
        "kind": fields.read("kind", word(_words(ChangeKind))),
        "on": fields.read("on", day),
        "past_dues": fields.read("past_dues", word(_words(PastDues)), PastDues.KEPT),
        "instalments": fields.read("instalments", count(minimum=1, maximum=INSTALMENTS_MAX), None),
        "every": _every(fields) if fields.is_given("every") else fields.read("every", word({}), None),
        "repayment": fields.read("repayment", word(_words(Repayment)), None),
        "annual_rate": fields.read("annual_rate", rate, None),
        "first_due_on": fields.read("first_due_on", day, None),
        "principal_grace": fields.read("principal_grace", count(minimum=0, maximum=INSTALMENTS_MAX), 0),
        "interest_grace": fields.read("interest_grace", count(minimum=0, maximum=INSTALMENTS_MAX), 0),
        "periods": fields.read("periods", count(minimum=1, maximum=INSTALMENTS_MAX), 1),
        "moved": fields.read("moved", word(_words(Moved)), Moved.PRINCIPAL),
        "effect": fields.read("effect", word(_words(HolidayEffect)), HolidayEffect.EXTEND),
        "undrawn": fields.read("undrawn", word(_words(Undrawn)), None),
        "released_sponsors": fields.read("released_sponsors", names(maximum=SPONSORS_MAX), ()),
    }
    fields.finish()
    if wrong:
        raise WrongTerms(wrong)
    return Wish(**values)


def wish_json(wish: Wish) -> dict[str, Any]:
    """The same back as JSON, whole, in one way of writing."""
    return {
        "kind": str(wish.kind),
        "on": wish.on.isoformat(),
        "past_dues": str(wish.past_dues),
        "instalments": wish.instalments,
        "every": {"count": wish.every.count, "unit": str(wish.every.unit)} if wish.every else None,
        "repayment": str(wish.repayment) if wish.repayment else None,
        "annual_rate": f"{wish.annual_rate.normalize():f}" if wish.annual_rate is not None else None,
        "first_due_on": wish.first_due_on.isoformat() if wish.first_due_on else None,
        "principal_grace": wish.principal_grace,
        "interest_grace": wish.interest_grace,
        "periods": wish.periods,
        "moved": str(wish.moved),
        "effect": str(wish.effect),
        # Left out where nothing is said of it, so that the hash of what was voted before stays what it was.
        **({"undrawn": str(wish.undrawn)} if wish.undrawn else {}),
        **({"released_sponsors": list(wish.released_sponsors)} if wish.released_sponsors else {}),
    }


def _words(kinds: type[E]) -> Mapping[str, E]:
    return {kind.value: kind for kind in kinds}


def _every(fields: Fields) -> Every:
    found = fields.read_object("every")
    counted = found.read("count", count(minimum=1, maximum=_PERIOD_MAX), 1)
    unit = found.read("unit", word(_words(PeriodUnit)), PeriodUnit.MONTHS)
    found.finish()
    return Every(count=counted or 1, unit=unit or PeriodUnit.MONTHS)
