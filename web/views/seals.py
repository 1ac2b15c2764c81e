"""The heads of the books, for anybody: a number, a hash and an instant, and nothing else of a book."""

from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ledger.domain.errors import UnknownSeal
from ledger.selectors.seal_heads import head, latest_heads

HEADS_PER_BOOK = 10


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """The last heads of each book, the latest first."""
    by_book = groupby(latest_heads(each=HEADS_PER_BOOK), key=lambda one: one.book)
    books = [(book, list(found)) for book, found in by_book]
    return render(request, "web/seals/heads.html", {"books": books, "zone": settings.TIME_ZONE})


@require_safe
def one_head(request: HttpRequest, book: str, number: int) -> HttpResponse:
    """One head by its number, however old: what a statement or a mail leads to."""
    try:
        found = head(book=book, number=number)
    except UnknownSeal as error:
        raise Http404 from error
    return render(request, "web/seals/head.html", {"head": found, "hash": found.hash.hex(), "zone": settings.TIME_ZONE})
