"""Placements: what a member has placed, asking it back, and paying it back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lending.models import Withdrawal
from lending.selectors.agreements import mandate_of
from lending.selectors.fund_accounts import fund_position, member_position
from lending.selectors.parts import lent_by, open_transfers
from lending.selectors.payments import payments_to_make
from lending.selectors.visible import placements_visible_to
from lending.selectors.withdrawal_queue import withdrawal_queue
from lending.services.place_treasury import place_treasury
from lending.services.withdraw_placement import give_notice, pay_withdrawal
from web.acts import act, typed
from web.forms.lending import DayForm, NoticeForm, PlacementForm
from web.hats import wear
from web.lookup import person_of, placement_of, withdrawal_of


@login_required
@require_GET
def placement_list(request: HttpRequest) -> HttpResponse:
    """One's own placements, and what the fund does with them."""
    hat = wear(request, "cooperative")
    own = placements_visible_to(person_of(request)).filter(membership=hat.member)
    mine = Withdrawal.objects.filter(placement__membership=hat.member)
    context = {
        "placements": own.distinct(),
        "queue": withdrawal_queue(hat.fund, today=timezone.localdate(), withdrawals=mine),
        "position": member_position(hat.member),
        "signs_itself": hat.fund.members_hold_cash,
        "mandate": mandate_of(hat.member),
        "parts": lent_by(hat.member),
        "transfers": open_transfers(hat.member),
        "payments": payments_to_make(hat.member),
    }
    return render(request, "web/placements/list.html", context)


@login_required
@require_GET
def fund_placement_list(request: HttpRequest) -> HttpResponse:
    """Every placement, and the withdrawals that wait for their payment."""
    hat = wear(request, "fund")
    placements = placements_visible_to(person_of(request)).filter(fund=hat.fund).order_by("-placed_on", "-id")
    context = {
        "placements": placements.distinct(),
        "queue": withdrawal_queue(hat.fund, today=timezone.localdate()),
        "position": fund_position(hat.fund),
    }
    return render(request, "web/placements/fund_list.html", context)


@login_required
def placement_new(request: HttpRequest) -> HttpResponse:
    """Record cash that a member has placed."""
    hat = wear(request, "fund")
    form = PlacementForm(typed(request), fund=hat.fund, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            data = form.cleaned_data
            place_treasury(
                membership=data["member"], amount=data["amount"], placed_on=data["on"],
                notice_days=data["notice_days"], ceiling_per_borrower=data["ceiling"],
                is_standing=data["is_standing"],
                acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The placement is booked."))
            return reverse("fund-placements")

        return act(request, do, back=request.path)
    return render(request, "web/placements/form.html", {"form": form})


@login_required
def placement_notice(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """Ask part or all of a placement back."""
    hat = wear(request, "cooperative", "fund")
    placement = placement_of(request, hat, placement_id)
    form = NoticeForm(typed(request))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            today = timezone.localdate()
            give_notice(
                placement=placement, amount=form.cleaned_data["amount"], requested_on=today,
                acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Your notice is recorded."))
            return reverse("placements" if hat.kind == "cooperative" else "fund-placements")

        return act(request, do, back=request.path)
    return render(request, "web/placements/notice.html", {"form": form, "placement": placement})


@login_required
def withdrawal_pay(request: HttpRequest, withdrawal_id: UUID) -> HttpResponse:
    """Pay back what was asked back in time."""
    withdrawal = withdrawal_of(request, wear(request, "fund"), withdrawal_id)
    form = DayForm(typed(request), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            on = form.cleaned_data["on"]
            pay_withdrawal(withdrawal=withdrawal, paid_on=on, acting_person=person_of(request), now=timezone.now())
            messages.success(request, _("The withdrawal is paid and booked."))
            return reverse("fund-placements")

        return act(request, do, back=request.path)
    return render(request, "web/placements/pay.html", {"form": form, "withdrawal": withdrawal})
