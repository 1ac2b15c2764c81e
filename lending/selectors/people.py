"""Whom to tell: those who act for members, those who keep a fund's treasury."""

from lending.models import Fund, Membership, Office
from members.models import Person


def people_of(*members: Membership) -> list[Person]:
    """Those who act for some members, each once."""
    cooperatives = [member.cooperative_id for member in members]
    return list(Person.objects.filter(roles__cooperative__in=cooperatives).distinct().order_by("pk"))


def treasurers_of(fund: Fund) -> list[Person]:
    """The fund's treasurers."""
    held = Office.objects.filter(fund=fund, kind=Office.Kind.TREASURER)
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("pk"))
