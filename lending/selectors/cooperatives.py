"""Cooperatives as their fellows see them."""

from django.db.models import QuerySet

from lending.models import Membership
from lending.selectors.visible import funds_visible_to
from members.models import Cooperative, Person, Role


def cooperatives_visible_to(person: Person) -> QuerySet[Cooperative]:
    """One's own cooperatives, and the other members of the funds one knows: name, SIREN and city are public."""
    fellows = Membership.objects.filter(fund__in=funds_visible_to(person)).values("cooperative")
    own = Role.objects.filter(person_id=person.pk).values("cooperative")
    return Cooperative.objects.filter(pk__in=fellows) | Cooperative.objects.filter(pk__in=own)
