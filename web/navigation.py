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


# A page that several hats open lies, for each, under the place it came from.
UNDER: dict[HatKind, tuple[tuple[str, str], ...]] = {
    "cooperative": (
        ("/declarations/", "accounts"),
        ("/dossier/", "accounts"),
        ("/garanties/", "loans"),
        ("/parts/", "placements"),
        ("/cessions/", "placements"),
    ),
    "committee": (("/demandes/", "committee"), ("/prets/", "committee-decisions")),
    "fund": (
        ("/demandes/", "fund-requests"),
        ("/prets/", "fund-loans"),
        ("/placements/", "fund-placements"),
        ("/caisse/retraits/", "fund-placements"),
        ("/caisse/periodes/", "fund-entries"),
        ("/comite/", "fund-requests"),
        ("/cessions/", "fund-loans"),
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
    named = [(reverse(name), name, label) for name, label in PLACES[hat.kind if hat else None]]
    current = _current(request.path, hat, {name: url for url, name, _label in named})
    return [Place(url, label, name == current) for url, name, label in named]


def _current(path: str, hat: Hat | None, urls: dict[str, str]) -> str | None:
    """Home has every address below it, so it is current on its own page alone."""
    known = [*((url, name) for name, url in urls.items()), *(UNDER[hat.kind] if hat else ())]
    above = [(len(url), name) for url, name in known if path == url or (url != "/" and path.startswith(url))]
    return max(above)[1] if above else None
