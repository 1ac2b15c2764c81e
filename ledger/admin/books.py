"""Books; and of each, its sealed batches and the requests that were answered."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.admin.read_only import ReadOnly, told
from ledger.domain.search import patterns
from ledger.models import Book, Request, SealBatch

CODE, NAME, CURRENCY = (
    told("code", gettext_lazy("Number")),
    told("name", gettext_lazy("Name")),
    told("currency", gettext_lazy("Currency")),
)
TIME_ZONE, OPENED_AT = told("time_zone", gettext_lazy("Time zone")), told("opened_at", gettext_lazy("Opened"))


class BookAdmin(ReadOnly):
    """A book. The rows of a key of two columns, which the administration does not know, have pages of their own."""

    list_display = fields = readonly_fields = (CODE, NAME, CURRENCY, TIME_ZONE, OPENED_AT)
    list_display_links = (CODE,)
    search_fields = ("code", "name")
    ordering = ("code",)
    change_form_template = "admin/ledger/book.html"

    def get_urls(self) -> list[Any]:
        """The two pages below a book."""
        return [
            path("<int:book_id>/requests/", self.admin_site.admin_view(self.requests), name="ledger_book_requests"),
            path("<int:book_id>/batches/", self.admin_site.admin_view(self.batches), name="ledger_book_batches"),
            *super().get_urls(),
        ]

    def requests(self, request: HttpRequest, book_id: int) -> HttpResponse:
        """What was asked under a key, and answered; refusals too."""
        found = Request.objects.filter(book=book_id).order_by("-recorded_at", "idempotency_key")
        for pattern in patterns(request.GET.get("q", "").replace("\0", "")[:200]):
            found = found.filter(idempotency_key__regex=pattern)
        heads = (_("Key"), _("Answer"), _("Entries"), _("Recorded"))
        return self._rows(
            request, book_id, found, title=_("Requests"), heads=heads, is_searched=True,
            cells=lambda row: (row.idempotency_key, row.status, len(row.entries or ()), row.recorded_at),
        )  # fmt: skip

    def batches(self, request: HttpRequest, book_id: int) -> HttpResponse:
        """The chain of seals, the last one first."""
        found = SealBatch.objects.filter(book=book_id).order_by("-number")
        heads = (_("Number"), _("Entries"), _("Hash"), _("Sealed on"))
        return self._rows(
            request, book_id, found, title=_("Sealed batches"), heads=heads, is_searched=False,
            cells=lambda row: (row.number, row.entry_count, bytes(row.hash).hex(), row.sealed_at),
        )  # fmt: skip

    def _rows(
        self, request: HttpRequest, book_id: int, found: QuerySet[Any], *, title: str, cells: Any, **shown: Any
    ) -> HttpResponse:
        book = Book.objects.filter(pk=book_id).first()
        if book is None or not self.has_view_permission(request, book):
            raise Http404
        page = Paginator(found, self.list_per_page).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": book.code,
            "opts": self.opts,
            "book": book,
            "page": page,
            "rows": [cells(row) for row in page],
            "q": request.GET.get("q", ""),
            **shown,
        }
        return TemplateResponse(request, "admin/ledger/rows.html", context)
