"""The book as it was written: entries found, read whole, and reversed where no act of the fund wrote them."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ledger.domain.errors import UnknownEntry
from ledger.selectors.entries import PostedEntry, entries_after, entry_by_id
from ledger.selectors.origins import origins_of
from lending.policies import may_read_books
from lending.services.reverse_book_entry import reverse_book_entry
from web.acts import act, typed
from web.forms.books import EntryReversalForm, EntrySearchForm
from web.hats import Hat, wear
from web.lookup import person_of
from web.presenters.entries import EntryLine, told

PAGE = 50


@login_required
@require_GET
def entry_list(request: HttpRequest) -> HttpResponse:
    """A page of the entries asked for, the latest first; the next one starts where it ends."""
    hat = reader_of(request)
    form = EntrySearchForm(request.GET, fund=hat.fund)
    found: list[PostedEntry] = []
    if form.is_valid():
        after = _place(request.GET.get("after", ""))
        found = entries_after(book=hat.fund.book, after=after, limit=PAGE + 1, where=form.where(), latest_first=True)
    shown, more = found[:PAGE], len(found) > PAGE
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "form": form,
        "entries": [EntryLine(entry) for entry in shown],
        "next": urlencode({**asked, "after": _cursor(shown[-1])}) if more else "",
        "first": urlencode(asked),
        "is_first": "after" not in request.GET,
        "is_narrowed": bool(asked),
    }
    return render(request, "web/entries/list.html", context)


@login_required
@require_GET
def entry_page(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry, whole: its postings, what it is about, the act that wrote it, its seal."""
    hat = reader_of(request)
    entry = _entry_of(hat, entry_id)
    context = {
        "entry": entry,
        "phases": any(line.phase != "posted" for line in entry.postings),
        "place": entry.seal and entry.seal.position + 1,
        "proof": entry.seal and reverse("ledger_proof", args=[hat.fund.book, entry.id]),
        "head": entry.seal and reverse("seal", args=[hat.fund.book, entry.seal.batch_number]),
        "origin": told(origins_of(book=hat.fund.book, entries=[entry])[entry.id]),
        "reverses": _entry_of(hat, entry.reverses) if entry.reverses else None,
        "reversed_by": _entry_of(hat, entry.reversed_by) if entry.reversed_by else None,
    }
    return render(request, "web/entries/page.html", context)


@login_required
def entry_reverse(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Reverse an entry that no act wrote, after its figures were read once more."""
    hat = reader_of(request)
    if not hat.is_treasurer:
        raise Http404
    entry = _entry_of(hat, entry_id)
    form = EntryReversalForm(typed(request), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            reversal = reverse_book_entry(
                fund=hat.fund, entry_id=entry.id, reversed_on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"], acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The entry is reversed: this one mirrors it."))
            return reverse("entry", args=[reversal])

        return act(request, do, back=request.path)
    origin = told(origins_of(book=hat.fund.book, entries=[entry])[entry.id])
    context = {"entry": entry, "line": EntryLine(entry), "form": form, "origin": origin}
    return render(request, "web/entries/reverse.html", context)


def reader_of(request: HttpRequest) -> Hat:
    """The hat of who may read the fund's books; for anyone else there is nothing here: 404."""
    hat = wear(request, "fund")
    if not may_read_books(person_of(request), hat.fund):
        raise Http404
    return hat


def _entry_of(hat: Hat, entry_id: UUID) -> PostedEntry:
    try:
        return entry_by_id(book=hat.fund.book, entry_id=entry_id)
    except UnknownEntry as error:
        raise Http404 from error


def _cursor(entry: PostedEntry) -> str:
    return f"{entry.effective_on.isoformat()}_{entry.id}"


def _place(cursor: str) -> tuple[date, UUID] | None:
    if not cursor:
        return None
    try:
        day, _sep, entry_id = cursor.partition("_")
        return date.fromisoformat(day), UUID(entry_id)
    except ValueError as error:
        raise Http404 from error
