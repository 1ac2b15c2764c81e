"""The first page: what this is, for a visitor; what is to be done, under each hat."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from web.hats import current_hat
from web.views.cooperative_home import cooperative_home

FIRST_PAGE = {"committee": "committee", "fund": "fund"}


def home(request: HttpRequest) -> HttpResponse:
    """Welcome a visitor, or open the first page of the hat that is worn."""
    hat = current_hat(request)
    if not request.user.is_authenticated:
        return render(request, "web/welcome.html")
    if hat is None:
        return render(request, "web/no_hat.html")
    if hat.kind in FIRST_PAGE:
        return redirect(FIRST_PAGE[hat.kind])
    return cooperative_home(request)
