"""Acts sent from a page: done once per form, refused with a sentence, answered with a page to go to.

What was typed is not lost by a refusal: it waits in the session for the page one is sent back to (`typed`), so that
reloading that page sends nothing a second time.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from lending.services.do_once import do_once
from web.sentences import REFUSALS, refusal_of

REFUSED, TYPED = "refused-form", "caisse.typed"


def new_key() -> str:
    """The key of a form about to be shown; sent twice, it acts once."""
    return str(uuid4())


def act(request: HttpRequest, do: Callable[[], str], *, back: str) -> HttpResponse:
    """Do what the form asks, once, and go where `do` says; refused, go `back` with the reason.

    :param do: the service call; returns the address of the page that shows what was done.
    """
    sent = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    try:
        answer = do_once(
            person=request.user,  # type: ignore[arg-type]
            key=request.POST.get("key", ""),
            request={"path": request.path, "form": sent},
            act=lambda: (303, {"next": do()}),
            now=timezone.now(),
        )
    except REFUSALS as error:
        messages.error(request, refusal_of(error))
        request.session[REFUSED] = {"path": request.path, "form": {name: sent[name] for name in sent if name != "key"}}
        return redirect(back)
    return redirect(answer.body["next"])


def typed(request: HttpRequest) -> MultiValueDict[str, Any] | None:
    """What a form is filled with: what is sent now, else what was just refused on this page, else nothing."""
    if request.method == "POST":
        return request.POST
    if TYPED not in request.META:
        kept = request.session.get(REFUSED)
        is_here = kept is not None and kept["path"] == request.path
        request.META[TYPED] = MultiValueDict(request.session.pop(REFUSED)["form"]) if is_here else None
    found: MultiValueDict[str, Any] | None = request.META[TYPED]
    return found
