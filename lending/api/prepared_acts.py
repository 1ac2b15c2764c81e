"""Acts on a loan that one hand prepares and another confirms: calling it in, calling a sponsor, writing it off."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField
from lending.api.loans import LoanWithSchedule
from lending.api.resources import One, Within
from lending.api.wording import told
from lending.domain.errors import LendingError
from lending.domain.sentences import Sentence
from lending.models import Loan, PreparedAct
from lending.selectors.defaults import prepared_acts_visible_to
from lending.selectors.visible import loans_served_by, loans_visible_to
from lending.services.confirm_act import confirm_act
from lending.services.confirm_calling_in import reverse_calling_in
from lending.services.plain import plain
from lending.services.prepare_act import drop_act, prepare_calling_in
from lending.services.write_off_loan import prepare_write_off, reverse_write_off, why_not_written_off

REASON_LENGTH_MAX = 1000


class PreparedActOut(serializers.ModelSerializer[PreparedAct]):
    """What a treasurer has prepared; nothing is done until somebody else confirms it."""

    prepared_by = serializers.CharField(source="prepared_by.name")
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True, default=None)

    amount = AmountField(allow_null=True, default=None, help_text="that a sponsor is called for")

    class Meta:
        model = PreparedAct
        fields = (
            "id", "fund", "loan", "kind", "state", "reason", "notice_on", "guarantee", "amount", "pay_by",
            "prepared_by", "prepared_at", "decided_by", "decided_at",
        )  # fmt: skip


class PreparedActs(Within):
    """What was prepared on a loan, the newest first. For those who serve the fund."""

    visible = loans_served_by
    serializer_class = PreparedActOut

    def of(self, loan: Loan) -> QuerySet[PreparedAct]:
        return prepared_acts_visible_to(self.person).filter(loan=loan)


class OnePreparedAct(One):
    """What was prepared."""

    visible = prepared_acts_visible_to
    serializer_class = PreparedActOut


class ReasonIn(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)


class CallingInIn(serializers.Serializer[Any]):
    """Why, and the day of the formal notice to the borrower."""

    reason = serializers.CharField(max_length=REASON_LENGTH_MAX)
    notice_on = DayField()


class PrepareCallingIn(Act):
    """Prepare the calling in (déchéance du terme) of a late loan. For a treasurer; another hand confirms it."""

    visible = loans_visible_to
    serializer_class = PreparedActOut
    takes = CallingInIn

    def act(self, loan: Loan, *, reason: str, notice_on: date) -> PreparedAct:
        return prepare_calling_in(
            loan=loan, reason=reason, notice_on=notice_on, acting_person=self.person, now=self.now()
        )


class WhyNot(serializers.Serializer[LendingError]):
    """What an act would be refused with, if it were asked now."""

    code = serializers.CharField()
    title = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()

    def get_title(self, refusal: LendingError) -> str:
        return gettext(refusal.title)

    def get_detail(self, refusal: LendingError) -> str:
        return told(Sentence(refusal.sentence, plain(refusal.values)))


class WriteOffPossible(serializers.Serializer[Any]):
    """Whether a write-off can be prepared now."""

    is_possible = serializers.SerializerMethodField()
    why_not = WhyNot(allow_null=True)

    def get_is_possible(self, asked: dict[str, Any]) -> bool:
        return asked["why_not"] is None


class PrepareWriteOff(Act):
    """Prepare the write-off of a loan in default. For a treasurer; another hand confirms it."""

    visible = loans_visible_to
    serializer_class = PreparedActOut
    takes = ReasonIn

    @extend_schema(operation_id="loans_write_off_possible", responses=WriteOffPossible)
    def get(self, request: Request, **_names: Any) -> Response:
        """Whether it can be prepared now, and if not, why and what comes first. For those who serve the fund."""
        loan = get_object_or_404(loans_served_by(self.person).select_related("fund"), id=self.kwargs["id"])
        return Response(WriteOffPossible({"why_not": why_not_written_off(loan, now=self.now())}).data)

    def act(self, loan: Loan, *, reason: str) -> PreparedAct:
        return prepare_write_off(loan=loan, reason=reason, acting_person=self.person, now=self.now())


class ConfirmationIn(serializers.Serializer[Any]):
    """The day from which it counts; today when not said."""

    on = DayField(required=False)


class ConfirmAct(Act):
    """Confirm what another hand prepared, and do it. For the chair of the committee or a treasurer."""

    visible = prepared_acts_visible_to
    serializer_class = LoanWithSchedule
    takes = ConfirmationIn

    def act(self, act: PreparedAct, *, on: date | None = None) -> Loan:
        now = self.now()
        return confirm_act(act=act, on=on or now.date(), acting_person=self.person, now=now)


class DropAct(Act):
    """Give up what was prepared and not confirmed."""

    visible = prepared_acts_visible_to
    serializer_class = PreparedActOut
    takes = ReasonIn

    def act(self, act: PreparedAct, *, reason: str) -> PreparedAct:
        return drop_act(act=act, reason=reason, acting_person=self.person, now=self.now())


class TakenBackIn(ReasonIn):
    """Why, and on which day; today when not said."""

    reversed_on = DayField(required=False)


class ReverseCallingIn(Act):
    """Take a calling in back: the schedule of before counts again."""

    visible = loans_visible_to
    serializer_class = LoanWithSchedule
    takes = TakenBackIn

    def act(self, loan: Loan, *, reason: str, reversed_on: date | None = None) -> Loan:
        now = self.now()
        return reverse_calling_in(
            loan=loan, reversed_on=reversed_on or now.date(), reason=reason, acting_person=self.person, now=now
        )


class ReverseWriteOff(Act):
    """Take a write-off back by its mirror entry: the loan is in default again."""

    visible = loans_visible_to
    serializer_class = LoanWithSchedule
    takes = TakenBackIn

    def act(self, loan: Loan, *, reason: str, reversed_on: date | None = None) -> Loan:
        now = self.now()
        return reverse_write_off(
            loan=loan, reversed_on=reversed_on or now.date(), reason=reason, acting_person=self.person, now=now
        )
