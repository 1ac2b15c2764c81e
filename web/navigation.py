"""Where one can go under each hat: at most seven places."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from web.hats import Hat, HatKind

PLACES: dict[HatKind | None, tuple[tuple[str, Promise | str], ...]] = {
    None: (("home", _("Home")), ("simulate", _("Simulate"))),
    "cooperative": (
        ("home", _("Home")),
        ("requests", _("Requests")),
        ("loans", _("Loans")),
        ("placements", _("Placements")),
        ("accounts", _("Accounts")),
        ("simulate", _("Simulate")),
    ),
    "committee": (
        ("committee", _("To vote")),
        ("committee-decisions", _("Decisions")),
        ("simulate", _("Simulate")),
    ),
    "fund": (
        ("fund", _("Overview")),
        ("fund-requests", _("Requests")),
        ("fund-loans", _("Loans")),
        ("fund-placements", _("Placements")),
        ("fund-accounts", _("Accounts")),
        ("fund-entries", _("Entries")),
        ("simulate", _("Simulate")),
    ),
}


@dataclass(frozen=True)
class Place:
    """A link of the navigation."""

    url: str
    label: Promise | str
    is_current: bool


def places(request: HttpRequest, hat: Hat | None) -> list[Place]:
    """The places of a hat; the current one is the longest address this page lies under."""
    if request.user.is_authenticated and hat is None:
        return []
    named = [(reverse(name), label) for name, label in PLACES[hat.kind if hat else None]]
    above = [url for url, _label in named if request.path == url or (url != "/" and request.path.startswith(url))]
    current = max(above, key=len, default=None)
    return [Place(url, label, url == current) for url, label in named]
