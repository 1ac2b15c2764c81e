"""The hats a person wears: for a cooperative, in the committee of a fund, at its counter."""

from dataclasses import dataclass
from typing import Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from lending.models import Fund, Membership, Office
from members.models import Person

HatKind = Literal["cooperative", "committee", "fund"]
ICONS: dict[HatKind, str] = {"cooperative": "building", "committee": "vote", "fund": "lock"}
COMMITTEE = {Office.Kind.COMMITTEE, Office.Kind.CHAIR}
SESSION_KEY = "hat"
# Places on the request for what one request asks once.
OWN, WORN = "caisse.hats", "caisse.hat"


@dataclass(frozen=True)
class Hat:
    """One way of being here; pages and navigation follow from it."""

    kind: HatKind
    fund: Fund
    membership: Membership | None
    role: str
    is_treasurer: bool = False

    @property
    def member(self) -> Membership:
        """The member whose hat it is; under a fund's hat there is none, and no such page: 404."""
        if self.membership is None:
            raise Http404
        return self.membership

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.membership.pk if self.membership else self.fund.pk}"

    @property
    def name(self) -> str:
        return str(self.membership.cooperative) if self.membership else self.fund.name

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


def hats_of(person: Person) -> list[Hat]:
    """Every hat of a person, cooperatives first; two queries."""
    memberships = (
        Membership.objects.filter(cooperative__roles__person=person)
        .select_related("cooperative", "fund")
        .order_by("cooperative__name", "fund__name")
        .distinct()
    )
    hats = [Hat("cooperative", one.fund, one, _("for the cooperative")) for one in memberships]
    offices = list(Office.objects.filter(person=person).select_related("fund").order_by("fund__name", "kind"))
    for fund in {office.fund_id: office.fund for office in offices}.values():
        kinds = {office.kind for office in offices if office.fund_id == fund.pk}
        if kinds & COMMITTEE:
            hats.append(Hat("committee", fund, None, _("in the committee")))
        if kinds - COMMITTEE:
            is_treasurer = Office.Kind.TREASURER in kinds
            hats.append(Hat("fund", fund, None, _("for the fund"), is_treasurer=is_treasurer))
    return hats


def hats(request: HttpRequest) -> list[Hat]:
    """The hats of who is signed in, asked once a request."""
    if not isinstance(request.user, Person):
        return []
    if OWN not in request.META:
        request.META[OWN] = hats_of(request.user)
    return list(request.META[OWN])


def current_hat(request: HttpRequest) -> Hat | None:
    """The hat this page is seen under: what the page asked for, else the one chosen, else the first."""
    worn: Hat | None = request.META.get(WORN)
    if worn is not None:
        return worn
    own = hats(request)
    chosen = request.session.get(SESSION_KEY)
    return next((hat for hat in own if hat.key == chosen), own[0] if own else None)


def wear(request: HttpRequest, *kinds: HatKind) -> Hat:
    """Put on a hat of one of these kinds, the chosen one if it is; without any, there is nothing here: 404."""
    current = current_hat(request)
    fitting = [hat for kind in kinds for hat in hats(request) if hat.kind == kind]
    if not fitting:
        raise Http404
    worn = current if current in fitting else fitting[0]
    request.META[WORN] = worn
    return worn
