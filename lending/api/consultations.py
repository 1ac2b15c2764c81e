"""The committee's votes: opened, followed, closed. Before the close nothing here depends on what a ballot says."""

from typing import Any

from django.http.response import HttpResponseBase
from django_filters.rest_framework import ChoiceFilter
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request

from lending.api.acts import Act, Nothing
from lending.api.fields import AmountField
from lending.api.files import FILE_TYPE, FILES, Document, ProfileQuery
from lending.api.loan_requests import VersionOut, requests_with_versions
from lending.api.resources import ByFund, One, Resource
from lending.models import Consultation, Decision, FundPolicy, LoanRequest, Recusal, Seat
from lending.selectors.consultations import is_closed, seats_of, turnout
from lending.selectors.visible import consultations_visible_to
from lending.services.close_consultation import close_early
from lending.services.open_consultation import open_consultation
from lending.statements.minutes import minutes
from lending.statements.minutes_csv import minutes_csv, minutes_name
from lending.statements.minutes_json import minutes_json
from lending.statements.minutes_pdf import minutes_pdf

RULE_LENGTH_MAX, REASON_LENGTH_MAX, OVERRIDES_MAX = 50, 1000, 100


class ConsultationLine(serializers.ModelSerializer[Consultation]):
    """A vote in a list."""

    reference = serializers.CharField(source="request_version.request.reference")
    request = serializers.UUIDField(source="request_version.request_id")
    borrower = serializers.CharField(source="request_version.request.membership.cooperative.name")
    amount = AmountField(source="request_version.amount")
    currency = serializers.CharField(source="request_version.amount.currency.code")

    class Meta:
        model = Consultation
        fields: tuple[str, ...] = (
            "id", "fund", "request", "reference", "borrower", "amount", "currency", "opens_at", "closes_at",
            "closed_early_at", "state",
        )  # fmt: skip


class RecusalOut(serializers.ModelSerializer[Recusal]):
    """Why a seat does not vote."""

    class Meta:
        model = Recusal
        fields = ("kind", "reason", "recused_at")


class SeatOut(serializers.ModelSerializer[Seat]):
    """A seat as it was at the opening. Whether and how it voted is in the minutes, once the vote is decided."""

    person = serializers.CharField(source="person.name")
    cooperative = serializers.CharField(source="cooperative.name")
    recusal = RecusalOut(allow_null=True, default=None)
    is_mine = serializers.SerializerMethodField()

    class Meta:
        model = Seat
        fields = ("id", "person", "cooperative", "is_chair", "is_mine", "recusal")

    def get_is_mine(self, seat: Seat) -> bool:
        return seat.person_id == self.context["view"].person.pk


class TurnoutOut(serializers.Serializer[Any]):
    """How many took part so far."""

    eligible = serializers.IntegerField()
    voted = serializers.IntegerField()
    recused = serializers.IntegerField()


class DecisionOut(serializers.ModelSerializer[Decision]):
    """What the committee decided, bound to the hash of what it voted on; `counts` has every figure that led there."""

    class Meta:
        model = Decision
        fields = ("id", "outcome", "counts", "request_sha256", "overrides", "log_head", "decided_at", "expires_on")


class ConsultationOut(ConsultationLine):
    """A vote: what is asked, by which rule, who sits, how many took part; and the decision once there is one."""

    is_closed = serializers.SerializerMethodField()
    asked = VersionOut(source="request_version")
    rule = serializers.JSONField(source="rule.rule")
    turnout = serializers.SerializerMethodField()
    seats = serializers.SerializerMethodField()
    decision = DecisionOut(allow_null=True, default=None)

    class Meta(ConsultationLine.Meta):
        fields = (
            *ConsultationLine.Meta.fields, "request_sha256", "overrides", "is_closed", "asked", "rule", "turnout",
            "seats", "decision", "books_seal", "books_head",
        )  # fmt: skip

    def get_is_closed(self, consultation: Consultation) -> bool:
        return is_closed(consultation, now=self.context["view"].now())

    @extend_schema_field(TurnoutOut)
    def get_turnout(self, consultation: Consultation) -> dict[str, int]:
        return dict(TurnoutOut(turnout(consultation)).data)

    @extend_schema_field(SeatOut(many=True))
    def get_seats(self, consultation: Consultation) -> list[dict[str, Any]]:
        return list(SeatOut(seats_of(consultation), many=True, context=self.context).data)


class ConsultationFilter(ByFund):
    """By fund or by state."""

    state = ChoiceFilter(choices=Consultation.State.choices)


class Consultations(ListAPIView, Resource):
    """The votes of the funds one serves."""

    visible = consultations_visible_to
    serializer_class = ConsultationLine
    filterset_class = ConsultationFilter


class OneConsultation(One):
    """A vote."""

    visible = consultations_visible_to
    serializer_class = ConsultationOut


class OverrideIn(serializers.Serializer[Any]):
    """A rule that is not met and that the committee is asked to let be exceeded, at its figures of now, and why."""

    rule = serializers.CharField(max_length=RULE_LENGTH_MAX)
    lender = serializers.UUIDField(required=False, help_text="the member of whose part it is; none: of the request")
    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)


class OpeningIn(serializers.Serializer[Any]):
    """When the vote closes, with its offset from UTC: `2026-02-03T18:00:00+01:00`; and what it is to override.

    A treasurer may choose another way of spreading the loan than the fund's, with a reason.
    """

    closes_at = serializers.DateTimeField()
    overrides = serializers.ListField(child=OverrideIn(), default=list, max_length=OVERRIDES_MAX)
    funding_method = serializers.ChoiceField(choices=FundPolicy.Funding.choices, required=False)
    funding_reason = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class OpenConsultation(Act):
    """Open a vote on the request as it is now: seats as they are now, the borrower's and its links' recused."""

    visible = requests_with_versions
    serializer_class = ConsultationOut
    takes = OpeningIn

    def act(self, asked: LoanRequest, *, overrides: list[dict[str, Any]], **values: Any) -> Consultation:
        reasons = {(one["rule"], str(one.get("lender") or "")): one["reason"] for one in overrides}
        return open_consultation(request=asked, overrides=reasons, acting_person=self.person, now=self.now(), **values)


class CloseConsultation(Act):
    """Count the ballots: when the time is over, or before it where no missing ballot could change the outcome."""

    visible = consultations_visible_to
    serializer_class = DecisionOut
    takes = Nothing

    def act(self, consultation: Consultation) -> Decision:
        return close_early(consultation=consultation, acting_person=self.person, now=self.now())


class MinutesDocument(Document, Resource):
    """The minutes of a decided vote, recomputed from its log: attendance, recusals, rule, counts, head of the chain."""

    visible = consultations_visible_to
    serializer_class = ConsultationOut

    @extend_schema(operation_id="consultations_minutes", parameters=[FILE_TYPE, ProfileQuery], responses=FILES)
    def get(self, request: Request, file_type: str, **_names: Any) -> HttpResponseBase:
        consultation, now = self.found(), self.now()
        profile = self.profile(request)
        drawn_up = minutes(consultation=consultation)
        return self.answer(
            file_type,
            name=minutes_name(drawn_up),
            as_json=lambda: minutes_json(drawn_up),
            as_csv=lambda language: minutes_csv(drawn_up, profile=profile, language=language),
            as_pdf=lambda language: minutes_pdf(drawn_up, issued_at=now, language=language),
        )
