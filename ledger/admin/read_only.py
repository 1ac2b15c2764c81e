"""What all pages of the ledger's administration have in common: they are read."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import FieldListFilter, ModelAdmin, display
from django.contrib.admin.utils import display_for_value
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ledger.domain.search import patterns
from ledger.models import Book
from ledger.policies import may_read_book

# What the values of a code are called.
Words = Mapping[Any, Any]


def told(name: str, label: Any, *, link: str = "", words: Words | None = None) -> Any:
    """A column or a line of a page: a value of the row under a name for people, as they write days and instants.

    :param link: the page of the administration that the value leads to.
    :param words: what the values of a code are called.
    """

    @display(description=label, ordering=name)
    def tell(row: Model) -> Any:
        value = getattr(row, name)
        if link and value is not None:
            return format_html('<a href="{}">{}</a>', reverse(f"admin:{link}", args=[value.pk]), value)
        return display_for_value((words or {}).get(value, value) if isinstance(value, str) else value, "–")

    tell.__name__ = name
    return tell


def choice(title: Any, *, words: Words | None = None) -> type[FieldListFilter]:
    """A filter under a name for people, whose values have names too where `words` gives them."""

    class Named(FieldListFilter):
        """Made as Django makes the filter of such a field, with names on top."""

        def __new__(cls, field: Any, *args: Any, **options: Any) -> Any:
            made: Any = FieldListFilter.create(field, *args, **options)
            made.title = str(title).lower()
            if words:
                choices = made.choices
                made.choices = lambda changelist: [
                    {**one, "display": words.get(one["display"], one["display"])} for one in choices(changelist)
                ]
            return made

    return Named


class ReadOnly(ModelAdmin):
    """Nothing is added, changed or deleted, by nobody, by no form: the one correction is a reversal.

    Searching takes words as people type them: case and accents do not count.
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False
    change_form_template = "admin/ledger/read_only.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A list is named for what it lists: nothing is to be selected."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A page is named for what it shows: Django's own title has an article that French words do not all take."""
        title = capfirst(self.opts.verbose_name)
        return super().change_view(request, object_id, form_url, {"title": title, **(extra_context or {})})

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
