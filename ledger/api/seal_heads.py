"""The heads of all books, open to anyone: a number, a hash, an instant, and nothing else of a book."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.fields import HashField
from ledger.selectors.seal_heads import head, latest_heads

HEADS_PER_BOOK = 10


class HeadSerializer(serializers.Serializer[Any]):
    """A head: whoever keeps it can tell later whether anything before it was changed."""

    book = serializers.CharField()
    number = serializers.IntegerField()
    hash = HashField()
    sealed_at = serializers.DateTimeField()


class HeadListSerializer(serializers.Serializer[Any]):
    results = HeadSerializer(many=True)


class PublicView(GenericAPIView[Any]):
    """Asked without signing in; who signs in sees the same."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class SealHeadsView(PublicView):
    """The last ten heads of each book, the latest first. Keep one: it is the witness of all that came before."""

    serializer_class = HeadListSerializer

    @extend_schema(operation_id="seal_heads")
    def get(self, request: Request) -> Response:
        return Response(self.get_serializer({"results": latest_heads(each=HEADS_PER_BOOK)}).data)


class SealHeadView(PublicView):
    """One head by its number, however old: compare it with the one you kept."""

    serializer_class = HeadSerializer

    @extend_schema(operation_id="seal_head")
    def get(self, request: Request, book: str, number: int) -> Response:
        return Response(self.get_serializer(head(book=book, number=number)).data)
