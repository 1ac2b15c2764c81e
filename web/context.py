"""What every page knows: the fund, the hats and places of who looks, the theme they chose."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from web.hats import current_hat, hats
from web.navigation import places
from web.views.preferences import THEME_COOKIE, THEMES


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `base.html`."""
    hat = current_hat(request)
    theme = request.COOKIES.get(THEME_COOKIE)
    return {
        "fund_name": hat.fund.name if hat else settings.SITE_NAME,
        "is_demo": hat.fund.is_demo if hat else False,
        "hats": hats(request),
        "hat": hat,
        "places": places(request, hat),
        "theme": theme if theme in THEMES else None,
    }
