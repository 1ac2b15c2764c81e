"""The fund (caisse): who belongs to it, who serves it, by which policy."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lending.domain.funding import FundingMethod
from lending.models.fields import money, public_id
from members.models import Cooperative, Person


class Fund(models.Model):
    """A mutual fund with its own book. `custody` says who holds the cash."""

    class Custody(models.TextChoices):
        FUND = "fund", _("by the fund")
        MEMBERS = "members", _("by the members")

    id = public_id()
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    book = models.CharField(max_length=32, unique=True, help_text="code of the fund's book in the ledger")
    currency = models.CharField(max_length=3, default="EUR")
    time_zone = models.CharField(max_length=64, default="Europe/Paris")
    custody = models.CharField(max_length=8, choices=Custody, default=Custody.FUND)
    chart = models.JSONField(default=dict, blank=True, help_text="account numbers by role, where they differ from ours")
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def members_hold_cash(self) -> bool:
        """Whether each member keeps its own cash, and lends its part itself; nothing else reads `custody`."""
        return self.custody == self.Custody.MEMBERS


class FundPolicy(models.Model):
    """A version of the fund's ceilings, and of how it spreads loans; immutable, the latest one counts."""

    class Funding(models.TextChoices):
        PRO_RATA = FundingMethod.PRO_RATA.value, _("pro rata to what each has available")
        FEWEST_LEGS = FundingMethod.FEWEST_LEGS.value, _("as few lenders as possible")

    class Accrual(models.TextChoices):
        DAILY = "daily", _("every day")
        AT_DUE_DATE = "at_due_date", _("on each due date")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="policies")
    version = models.PositiveIntegerField()
    max_per_borrower = money(help_text="ceiling of what one borrower may owe")
    max_share_of_fund = models.DecimalField(
        max_digits=5, decimal_places=4, help_text="of all placements, as a fraction: 0.25 is 25 %"
    )
    liquidity_reserve = money(help_text="what must stay available after a loan")
    decision_valid_days = models.PositiveIntegerField(default=90)
    guarantee_rate = models.DecimalField(
        max_digits=5, decimal_places=4, default=0,
        help_text="of its loan, what a borrower puts into the mutual guarantee fund; a fraction: 0.02 is 2 %",
    )  # fmt: skip
    funding_method = models.CharField(
        max_length=12, choices=Funding, default=Funding.PRO_RATA,
        help_text="how loans are spread, where nobody chooses otherwise",
    )  # fmt: skip
    max_share_of_lender = models.DecimalField(
        max_digits=5, decimal_places=4, null=True,
        help_text="of what a lender has placed, what it may lend to one borrower and its links; none: no ceiling",
    )  # fmt: skip
    accrual = models.CharField(
        max_length=11, choices=Accrual, default=Accrual.AT_DUE_DATE, help_text="when interest enters the books"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "version"], name="policy_version_is_unique"),
            models.CheckConstraint(
                name="policy_share_is_a_fraction",
                condition=Q(max_share_of_fund__gt=0) & Q(max_share_of_fund__lte=1),
            ),
            models.CheckConstraint(
                name="policy_share_of_lender_is_a_fraction",
                condition=Q(max_share_of_lender__isnull=True)
                | Q(max_share_of_lender__gt=0, max_share_of_lender__lte=1),
            ),
            models.CheckConstraint(
                name="policy_guarantee_is_a_fraction", condition=Q(guarantee_rate__gte=0, guarantee_rate__lt=1)
            ),
            models.CheckConstraint(
                name="policy_amounts_are_not_negative",
                condition=Q(max_per_borrower__gte=0) & Q(liquidity_reserve__gte=0),
            ),
        ]
        ordering = ["fund_id", "-version"]

    def __str__(self) -> str:
        return f"{self.fund} v{self.version}"


class Membership(models.Model):
    """A cooperative in a fund; `number` is the tail of its account codes (4551-017)."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="memberships")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="memberships")
    number = models.PositiveIntegerField()
    joined_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "cooperative"], name="cooperative_joins_a_fund_once"),
            models.UniqueConstraint(fields=["fund", "number"], name="membership_number_is_unique"),
        ]
        ordering = ["fund_id", "number"]

    def __str__(self) -> str:
        return f"{self.number:03d} {self.cooperative}"

    @property
    def tail(self) -> str:
        """The end of this member's account codes."""
        return f"{self.number:03d}"


class Office(models.Model):
    """What a person does for the fund. A committee member sits for a cooperative, whose loans recuse them."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("committee member")
        CHAIR = "chair", _("chair of the committee")
        TREASURER = "treasurer", _("treasurer of the fund")
        AUDITOR = "auditor", _("auditor")
        ADMINISTRATOR = "administrator", _("administrator")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="offices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    kind = models.CharField(max_length=14, choices=Kind)
    cooperative = models.ForeignKey(
        Cooperative, on_delete=models.PROTECT, null=True, blank=True, related_name="offices", help_text="seat held for"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "person", "kind"], name="office_is_given_once"),
            models.UniqueConstraint(fields=["fund"], condition=Q(kind="chair"), name="one_chair_a_fund"),
            models.CheckConstraint(
                name="a_seat_is_held_for_a_cooperative",
                condition=~Q(kind__in=["committee", "chair"]) | Q(cooperative__isnull=False),
            ),
        ]
        ordering = ["fund_id", "kind", "person_id"]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"


COMMITTEE = (Office.Kind.COMMITTEE, Office.Kind.CHAIR)
BOOK_READERS = (Office.Kind.TREASURER, Office.Kind.AUDITOR, Office.Kind.ADMINISTRATOR)
READERS = (*COMMITTEE, *BOOK_READERS)
