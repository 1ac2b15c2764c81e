"""How somebody likes the pages: light or dark, and which hat they wear."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from members.models import Person
from members.services.choose_language import choose_language as save_language
from web.hats import SESSION_KEY, hats

THEME_COOKIE = "theme"
THEMES = frozenset({"light", "dark"})
A_YEAR_S = 365 * 24 * 3600


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie; `auto` forgets it, and the device decides."""
    response = redirect(_way_back(request))
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR_S, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language on this device, and write mails in it to who is signed in."""
    if isinstance(request.user, Person):
        save_language(person=request.user, language=request.POST.get("language", ""))
    return set_language(request)


@require_POST
def choose_hat(request: HttpRequest) -> HttpResponse:
    """Put on another hat of one's own, and start at its first page."""
    if request.POST.get("hat") in {hat.key for hat in hats(request)}:
        request.session[SESSION_KEY] = request.POST["hat"]
    return redirect("home")


def _way_back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"
