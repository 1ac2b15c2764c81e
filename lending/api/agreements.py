"""Contracts: what they say, who is bound, who has accepted; accepting them."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django_filters.rest_framework import UUIDFilter
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.acts import Act, Nothing
from lending.api.reauthentication import proof_by_password
from lending.api.resources import ByFund, One, Resource, Within
from lending.domain.reauthentication import Reauthentication
from lending.models import Acceptance, Agreement, AgreementParty, Loan, LoanRequest
from lending.selectors.addenda import amendments_of
from lending.selectors.agreements import missing_parties, parties_of
from lending.selectors.visible import agreements_visible_to, loans_visible_to, requests_visible_to
from lending.services.accept_agreement import accept_agreement
from lending.services.ask_for_acceptance import remind_of_acceptance
from lending.services.draw_up_addendum import draw_up_addendum
from lending.services.draw_up_agreement import draw_up_agreement

PASSWORD_LENGTH_MAX = 1000


class AcceptanceOut(serializers.ModelSerializer[Acceptance]):
    """The receipt of an acceptance: who, when, to which hash, and how they were known."""

    party_name = serializers.CharField(source="party.name")
    person_name = serializers.CharField(source="person.name")

    class Meta:
        model = Acceptance
        fields = (
            "id", "agreement", "party", "party_name", "person", "person_name", "sha256", "accepted_at", "way", "method",
            "signed_copy",
        )  # fmt: skip


class PartyOut(serializers.ModelSerializer[AgreementParty]):
    """Who is bound, and how they accepted; null while they have not."""

    name = serializers.CharField()
    acceptance = serializers.SerializerMethodField()

    class Meta:
        model = AgreementParty
        fields = ("id", "side", "membership", "name", "acceptance")

    @extend_schema_field(AcceptanceOut(allow_null=True))
    def get_acceptance(self, party: AgreementParty) -> dict[str, Any] | None:
        return AcceptanceOut(party.acceptance).data if hasattr(party, "acceptance") else None


class AgreementOut(serializers.ModelSerializer[Agreement]):
    """A contract, by the hash of what it says, and its parties. What it says: `/loans/{id}/agreement.json`."""

    prepared_by_name = serializers.CharField(source="prepared_by.name")
    template_version = serializers.IntegerField(source="template.version")
    is_accepted = serializers.SerializerMethodField()
    parties = serializers.SerializerMethodField()

    class Meta:
        model = Agreement
        fields = (
            "id", "fund", "loan", "number", "kind", "sha256", "template_version", "prepared_by_name", "prepared_at",
            "decision", "proposal", "is_accepted", "parties",
        )  # fmt: skip

    def get_is_accepted(self, agreement: Agreement) -> bool:
        return not missing_parties(agreement)

    @extend_schema_field(PartyOut(many=True))
    def get_parties(self, agreement: Agreement) -> list[dict[str, Any]]:
        return list(PartyOut(parties_of(agreement), many=True).data)


class Agreements(Within, Act):
    """The contract of a loan, then its addenda and notices.

    Drawing a contract up is for loans agreed before they were kept here.
    """

    visible = loans_visible_to
    serializer_class = AgreementOut

    def of(self, loan: Loan | None) -> QuerySet[Agreement]:
        if loan is None:
            return Agreement.objects.none()
        later = amendments_of(loan).values("pk")
        return agreements_visible_to(self.person).filter(Q(loan=loan) | Q(pk__in=later))

    def act(self, loan: Loan, **_nothing: Any) -> Agreement:
        return draw_up_agreement(loan=loan, acting_person=self.person, now=self.now())


class DrawUpAddendum(Act):
    """Put an adopted change in writing and ask its parties to accept it; the change takes effect with it.

    For a treasurer of the fund, who does not sign it for the fund then. Again when other members lend by now.
    """

    visible = requests_visible_to
    serializer_class = AgreementOut
    takes = Nothing

    def act(self, asked: LoanRequest) -> Agreement:
        return draw_up_addendum(request=asked, acting_person=self.person, now=self.now())


class AgreementFilter(ByFund):
    """By fund or by loan."""

    loan = UUIDFilter(field_name="loan_id")


class AgreementLine(serializers.ModelSerializer[Agreement]):
    """A contract in a list; who is bound and who has accepted is told of each by itself."""

    reference = serializers.CharField(source="loan.reference")
    borrower = serializers.CharField(source="loan.membership.cooperative.name")

    class Meta:
        model = Agreement
        fields = ("id", "fund", "loan", "reference", "borrower", "number", "kind", "sha256", "prepared_at")


class OwnAgreements(ListAPIView, Resource):
    """The contracts of the loans one sees, and those that one's own cooperative is bound by, as a lender too."""

    visible = agreements_visible_to
    serializer_class = AgreementLine
    filterset_class = AgreementFilter


class OneAgreement(One):
    """A contract with its parties."""

    visible = agreements_visible_to
    serializer_class = AgreementOut


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "For the borrower",
            value={
                "party": "0199a2f4-0000-7000-8000-000000000001",
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "password": "the password of who accepts",
            },
            request_only=True,
        )
    ]
)
class AcceptanceIn(serializers.Serializer[Any]):
    """For which party, to which hash, and the password of who accepts, entered anew."""

    party = serializers.UUIDField()
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$", help_text="the hash that was read")
    password = serializers.CharField(max_length=PASSWORD_LENGTH_MAX, trim_whitespace=False, write_only=True)


class Accept(Act):
    """Accept a contract for a party that one binds: a manager of the cooperative, a treasurer for the fund.

    The treasurer is another than who prepared it, and signs too for the lenders that gave the fund their mandate.
    """

    visible = agreements_visible_to
    serializer_class = AcceptanceOut
    takes = AcceptanceIn

    def post(self, request: Request, **_names: Any) -> Response:
        agreement, values = self.found(), self.read(request.data)
        proof = proof_by_password(self.person, values.pop("password"), now=self.now())
        return self.once(request, lambda: self.act(agreement, proof=proof, **values))

    def act(self, agreement: Agreement, *, party: UUID, sha256: str, proof: Reauthentication) -> Acceptance:
        return accept_agreement(
            agreement=agreement, party_id=party, sha256=sha256, proof=proof, acting_person=self.person, now=self.now()
        )

    def kept_of(self, data: Any) -> Any:
        """Nothing is kept that a password could be guessed from."""
        return {name: value for name, value in data.items() if name != "password"}


class RemindedOut(serializers.Serializer[Any]):
    """How many people were written to; nobody twice a day."""

    reminded = serializers.IntegerField()


class RemindOfAcceptance(Act):
    """Write again to those whose acceptance is missing. For a treasurer of the fund."""

    visible = loans_visible_to
    serializer_class = RemindedOut

    def act(self, loan: Loan, **_nothing: Any) -> dict[str, int]:
        return {"reminded": len(remind_of_acceptance(loan=loan, acting_person=self.person, now=self.now()))}
