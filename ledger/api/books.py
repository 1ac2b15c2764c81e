"""What all addresses of a book have in common: one sees the books that one may read, and no other exists."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers
from rest_framework.generics import GenericAPIView

from ledger.api.cursors import PAGE_SIZE, PAGE_SIZE_MAX
from ledger.models import Book
from ledger.policies import require_period_keeper, require_poster, require_reader
from ledger.selectors.books import book_by_code


class FilterQuery(serializers.Serializer[Any]):
    """Parameters of a question: what is wrong with any of them is said at once, a misspelt name included.

    One that was not understood would give the whole list, or the balance of another day, and look right.
    """

    def to_internal_value(self, data: Mapping[str, str]) -> dict[str, Any]:
        """:raises ValidationError: every wrong parameter, by its name."""
        read: dict[str, Any] = {}
        wrong: dict[str, Any] = {
            name: gettext("There is no such parameter.") for name in data if name not in {*self.fields, "format"}
        }
        wrong |= self.wrong({name: data[name].strip() for name in data if data[name].strip()})
        try:
            read = super().to_internal_value(data)
        except serializers.ValidationError as error:
            wrong |= dict(error.detail)  # type: ignore[arg-type]
        if wrong:
            raise serializers.ValidationError(wrong)
        return read

    def wrong(self, given: Mapping[str, str]) -> dict[str, str]:
        """What is wrong between parameters, by the name of the one to be changed."""
        return {}


class PageQuery(FilterQuery):
    """Which page of a list."""

    cursor = serializers.CharField(required=False, help_text="from `next` of the page before")
    page_size = serializers.IntegerField(required=False, default=PAGE_SIZE, min_value=1, max_value=PAGE_SIZE_MAX)


class DayQuery(FilterQuery):
    """At which day, and as the books said it when."""

    on = serializers.DateField(
        required=False, default=None, help_text="at the end of that day; now when it is left out"
    )
    as_known_at = serializers.IntegerField(
        required=False,
        default=None,
        min_value=1,
        max_value=2**63 - 1,
        help_text="what the books said when this seal was made: what was sealed later is left out",
    )


class BookView(GenericAPIView[Any]):
    """An address below /books/{book}/."""

    def readable_book(self) -> Book:
        """:raises UnknownBook: there is none, or it may not be read."""
        book = book_by_code(self.kwargs["book"])
        require_reader(self.request.user, book)
        return book

    def writable_book(self) -> Book:
        """:raises UnknownBook, NotPermitted: it may not be read, or only be read."""
        book = book_by_code(self.kwargs["book"])
        require_poster(self.request.user, book)
        return book

    def book_of_periods(self) -> Book:
        """:raises UnknownBook, NotPermitted: it may not be read, or its periods are closed by others."""
        book = book_by_code(self.kwargs["book"])
        require_period_keeper(self.request.user, book)
        return book

    def asked(self, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """:raises ValidationError: a field of the body that cannot be read."""
        read = kind(data=self.request.data)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)

    def query(self, kind: type[serializers.Serializer[Any]], *, book: Book | None = None) -> dict[str, Any]:
        """:raises ValidationError: a parameter that cannot be read."""
        read = kind(data=self.request.query_params, context={"book": book})
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)
