"""Who is to be told of the last seal of a fund's book, so that members are the witnesses of the book."""

from datetime import date

from django.db.models import QuerySet

from ledger.selectors.seal_heads import last_head
from lending.models import Fund, OutboxMessage
from members.models import Person

SEAL_HEAD = "seal_head"


def seal_head_key(fund: Fund, *, today: date) -> str:
    """The beginning of the keys of the messages of one month."""
    return f"{SEAL_HEAD}:{fund.pk}:{today:%Y-%m}:"


def people_to_tell_of_seal(fund: Fund, *, today: date) -> QuerySet[Person]:
    """People of the fund's members who were not told this month; nobody before the first seal."""
    if last_head(book=fund.book) is None:
        return Person.objects.none()
    told = OutboxMessage.objects.filter(fund=fund, dedupe_key__startswith=seal_head_key(fund, today=today))
    people = Person.objects.filter(is_active=True, roles__cooperative__memberships__fund=fund)
    return people.exclude(pk__in=told.values("recipient")).distinct().order_by("pk")
