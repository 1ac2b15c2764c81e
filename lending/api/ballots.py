"""Taking part in a vote: ballots, recusals, questions and answers, and the check of a receipt."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act
from lending.api.consultations import RecusalOut
from lending.api.resources import Resource, Within
from lending.models import Ballot, Comment, Consultation, Recusal
from lending.selectors.receipts import check_receipt
from lending.selectors.visible import consultations_visible_to
from lending.services.cast_ballot import Receipt, cast_ballot
from lending.services.recuse_seat import recuse_seat
from lending.services.write_comment import write_comment

REASON_LENGTH_MAX, RECUSAL_LENGTH_MAX, TEXT_LENGTH_MAX = 1000, 300, 5000
HEIGHT_MAX = 2**31 - 1


@extend_schema_serializer(examples=[OpenApiExample("For", value={"choice": "for"}, request_only=True)])
class BallotIn(serializers.Serializer[Any]):
    """What one's seat says."""

    choice = serializers.ChoiceField(choices=Ballot.Choice.choices)
    reason = serializers.CharField(max_length=REASON_LENGTH_MAX, required=False, allow_blank=True)


class ReceiptOut(serializers.Serializer[Receipt]):
    """Where the ballot stands in the chain, never what it says; `/verify` checks it."""

    height = serializers.IntegerField()
    sha256 = serializers.CharField()
    cast_at = serializers.DateTimeField()


class CastBallot(Act):
    """Vote, or vote again where the rule allows it. At or after the close by the database's clock: 409."""

    visible = consultations_visible_to
    serializer_class = ReceiptOut
    takes = BallotIn

    def act(self, consultation: Consultation, **said: Any) -> Receipt:
        return cast_ballot(consultation=consultation, acting_person=self.person, **said)


class RecusalIn(serializers.Serializer[Any]):
    """Why one steps back."""

    reason = serializers.CharField(max_length=RECUSAL_LENGTH_MAX)


class RecuseSeat(Act):
    """Step back from this vote. A ballot cast before is void; the log keeps both."""

    visible = consultations_visible_to
    serializer_class = RecusalOut
    takes = RecusalIn

    def act(self, consultation: Consultation, *, reason: str) -> Recusal:
        return recuse_seat(consultation=consultation, acting_person=self.person, reason=reason, now=self.now())


class CommentOut(serializers.ModelSerializer[Comment]):
    """A question or an answer on the file."""

    person = serializers.CharField(source="person.name")

    class Meta:
        model = Comment
        fields = ("id", "person", "text", "written_at")


class CommentIn(serializers.Serializer[Any]):
    """A question or an answer."""

    text = serializers.CharField(max_length=TEXT_LENGTH_MAX)


class Comments(Within, Act):
    """Questions and answers on the file, the newest first."""

    visible = consultations_visible_to
    serializer_class = CommentOut
    takes = CommentIn
    key_is_required = False

    def of(self, consultation: Consultation) -> QuerySet[Comment]:
        return Comment.objects.filter(consultation=consultation).select_related("person")

    def act(self, consultation: Consultation, *, text: str) -> Comment:
        return write_comment(consultation=consultation, acting_person=self.person, text=text, now=self.now())


class ReceiptQuery(serializers.Serializer[Any]):
    """What a receipt says."""

    consultation = serializers.UUIDField()
    height = serializers.IntegerField(min_value=0, max_value=HEIGHT_MAX)
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")


class ReceiptCheckOut(serializers.Serializer[Any]):
    """Whether a receipt stands: the entry is there, and the whole chain is what it was."""

    stands = serializers.BooleanField()
    is_there = serializers.BooleanField()
    at = serializers.DateTimeField(allow_null=True)
    broken_at = serializers.IntegerField(allow_null=True, help_text="the first height that is not what it was")
    head_height = serializers.IntegerField()
    head = serializers.CharField()


class Verify(Resource):
    """Check a receipt against the log: the chain is recomputed from its beginning."""

    visible = consultations_visible_to
    serializer_class = ReceiptCheckOut

    @extend_schema(operation_id="verify_receipt", parameters=[ReceiptQuery], tags=["consultations"])
    def get(self, request: Request) -> Response:
        asked = ReceiptQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        receipt = dict(asked.validated_data)
        consultation = get_object_or_404(self.get_queryset(), id=receipt.pop("consultation"))
        self.in_zone_of(consultation.fund)
        return Response(self.get_serializer(check_receipt(consultation, **receipt)).data)
