"""What all pages of the ledger's administration have in common: they are read."""

from typing import Any

from django.contrib.admin import ModelAdmin, display
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ledger.domain.search import patterns
from ledger.models import Book
from ledger.policies import may_read_book


def told(name: str, label: Any, *, link: str = "") -> Any:
    """A column or a line of a page: a value of the row under a name for people.

    :param link: the page of the administration that the value leads to.
    """

    @display(description=label, ordering=name)
    def tell(row: Model) -> Any:
        value = getattr(row, name)
        if link and value is not None:
            return format_html('<a href="{}">{}</a>', reverse(f"admin:{link}", args=[value.pk]), value)
        return value

    tell.__name__ = name
    return tell


class ReadOnly(ModelAdmin):
    """Nothing is added, changed or deleted, by nobody, by no form: the one correction is a reversal.

    Searching takes words as people type them: case and accents do not count.
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Staff; and of one thing, those who may read its book."""
        if not (request.user.is_active and request.user.is_staff):  # type: ignore[union-attr]
            return False
        return obj is None or may_read_book(request.user, obj if isinstance(obj, Book) else obj.book)  # type: ignore[attr-defined]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """All the words, each in one of the searched fields."""
        for pattern in patterns(search_term.replace("\0", "")[:200]):
            found = Q()
            for field in self.search_fields:
                found |= Q(**{f"{field}__regex": pattern})
            queryset = queryset.filter(found)
        return queryset, False


BOOK = told("book", _("Book"), link="ledger_book_change")
