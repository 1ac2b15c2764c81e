"""Seals of a book, and the proof of an entry."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.books import BookView, PageQuery
from ledger.api.cursors import page, read_cursor
from ledger.api.fields import HashField
from ledger.selectors.proofs import proof_of
from ledger.selectors.seals import seal, seals_before


class SealedBatchSerializer(serializers.Serializer[Any]):
    """A seal: its hash is SHA-256 of a byte 2 and `header`, and says all of the book up to it (docs/seals.md)."""

    number = serializers.IntegerField()
    epoch = serializers.IntegerField(help_text="grows when the books move to another database cluster")
    horizon = serializers.CharField(help_text="a transaction id: every entry with a smaller one is sealed")
    entry_count = serializers.IntegerField()
    merkle_root = HashField()
    previous_hash = HashField(help_text="of the seal before; zeros for the first one")
    hash = HashField(help_text="what is published")
    sealed_at = serializers.DateTimeField()
    header = serializers.CharField(trim_whitespace=False, help_text="canonical text of the seal")


class SealedBatchPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = SealedBatchSerializer(many=True)


class SealsView(BookView):
    """Seals of the book, the latest first."""

    serializer_class = SealedBatchPageSerializer

    @extend_schema(operation_id="ledger_seals", parameters=[PageQuery])
    def get(self, request: Request, book: str) -> Response:
        found = self.readable_book()
        size, before = self.query(PageQuery)["page_size"], read_cursor(request, parsers=[_number])
        seals = seals_before(book=found.code, number=before[0] if before else None, limit=size + 1)
        results = SealedBatchSerializer(seals, many=True).data
        return Response(page(request, seals, results, size=size, place=lambda one: [one.number]))


class SealView(BookView):
    """One seal of the book."""

    serializer_class = SealedBatchSerializer

    @extend_schema(operation_id="ledger_seal")
    def get(self, request: Request, book: str, number: int) -> Response:
        found = self.readable_book()
        return Response(self.get_serializer(seal(book=found.code, number=number)).data)


class SiblingSerializer(serializers.Serializer[Any]):
    side = serializers.ChoiceField(choices=["left", "right"])
    hash = HashField()


class ProofSerializer(serializers.Serializer[Any]):
    """What leads from one entry to the hash of its seal; `docs/verify_proof.py` checks it with nothing but SHA-256."""

    form = serializers.IntegerField(help_text="1: of this document")
    book = serializers.CharField()
    entry = serializers.UUIDField()
    legal_number = serializers.CharField()
    batch = serializers.IntegerField()
    position = serializers.IntegerField()
    leaf = serializers.CharField(help_text="canonical text of the entry")
    leaf_hash = HashField()
    path = SiblingSerializer(many=True, help_text="from the leaf up")
    merkle_root = HashField()
    header = serializers.CharField(help_text="canonical text of the seal")
    hash = HashField(help_text="of the seal: compare it with the one that was published")


class EntryProofView(BookView):
    """The proof that an entry stands in the book as it was sealed; 404 until it is sealed, within a minute or so."""

    serializer_class = ProofSerializer

    @extend_schema(operation_id="ledger_entry_proof")
    def get(self, request: Request, book: str, entry_id: UUID) -> Response:
        found = self.readable_book()
        return Response(proof_of(book=found.code, entry_id=entry_id).document())


def _number(text: str) -> int:
    """Read the number of a seal; :raises ValueError: it is none."""
    number = int(text)
    if not 0 < number < 2**63:
        raise ValueError
    return number
