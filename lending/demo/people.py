"""The people of the demonstration fund: named for what they do, nobody real."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from lending.models import Fund, Office
from members.models import Cooperative, Person

# Printed by `make run` for everybody to read: it protects nothing.
PASSWORD = "caisse-de-demonstration"  # noqa: S105
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can sign in to look around."""

    email: str
    name: str
    office: str
    seat_of: str = ""


SEATS = [
    DemoPerson(
        f"comite{number}@{DOMAIN}",
        f"Siège {number} du comité de démonstration",
        Office.Kind.CHAIR if number == 1 else Office.Kind.COMMITTEE,
        f"Atelier de démonstration {number}",
    )
    for number in range(1, 6)
]
TREASURERS = [
    DemoPerson(f"tresorerie{number}@{DOMAIN}", f"Trésorerie de démonstration {number}", Office.Kind.TREASURER)
    for number in range(1, 4)
]
OTHERS = [
    DemoPerson(f"audit@{DOMAIN}", "Audit de démonstration", Office.Kind.AUDITOR),
    DemoPerson(f"administration@{DOMAIN}", "Administration de démonstration", Office.Kind.ADMINISTRATOR),
]


def appoint(fund: Fund, people: list[DemoPerson]) -> list[Person]:
    """Make these people and give them their offices."""
    appointed = []
    for each in people:
        person = Person.objects.create(email=each.email, name=each.name, password=hashed_password())
        seat_of = Cooperative.objects.get(name=each.seat_of) if each.seat_of else None
        Office.objects.create(fund=fund, person=person, kind=each.office, cooperative=seat_of)
        appointed.append(person)
    return appointed


def open_managers(fund: Fund) -> None:
    """Let the managers that the members' file named sign in with the demonstration's password."""
    managers = Person.objects.filter(roles__cooperative__memberships__fund=fund)
    Person.objects.filter(pk__in=managers.values("pk")).update(password=hashed_password())


@cache
def hashed_password() -> str:
    """One hash for everybody: hashing is slow on purpose, and this password is public."""
    return make_password(PASSWORD)
