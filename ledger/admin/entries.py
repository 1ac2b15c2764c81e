"""Entries with their postings, what they reverse and their seal; and the one act: a reversal."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.admin import SimpleListFilter, display
from django.contrib.admin.utils import display_for_value
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.admin.read_only import BOOK, ReadOnly, choice, told
from ledger.admin.words import word
from ledger.domain.errors import LedgerError
from ledger.domain.origin import Origin
from ledger.models import Entry
from ledger.policies import may_post_entries, require_no_act, require_poster
from ledger.selectors.entries import PostedEntry, entry_by_id
from ledger.selectors.origins import origins_of
from ledger.services.posting import require_posted
from ledger.services.reversal import reverse_entry

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


class IsReversed(SimpleListFilter):
    """Whether another entry mirrors it."""

    title = gettext_lazy("reversed")
    parameter_name = "reversed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return YES_NO

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        mirrors = Exists(Entry.objects.filter(reverses=OuterRef("pk")))
        return {"yes": queryset.filter(mirrors), "no": queryset.filter(~mirrors)}.get(self.value() or "", queryset)


class IsSealed(SimpleListFilter):
    """Whether it has its legal number."""

    title = gettext_lazy("sealed")
    parameter_name = "sealed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return YES_NO

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(seal__isnull=self.value() == "no")


class ReversalForm(forms.Form):
    """Why, and on which day. The key makes a form that is sent twice act once."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    effective_on = forms.DateField(label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)


DAY, DESCRIPTION = told("effective_on", gettext_lazy("Date")), told("description", gettext_lazy("What"))
REFERENCE, JOURNAL = told("reference", gettext_lazy("Reference")), told("journal", gettext_lazy("Journal"))
RECORDED_AT, ID = told("recorded_at", gettext_lazy("Recorded")), told("id", gettext_lazy("Number"))
METADATA = told("metadata", gettext_lazy("Metadata"))
REVERSES = told("reverses", gettext_lazy("Reverses"), link="ledger_entry_change")


PHASES = {
    "posted": gettext_lazy("posted"),
    "pending": gettext_lazy("reserved, moves nothing yet"),
    "settles": gettext_lazy("reservation drawn"),
    "voids": gettext_lazy("reservation released"),
}


class EntryAdmin(ReadOnly):
    """An entry as it was written."""

    list_display = (DAY, DESCRIPTION, REFERENCE, JOURNAL, "kind_of_entry", BOOK, "is_sealed")
    list_display_links = (DESCRIPTION,)
    list_filter = (
        ("book", choice(gettext_lazy("Book"))),
        ("effective_on", choice(gettext_lazy("Date"))),
        IsReversed,
        IsSealed,
    )
    list_select_related = ("book", "seal")
    search_fields = ("description", "reference", "source")
    search_help_text = gettext_lazy("Words of the description, the reference or the source")
    ordering = ("-effective_on", "-id")
    fields = (
        BOOK, DAY, JOURNAL, "kind_of_entry", DESCRIPTION, REFERENCE, "postings", "about", "event", "sealed_as",
        REVERSES, "reversed_by", RECORDED_AT, METADATA, ID,
    )  # fmt: skip
    readonly_fields = fields
    change_form_template = "admin/ledger/entry.html"

    def get_urls(self) -> list[Any]:
        """The page of the reversal, below that of the entry."""
        view = self.admin_site.admin_view(self.reverse_view)
        return [path("<uuid:entry_id>/reverse/", view, name="ledger_entry_reverse"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Offers the reversal to those who may post, of what no act wrote and nothing reverses yet."""
        entry = self.get_object(request, object_id)
        context = {"may_reverse": entry is not None and _may_reverse(request.user, entry), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def reverse_view(self, request: HttpRequest, entry_id: UUID) -> HttpResponse:
        """Asks once more, with the figures, then posts the mirror."""
        entry = get_object_or_404(Entry.objects.select_related("book"), pk=entry_id)
        if not (self.has_view_permission(request, entry) and may_post_entries(request.user, entry.book)):
            raise Http404
        form = ReversalForm(request.POST or None, initial={"effective_on": timezone.localdate(), "key": str(uuid4())})
        if request.method == "POST" and form.is_valid():
            try:
                return self._reversed(request, entry, **form.cleaned_data)
            except LedgerError as error:
                form.add_error(None, _said(error))
        undo = _origin(entry).undo
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reverse an entry"),
            "opts": self.opts,
            "entry": entry,
            "postings": self.postings(entry),
            "undo": undo and _(undo),
            "form": form,
        }
        return TemplateResponse(request, "admin/ledger/reverse.html", context)

    def _reversed(
        self, request: HttpRequest, entry: Entry, *, reason: str, effective_on: Any, key: str
    ) -> HttpResponse:
        require_poster(request.user, entry.book)
        require_no_act(_told(entry), book=entry.book)
        result = require_posted(
            reverse_entry(
                book=entry.book.code, entry_id=entry.pk, effective_on=effective_on, reason=reason, idempotency_key=key
            ),
            key=key,
        )
        messages.success(request, _("The entry is reversed: this one mirrors it."))
        return redirect("admin:ledger_entry_change", result.outcomes[0].entry_id)

    @display(description=gettext_lazy("Kind"), ordering="kind")
    def kind_of_entry(self, entry: Entry) -> str:
        """What sort of entry it is, as people call it."""
        return word("kind", entry.kind) or "–"

    @display(description=gettext_lazy("Sealed"), boolean=True)
    def is_sealed(self, entry: Entry) -> bool:
        """Whether it has its legal number."""
        return getattr(entry, "seal", None) is not None

    @display(description=gettext_lazy("Postings"))
    def postings(self, entry: Entry) -> SafeString:
        """Debit, credit, amount, line by line."""
        lines = _told(entry).postings
        rows = ((line.debit, line.credit, str(line.amount), PHASES.get(line.phase, line.phase)) for line in lines)
        head = format_html("<tr><th>{}</th><th>{}</th><th>{}</th><th></th></tr>", _("Debit"), _("Credit"), _("Amount"))
        body = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
        return format_html("<table>{}{}</table>", head, body)

    @display(description=gettext_lazy("About"))
    def about(self, entry: Entry) -> str:
        """What the entry is about, nearest first; its source as it was given where nobody knows more."""
        told = [f"{word('thing', thing)} {id_}" for thing, id_ in _origin(entry).about]
        return ", ".join(told) or entry.source or "–"

    @display(description=gettext_lazy("Act"))
    def event(self, entry: Entry) -> str:
        """The event of the act that wrote it."""
        event = _origin(entry).event
        at = event and display_for_value(event.at, "–")
        return f"{word('act', event.kind)} · {event.person or '–'} · {at} · {event.id}" if event else "–"

    @display(description=gettext_lazy("Seal"))
    def sealed_as(self, entry: Entry) -> str:
        """Legal number and batch."""
        seal = _told(entry).seal
        return f"{seal.legal_number} · {seal.batch_number}/{seal.position}" if seal else "–"

    @display(description=gettext_lazy("Reversed by"))
    def reversed_by(self, entry: Entry) -> str | SafeString:
        """The entry that mirrors it."""
        mirror = _told(entry).reversed_by
        if mirror is None:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("admin:ledger_entry_change", args=[mirror]), mirror)


def _said(error: LedgerError) -> str:
    """The sentence of a refusal; a value that is itself a sentence is translated too."""
    values = {name: _(value) if isinstance(value, str) and value else value for name, value in error.values.items()}
    return _(error.sentence) % values


def _may_reverse(person: Any, entry: Entry) -> bool:
    free = _told(entry).reversed_by is None and _origin(entry).undo is None
    return free and may_post_entries(person, entry.book)


def _told(entry: Entry) -> PostedEntry:
    """The entry with its postings, asked once a row."""
    if not hasattr(entry, "_told"):
        entry._told = entry_by_id(book=entry.book.code, entry_id=entry.pk)  # type: ignore[attr-defined]  # noqa: SLF001
    return entry._told  # type: ignore[attr-defined, no-any-return]  # noqa: SLF001


def _origin(entry: Entry) -> Origin:
    return origins_of(book=entry.book.code, entries=[_told(entry)])[entry.pk]
