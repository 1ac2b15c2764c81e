"""What members declare of themselves: the accounts of their closings, and their economic links with borrowers."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from lending.api.acts import Act
from lending.api.fields import AmountField, DayField, FigureField, Own
from lending.api.resources import Within
from lending.models import AccountsDeclaration, LinkDeclaration, Membership
from lending.selectors.visible import fellows_of, memberships_visible_to
from lending.services.declare_accounts import declare_accounts
from lending.services.declare_link import declare_link

DOCUMENT_LENGTH_MAX = 200


class AccountsOut(serializers.ModelSerializer[AccountsDeclaration]):
    """The accounts of one closing, as declared; null is not known. Of the same closing the newest counts."""

    equity = FigureField(allow_null=True)
    share_capital = FigureField(allow_null=True)
    ebitda = FigureField(allow_null=True)
    net_treasury = FigureField(allow_null=True)
    turnover = FigureField(allow_null=True)
    lent_elsewhere = FigureField(allow_null=True)
    declared_by = serializers.CharField(source="declared_by.name")

    class Meta:
        model = AccountsDeclaration
        fields = (
            "id", "closing_on", "accounts_certified", "lending_is_ancillary", "size", "equity", "share_capital",
            "ebitda", "net_treasury", "turnover", "lent_elsewhere", "document", "declared_by", "declared_at",
        )  # fmt: skip


class AccountsIn(serializers.Serializer[Any]):
    """The accounts of a closing. What is left out, or null, is not known, and passes no rule."""

    closing_on = DayField()
    document = serializers.CharField(max_length=DOCUMENT_LENGTH_MAX, help_text="where the figures are from")
    accounts_certified = serializers.BooleanField(allow_null=True, default=None)
    lending_is_ancillary = serializers.BooleanField(allow_null=True, default=None)
    size = serializers.ChoiceField(choices=AccountsDeclaration.Size.choices, allow_blank=True, default="")
    equity = FigureField(allow_null=True, default=None)
    share_capital = FigureField(allow_null=True, default=None)
    ebitda = FigureField(allow_null=True, default=None)
    net_treasury = FigureField(allow_null=True, default=None)
    turnover = FigureField(allow_null=True, default=None)
    lent_elsewhere = FigureField(
        allow_null=True, default=None, help_text="lent outside the fund since this closing, in the same accounting year"
    )


class AccountsDeclarations(Within, Act):
    """The accounts a member has declared, the newest first. Its people declare, or a treasurer of the fund."""

    visible = memberships_visible_to
    serializer_class = AccountsOut
    takes = AccountsIn
    key_is_required = False

    def of(self, member: Membership) -> QuerySet[AccountsDeclaration]:
        return AccountsDeclaration.objects.filter(membership=member).select_related("declared_by")

    def act(self, member: Membership, **declared: Any) -> AccountsDeclaration:
        return declare_accounts(membership=member, acting_person=self.person, now=self.now(), **declared)


class LinkOut(serializers.ModelSerializer[LinkDeclaration]):
    """The economic link of this member, as lender, with a borrower. Between the same two the newest counts."""

    borrower_name = serializers.CharField(source="borrower.cooperative.name")
    bought = AmountField(allow_null=True)
    declared_by = serializers.CharField(source="declared_by.name")

    class Meta:
        model = LinkDeclaration
        fields = (
            "id", "lender", "borrower", "borrower_name", "nature", "bought", "document", "declared_by", "declared_at",
        )  # fmt: skip


class LinkIn(serializers.Serializer[Any]):
    """A link with another member of the fund; `none` ends the one declared before."""

    borrower = Own(queryset=Membership.objects.all(), visible=fellows_of)
    nature = serializers.ChoiceField(choices=LinkDeclaration.Nature.choices)
    document = serializers.CharField(max_length=DOCUMENT_LENGTH_MAX, help_text="what shows the link")
    bought = AmountField(
        allow_null=True, default=None, help_text="bought in the last year closed, where one is a client of the other"
    )


class EconomicLinks(Within, Act):
    """The links a member has declared as a lender, the newest first."""

    visible = memberships_visible_to
    serializer_class = LinkOut
    takes = LinkIn
    key_is_required = False

    def of(self, member: Membership) -> QuerySet[LinkDeclaration]:
        links = LinkDeclaration.objects.filter(lender=member)
        return links.select_related("declared_by", "borrower__cooperative")

    def act(self, member: Membership, **declared: Any) -> LinkDeclaration:
        return declare_link(lender=member, acting_person=self.person, now=self.now(), **declared)
