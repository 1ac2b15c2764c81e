"""Changes of running loans: simulated, asked for, applied once the committee has adopted them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from lending.api.acts import Act, Nothing
from lending.api.change_comparison import ComparisonOut
from lending.api.fields import AmountField, DayField, Own
from lending.api.loan_requests import PURPOSE_LENGTH_MAX, LoanRequestOut, requests_with_versions
from lending.api.loans import LoanWithSchedule
from lending.api.resources import Within
from lending.domain.terms import PeriodUnit, Repayment
from lending.domain.wish import ChangeKind, HolidayEffect, Moved, PastDues, Undrawn, Wish
from lending.domain.wish_json import read_wish
from lending.models import Instalment, Loan, LoanRequest, Membership, ScheduleVersion
from lending.selectors.change_comparison import Comparison, comparison
from lending.selectors.visible import fellows_of, loans_visible_to
from lending.services.apply_change import apply_change
from lending.services.apply_consolidation import apply_consolidation
from lending.services.ask_change import amend_change, ask_change
from lending.services.plan_change import plan

RATE_LENGTH_MAX = 40


class EveryIn(serializers.Serializer[Any]):
    """The regular distance between two due dates."""

    count = serializers.IntegerField(required=False)
    unit = serializers.ChoiceField(choices=[str(unit) for unit in PeriodUnit], required=False)


def _of(choices: type[Any]) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[str(choice) for choice in choices], required=False)


class WishIn(serializers.Serializer[Any]):
    """What is asked of the loan; what is left out stays as the loan has it.

    `reschedule` reads instalments to interest_grace, `consolidation` the same and others; `holiday` reads periods,
    moved and effect.
    """

    kind = serializers.ChoiceField(choices=[str(kind) for kind in ChangeKind])
    on = DayField(help_text="the day from which the new schedule counts; interest runs on through it")
    past_dues = _of(PastDues)
    instalments = serializers.IntegerField(required=False)
    every = EveryIn(required=False)
    repayment = _of(Repayment)
    annual_rate = serializers.CharField(required=False, max_length=RATE_LENGTH_MAX, help_text="a fraction: 3 % is 0.03")
    first_due_on = DayField(required=False)
    principal_grace = serializers.IntegerField(required=False)
    interest_grace = serializers.IntegerField(required=False)
    periods = serializers.IntegerField(required=False, help_text="how many instalments the holiday lasts")
    moved = _of(Moved)
    effect = _of(HolidayEffect)
    others = Own(
        queryset=Loan.objects.all(), visible=loans_visible_to, many=True, required=False,
        help_text="of a consolidation: the borrower's other running loans, which become one with this one",
    )  # fmt: skip
    undrawn = serializers.ChoiceField(
        choices=[str(one) for one in Undrawn], required=False,
        help_text="where a part is still to be drawn: kept, to be drawn as voted, or given_up with the change",
    )  # fmt: skip
    released_sponsors = Own(
        queryset=Membership.objects.all(), visible=fellows_of, many=True, required=False,
        help_text="of a consolidation: sponsors of these loans that will not answer for the new one",
    )  # fmt: skip

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """The same as a wish; what does not fit is named by the domain."""
        purpose, others = given.pop("purpose", None), given.pop("others", [])
        released = {"released_sponsors": [str(member.pk) for member in given.pop("released_sponsors", [])]}
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
        wish = {"wish": read_wish({**plain, **released}), "others": others}
        return wish if purpose is None else {**wish, "purpose": purpose}


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Twelve months more, at the same rate",
            value={
                "kind": "reschedule",
                "on": "2026-03-01",
                "past_dues": "brought_in",
                "instalments": 12,
                "first_due_on": "2026-04-15",
                "purpose": "Le chantier du lot 2 a trois mois de retard",
            },
            request_only=True,
        ),
        OpenApiExample(
            "Three instalments without principal",
            value={"kind": "holiday", "on": "2026-03-01", "periods": 3, "purpose": "Attendre l'encaissement du lot 2"},
            request_only=True,
        ),
    ]
)
class AskedChangeIn(WishIn):
    """The same, and why, for the committee to read."""

    purpose = serializers.CharField(max_length=PURPOSE_LENGTH_MAX)


class SimulateChange(Act):
    """What a loan would become; nothing is kept, nobody votes."""

    visible = loans_visible_to
    serializer_class = ComparisonOut
    takes = WishIn
    answers = 200
    key_is_required = False

    def act(self, loan: Loan, *, wish: Wish, others: list[Loan]) -> Comparison:
        planned = plan([loan, *others], wish, known_on=self.now().date())
        return comparison(planned.to_dict(), terms=planned.change.terms, currency=loan.fund.currency)


class AskChange(Act):
    """Ask for it: a draft of the borrower's people, or a treasurer's proposal, handed in at once."""

    visible = loans_visible_to
    serializer_class = LoanRequestOut
    takes = AskedChangeIn
    key_is_required = False

    def act(self, loan: Loan, **asked: Any) -> LoanRequest:
        return ask_change(loan=loan, acting_person=self.person, now=self.now(), **asked)


class AmendChange(Act):
    """Ask something else of the same loan, until it is decided; an open vote on it is void then."""

    visible = requests_with_versions
    serializer_class = LoanRequestOut
    takes = AskedChangeIn
    answers = 200
    key_is_required = False

    def act(self, asked: LoanRequest, *, wish: Wish, purpose: str, others: list[Loan]) -> LoanRequest:
        amend_change(request=asked, wish=wish, purpose=purpose, acting_person=self.person, now=self.now())
        return self.found()


class ApplyChange(Act):
    """Put the adopted schedule in force, from the voted day on.

    For a treasurer who neither asked for it, nor opened the vote, nor voted. Refused when the loan has moved since.
    """

    visible = requests_with_versions
    serializer_class = LoanWithSchedule
    takes = Nothing

    def act(self, asked: LoanRequest) -> Loan:
        apply = apply_consolidation if asked.kind == asked.Kind.CONSOLIDATION else apply_change
        return apply(request=asked, acting_person=self.person, now=self.now())


class VersionRowOut(serializers.ModelSerializer[Instalment]):
    """An instalment of a version."""

    principal = AmountField()
    interest = AmountField()
    outstanding = AmountField(help_text="principal left after this instalment")

    class Meta:
        model = Instalment
        fields = ("number", "due_on", "principal", "interest", "outstanding", "deferred_from")


class ScheduleVersionOut(serializers.ModelSerializer[ScheduleVersion]):
    """A version of a loan's schedule: why it was made, from when it counts, and the decision where there was one."""

    instalments = VersionRowOut(many=True)

    class Meta:
        model = ScheduleVersion
        fields = ("version", "reason", "effective_on", "decision", "terms", "instalments")


class ScheduleVersions(Within):
    """Every version of a loan's schedule, the newest first; the newest counts."""

    visible = loans_visible_to
    serializer_class = ScheduleVersionOut

    def of(self, loan: Loan | None) -> QuerySet[ScheduleVersion]:
        versions = ScheduleVersion.objects.filter(loan=loan).order_by("-version")
        return versions.prefetch_related("instalments")
