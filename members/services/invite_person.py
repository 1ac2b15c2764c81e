"""Giving a person a role in a cooperative."""

from django.contrib.auth.hashers import make_password

from members.domain.text import required
from members.models import Cooperative, Person, Role
from members.services.validators import valid_email

NAME_LENGTH_MAX = 150


def invite_person(
    *, email: str, name: str, cooperative: Cooperative, kind: Role.Kind | str, language: str = "fr"
) -> tuple[Role, bool]:
    """Give a role to whoever has this address, known or new; a role given twice is given once.

    A new person has no password: they choose one through the mail of "forgotten password". A known one keeps name
    and language.

    :returns: the role, and whether it is new.
    :raises MemberError: the address or the name is wrong.
    """
    person, _created = Person.objects.get_or_create(
        email=valid_email(email),
        defaults={
            "name": required(name, maximum=NAME_LENGTH_MAX),
            "language": language,
            "password": make_password(None),
        },
    )
    return Role.objects.get_or_create(person=person, cooperative=cooperative, kind=Role.Kind(kind))
