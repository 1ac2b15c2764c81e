"""Acts sent from a page: done once per form, refused with a sentence, answered with a page to go to."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from lending.services.do_once import do_once
from web.sentences import REFUSALS, sentence_of


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
        messages.error(request, sentence_of(error))
        return redirect(back)
    return redirect(answer.body["next"])
