"""The book as it was written: entries with their postings, read only."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from djmoney.money import Money

from ledger.domain.errors import UnknownEntry
from ledger.selectors.entries import PostedEntry, entries_after, entry_by_id
from lending.policies import may_read_books
from web.hats import Hat, wear
from web.lookup import person_of

PAGE = 50


@dataclass(frozen=True)
class EntryLine:
    """An entry in the list: all that it moves, in one figure."""

    entry: PostedEntry

    @property
    def amount(self) -> Money:
        first, *others = (posting.amount for posting in self.entry.postings)
        return sum(others, first)


@login_required
@require_GET
def entry_list(request: HttpRequest) -> HttpResponse:
    """A page of the journal, in order of date; the next one starts where it ends."""
    hat = _reader(request)
    found = entries_after(book=hat.fund.book, after=_place(request.GET.get("after", "")), limit=PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    context = {
        "entries": [EntryLine(entry) for entry in shown],
        "next": _cursor(shown[-1]) if more else "",
        "is_first": "after" not in request.GET,
    }
    return render(request, "web/entries/list.html", context)


@login_required
@require_GET
def entry_page(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry, whole."""
    hat = _reader(request)
    try:
        entry = entry_by_id(book=hat.fund.book, entry_id=entry_id)
    except UnknownEntry as error:
        raise Http404 from error
    return render(request, "web/entries/page.html", {"entry": entry})


def _reader(request: HttpRequest) -> Hat:
    hat = wear(request, "fund")
    if not may_read_books(person_of(request), hat.fund):
        raise Http404
    return hat


def _cursor(entry: PostedEntry) -> str:
    return f"{entry.effective_on.isoformat()}_{entry.id}"


def _place(cursor: str) -> tuple[date, UUID] | None:
    if not cursor:
        return None
    try:
        day, _, entry_id = cursor.partition("_")
        return date.fromisoformat(day), UUID(entry_id)
    except ValueError as error:
        raise Http404 from error
