"""Loans: agreed, paid out, with their lenders, their schedule and their documents."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django_filters.rest_framework import ChoiceFilter, UUIDFilter
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField
from lending.api.files import TABLE_TYPE, TABLES, Document, ProfileQuery
from lending.api.loan_requests import requests_with_versions
from lending.api.resources import ByFund, One, Resource, Within
from lending.models import FundPolicy, Instalment, Loan, LoanRequest, Participation
from lending.selectors.accruals import running_interest
from lending.selectors.clock import local_day
from lending.selectors.instalments import instalments_of
from lending.selectors.visible import loans_visible_to
from lending.services.agree_loan import agree_loan
from lending.services.disburse_loan import disburse_loan
from lending.statements.loan_schedule import loan_schedule
from lending.statements.loan_schedule_csv import schedule_csv, schedule_name
from lending.statements.loan_schedule_json import schedule_json
from lending.statements.loan_schedule_pdf import schedule_pdf
from lending.statements.loan_schedule_xlsx import schedule_xlsx


class LoanOut(serializers.ModelSerializer[Loan]):
    """A loan and where it stands."""

    borrower = serializers.CharField(source="membership.cooperative.name")
    request = serializers.UUIDField(source="request_version.request_id")
    amount = AmountField()
    drawn = AmountField(help_text="of the amount, what was paid out by now")
    net_paid = AmountField(help_text="what the borrower receives: the amount less what is kept back of it")
    currency = serializers.CharField(source="amount.currency.code")

    class Meta:
        model = Loan
        fields: tuple[str, ...] = (
            "id", "fund", "reference", "membership", "borrower", "request", "amount", "drawn", "net_paid", "currency",
            "state", "terms", "agreed_on", "disbursed_on", "closed_on",
        )  # fmt: skip


class InstalmentOut(serializers.ModelSerializer[Instalment]):
    """What falls due on a day, and what was paid of it; `why` explains each cent of its interest."""

    principal = AmountField()
    interest = AmountField()
    outstanding = AmountField(help_text="principal left after this instalment")
    paid_principal = AmountField()
    paid_interest = AmountField()
    costs = AmountField(help_text="late interest and indemnities charged")
    paid_costs = AmountField()

    class Meta:
        model = Instalment
        fields = (
            "number", "due_on", "principal", "interest", "outstanding", "paid_principal", "paid_interest", "costs",
            "paid_costs", "why",
        )  # fmt: skip


class LoanWithSchedule(LoanOut):
    """A loan with the schedule in force; empty before the payment."""

    running_interest = serializers.SerializerMethodField(
        help_text="interest that has run by today and falls due later, less what was paid of it"
    )
    schedule = serializers.SerializerMethodField()

    class Meta(LoanOut.Meta):
        fields = (*LoanOut.Meta.fields, "running_interest", "schedule")

    def to_representation(self, loan: Loan) -> dict[str, Any]:
        # Read once for both.
        self.instalments = list(instalments_of(loan))
        return super().to_representation(loan)

    def get_running_interest(self, loan: Loan) -> str:
        today = local_day(loan.fund, at=self.context["view"].now())
        return AmountField().to_representation(running_interest(loan, self.instalments, on=today))

    @extend_schema_field(InstalmentOut(many=True))
    def get_schedule(self, loan: Loan) -> list[dict[str, Any]]:
        return list(InstalmentOut(self.instalments, many=True).data)


class LoanFilter(ByFund):
    """By fund, by borrower or by state."""

    membership = UUIDFilter(field_name="membership_id")
    state = ChoiceFilter(choices=Loan.State.choices)


class OneLoan(One):
    """A loan with its schedule."""

    visible = loans_visible_to
    serializer_class = LoanWithSchedule


class AgreementIn(serializers.Serializer[Any]):
    """The day of the agreement; today when not said.

    Another way of spreading the loan than the vote was shown takes a reason.
    """

    agreed_on = DayField(required=False)
    funding_method = serializers.ChoiceField(choices=FundPolicy.Funding.choices, required=False)
    funding_reason = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class Agree(Act):
    """Make an approved request a loan: its lenders are fixed and their cash is set aside.

    For a treasurer who neither asked for it nor voted on it.
    """

    visible = requests_with_versions
    serializer_class = LoanWithSchedule
    takes = AgreementIn

    def act(self, asked: LoanRequest, *, agreed_on: date | None = None, **funding: str) -> Loan:
        now = self.now()
        return agree_loan(
            request=asked, agreed_on=agreed_on or now.date(), acting_person=self.person, now=now, **funding
        )


class DisbursementIn(serializers.Serializer[Any]):
    """The day the money leaves, from which interest runs; today when not said."""

    disbursed_on = DayField(required=False)


class Disburse(Act):
    """Pay an agreed loan out, once: the drawdown is booked and the schedule stored.

    For a treasurer who neither asked, nor voted, nor prepared the agreement.
    """

    visible = loans_visible_to
    serializer_class = LoanWithSchedule
    takes = DisbursementIn

    def act(self, loan: Loan, *, disbursed_on: date | None = None) -> Loan:
        now = self.now()
        return disburse_loan(loan=loan, disbursed_on=disbursed_on or now.date(), acting_person=self.person, now=now)


class ParticipationOut(serializers.ModelSerializer[Participation]):
    """A lender's part in a loan."""

    lender = serializers.CharField(source="membership.cooperative.name")
    amount = AmountField()
    outstanding = AmountField(help_text="principal lent and not yet back")
    interest_due = AmountField(help_text="earned and not yet received")
    interest_received = AmountField()
    lost = AmountField(help_text="principal written off")
    interest_lost = AmountField(help_text="earned, never received and written off")
    recovered = AmountField(help_text="of the principal lost, what came in afterwards")
    interest_recovered = AmountField()

    class Meta:
        model = Participation
        fields = (
            "id", "leg", "membership", "lender", "amount", "outstanding", "interest_due", "interest_received",
            "lost", "interest_lost", "recovered", "interest_recovered",
        )  # fmt: skip


class Participations(Within):
    """Who lends how much of a loan."""

    visible = loans_visible_to
    serializer_class = ParticipationOut

    def of(self, loan: Loan) -> QuerySet[Participation]:
        return Participation.objects.filter(loan=loan).select_related("membership__cooperative")


class ScheduleDocument(Document, Resource):
    """A loan's schedule with what was paid and what remains."""

    visible = loans_visible_to
    serializer_class = LoanWithSchedule

    @extend_schema(operation_id="loans_schedule", parameters=[TABLE_TYPE, ProfileQuery], responses=TABLES)
    def get(self, request: Request, file_type: str, **_names: Any) -> HttpResponseBase:
        loan, now, profile = self.found(), self.now(), self.profile(request)
        schedule = loan_schedule(loan=loan, on=now.date())
        return self.answer(
            file_type,
            name=schedule_name(schedule),
            as_json=lambda: schedule_json(schedule),
            as_csv=lambda language: schedule_csv(schedule, profile=profile, language=language),
            as_pdf=lambda language: schedule_pdf(schedule, issued_at=now, language=language),
            as_xlsx=lambda language: schedule_xlsx(schedule, issued_at=now, language=language),
        )


@extend_schema_view(get=extend_schema(operation_id="loans_statement"))
class LoanStatement(ScheduleDocument):
    """The same under the name that borrowers look for."""
