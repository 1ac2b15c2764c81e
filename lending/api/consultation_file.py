"""What a member sees before voting: what is asked, its schedule, and what it does to the fund."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.change_comparison import ComparisonOut
from lending.api.eligibility import VerdictOut
from lending.api.funding import FundingOut, funding_in_words
from lending.api.loan_requests import VersionOut
from lending.api.loans import LoanOut
from lending.api.repayments import RepaymentOut, repayments_visible_to
from lending.api.resources import Resource
from lending.api.simulation_schema import Simulation
from lending.domain.simulation import simulate
from lending.policies import may_see_lenders
from lending.selectors.change_comparison import change_of
from lending.selectors.funding_plans import plan_of_vote
from lending.selectors.visible import consultations_visible_to, loans_visible_to
from lending.services.assess_now import assess_now


class FileOut(serializers.Serializer[Any]):
    """The file: by the figures of this moment, and not one of them depends on a ballot."""

    reference = serializers.CharField()
    borrower = serializers.CharField()
    asked = VersionOut()
    simulation = Simulation(help_text="the schedule if it were paid out on the day it wishes")
    change = ComparisonOut(allow_null=True, help_text="old and new schedule, where running loans are to change")
    receipts = RepaymentOut(many=True, help_text="of the loans to change, the newest first")
    verdicts = VerdictOut(many=True)
    funding = FundingOut(allow_null=True, help_text="who would lend how much, as it stood when the vote was opened")
    earlier_loans = LoanOut(many=True, help_text="of this borrower in this fund")
    books_seal = serializers.IntegerField(
        allow_null=True, help_text="the last seal of the fund's book when the vote opened; none before the first one"
    )
    books_head = serializers.CharField(help_text="the hash of that seal")
    closes_at = serializers.DateTimeField()
    time_zone = serializers.CharField()


class FileView(Resource):
    """The file of a vote."""

    visible = consultations_visible_to
    serializer_class = FileOut

    @extend_schema(operation_id="consultations_file")
    def get(self, request: Request, **_names: Any) -> Response:
        consultation = self.found()
        version = consultation.request_version
        asked = version.request
        earlier = loans_visible_to(self.person).filter(membership=asked.membership).exclude(request_version=version)
        plan = plan_of_vote(consultation)
        found = {
            "reference": asked.reference,
            "borrower": asked.membership.cooperative.name,
            "asked": version,
            "simulation": simulate(version.terms),
            "change": change_of(version),
            "receipts": repayments_visible_to(self.person).filter(loan__change_requests__request=asked),
            "verdicts": assess_now(version, sees_lenders=may_see_lenders(self.person, asked)).verdicts,
            "funding": plan
            and funding_in_words(plan.figures, method=plan.method, currency=plan.fund.currency, reason=plan.reason),
            "earlier_loans": earlier,
            "books_seal": consultation.books_seal,
            "books_head": consultation.books_head,
            "closes_at": consultation.closes_at,
            "time_zone": consultation.fund.time_zone,
        }
        return Response(self.get_serializer(found).data)
