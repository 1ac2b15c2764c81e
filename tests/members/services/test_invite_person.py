"""A person is given a role by address, once."""

import pytest

from members.models import Person, Role
from members.services.invite_person import invite_person
from tests.factories import make_cooperative, make_person

pytestmark = pytest.mark.django_db


def test_a_new_person_has_the_role_and_no_password() -> None:
    role, is_new = invite_person(
        email="Une@Test.Example", name="Une Personne", cooperative=make_cooperative(), kind="manager"
    )
    assert (role.person.email, role.person.name, role.kind, is_new) == (
        "une@test.example",
        "Une Personne",
        "manager",
        True,
    )
    assert not role.person.has_usable_password()


def test_a_known_person_keeps_name_and_password() -> None:
    known = make_person("Une Autre", email="une@test.example")
    role, _is_new = invite_person(
        email="UNE@test.example", name="Personne", cooperative=make_cooperative(), kind="treasurer"
    )
    assert role.person == known
    assert Person.objects.get().name == "Une Autre"
    assert Person.objects.get().password == known.password


def test_a_role_given_twice_is_given_once() -> None:
    cooperative = make_cooperative()
    given = [invite_person(email="a@test.example", name="A", cooperative=cooperative, kind="manager") for _ in range(2)]
    assert [is_new for _role, is_new in given] == [True, False]
    assert Role.objects.count() == 1
