"""Registering a cooperative."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from members.domain.errors import CooperativeDiffers
from members.domain.text import readable, required
from members.models import Cooperative
from members.services.validators import valid_email, valid_iban, valid_siren

NAME_LENGTH_MAX, CITY_LENGTH_MAX, STREET_LENGTH_MAX, POSTAL_CODE_LENGTH_MAX = 200, 100, 200, 10
# What need not be given; not given, it is no change of what is known.
OPTIONAL = frozenset({"street", "postal_code", "city"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is known of a cooperative, checked and in the form it is kept in."""

    siren: str
    name: str
    iban: str
    email: str
    street: str = ""
    postal_code: str = ""
    city: str = ""


CHECKS = {
    "siren": valid_siren,
    "name": lambda text: required(text, maximum=NAME_LENGTH_MAX),
    "iban": valid_iban,
    "email": valid_email,
    "street": lambda text: readable(text, maximum=STREET_LENGTH_MAX),
    "postal_code": lambda text: readable(text, maximum=POSTAL_CODE_LENGTH_MAX),
    "city": lambda text: readable(text, maximum=CITY_LENGTH_MAX),
}


def register_cooperative(
    *, siren: str, name: str, iban: str, email: str, street: str = "", postal_code: str = "", city: str = ""
) -> Cooperative:
    """Register a cooperative, once: the same particulars again give the one that is there.

    :raises MemberError: the first particular that is wrong.
    :raises CooperativeDiffers: the SIREN is there with other particulars.
    """
    given = {
        "siren": siren, "name": name, "iban": iban, "email": email,
        "street": street, "postal_code": postal_code, "city": city,
    }  # fmt: skip
    particulars = Particulars(**{field: CHECKS[field](text) for field, text in given.items()})
    # Somebody else may register it at this moment: the unique SIREN decides, and both get the same row.
    cooperative, _created = Cooperative.objects.get_or_create(siren=particulars.siren, defaults=asdict(particulars))
    for field, (registered, wanted) in differences(cooperative, particulars).items():
        raise CooperativeDiffers(siren=particulars.siren, field=field, registered=registered, given=wanted)
    return cooperative


def correct_cooperative(*, cooperative: Cooperative, particulars: Particulars) -> dict[str, tuple[Any, Any]]:
    """Replace particulars of a cooperative that are out of date; its SIREN stays.

    :returns: what changed: field → (before, after).
    """
    changed = differences(cooperative, particulars)
    for field, (_before, after) in changed.items():
        setattr(cooperative, field, after)
    if changed:
        cooperative.save(update_fields=list(changed))
    return changed


def differences(cooperative: Cooperative, particulars: Particulars) -> dict[str, tuple[Any, Any]]:
    """Where the register and these particulars disagree: field → (registered, given).

    What is OPTIONAL and not given is no change.
    """
    pairs = {
        field.name: (getattr(cooperative, field.name), getattr(particulars, field.name))
        for field in fields(Particulars)
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and (name not in OPTIONAL or pair[1])}
