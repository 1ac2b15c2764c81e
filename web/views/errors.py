"""What somebody reads when a page cannot be had: what happened, and the way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _page(request: HttpRequest, *, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "web/error.html", {"title": title, "text": text}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    text = _("The request could not be read. Go back and try again; nothing was changed.")
    return _page(request, status=400, title=_("This could not be read"), text=text)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    text = _("This is for others: your roles do not allow it. If they should, ask the fund's treasurer.")
    return _page(request, status=403, title=_("Not for you"), text=text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, for what is not there and for what is not yours alike."""
    text = _("There is no such page, or it is not yours to see. Check the address, or start from the home page.")
    return _page(request, status=404, title=_("Nothing here"), text=text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or did not come from this site."""
    text = _("This form was open for too long, or cookies are blocked. Go back, reload the page and send it again.")
    return _page(request, status=403, title=_("Please send this again"), text=text)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without request, database or session, any of which may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
