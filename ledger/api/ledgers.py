"""The general ledger and the journal of a book, streamed."""

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from ledger.api.books import BookView
from ledger.api.days import DaysQuery
from ledger.api.entry_queries import CODE, JOURNAL
from ledger.api.streamed import STREAMED, Streamed, form_field
from ledger.exports.general_ledger import ledger_csv, ledger_json
from ledger.exports.journal import journal_csv, journal_json
from ledger.selectors.entries import journal_as_sealed
from ledger.selectors.general_ledger import general_ledger

LEDGER_FORMS = {"ndjson": ledger_json, "csv": ledger_csv}
JOURNAL_FORMS = {"ndjson": journal_json, "csv": journal_csv}


class GeneralLedgerQuery(DaysQuery):
    account = serializers.RegexField(CODE, required=False, help_text="this one alone")
    format = form_field()


class JournalQuery(DaysQuery):
    journal = serializers.RegexField(JOURNAL, required=False, help_text="this one alone")
    format = form_field()


class GeneralLedgerView(Streamed, BookView):
    """Every account in order of code: its opening, its lines by date, its closing."""

    serializer_class = serializers.Serializer

    @extend_schema(operation_id="ledger_general_ledger", parameters=[GeneralLedgerQuery], responses=STREAMED)
    def get(self, request: Request, book: str) -> HttpResponseBase:
        found = self.readable_book()
        asked = self.query(GeneralLedgerQuery)
        rows = general_ledger(book=found.code, start=asked["start"], end=asked["end"], account=asked.get("account"))
        return self.answer(LEDGER_FORMS[asked["format"]](rows), form=asked["format"], name="general-ledger")


class JournalView(Streamed, BookView):
    """The entries in the order of their legal numbers; those that are not sealed yet come last."""

    serializer_class = serializers.Serializer

    @extend_schema(operation_id="ledger_journal", parameters=[JournalQuery], responses=STREAMED)
    def get(self, request: Request, book: str) -> HttpResponseBase:
        found = self.readable_book()
        asked = self.query(JournalQuery)
        entries = journal_as_sealed(
            book=found.code, start=asked["start"], end=asked["end"], journal=asked.get("journal")
        )
        return self.answer(JOURNAL_FORMS[asked["format"]](entries), form=asked["format"], name="journal")
