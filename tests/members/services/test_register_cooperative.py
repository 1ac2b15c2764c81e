"""A cooperative is registered once, with particulars that are right."""

import pytest

from members.domain.errors import CooperativeDiffers, WrongIbanKey
from members.models import Cooperative
from members.services.register_cooperative import register_cooperative

GIVEN = {
    "siren": "732 829 320",
    "name": "  Menuiserie  du Lac ",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "email": "Contact@Menuiserie.example",
    "city": "Annecy",
}
pytestmark = pytest.mark.django_db


def test_a_cooperative_is_kept_in_one_form() -> None:
    register_cooperative(**GIVEN)
    assert Cooperative.objects.values_list("siren", "name", "iban", "email", "city").get() == (
        "732829320",
        "Menuiserie du Lac",
        "FR7630006000011234567890189",
        "contact@menuiserie.example",
        "Annecy",
    )


def test_the_same_particulars_again_give_the_same_cooperative() -> None:
    assert register_cooperative(**GIVEN) == register_cooperative(**{**GIVEN, "city": ""})
    assert Cooperative.objects.count() == 1


def test_a_known_siren_with_another_account_is_refused() -> None:
    register_cooperative(**GIVEN)
    with pytest.raises(CooperativeDiffers) as refused:
        register_cooperative(**{**GIVEN, "iban": "DE89370400440532013000"})
    assert refused.value.values == {
        "siren": "732829320",
        "field": "iban",
        "registered": "FR7630006000011234567890189",
        "given": "DE89370400440532013000",
    }
    assert Cooperative.objects.get().iban == "FR7630006000011234567890189"


def test_a_wrong_particular_registers_nothing() -> None:
    with pytest.raises(WrongIbanKey):
        register_cooperative(**{**GIVEN, "iban": "FR7630006000011234567890188"})
    assert not Cooperative.objects.exists()
