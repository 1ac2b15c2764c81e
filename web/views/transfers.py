"""A lender's part that goes to another lender: offer it, accept or end it, book it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lending.models import TransferProposal
from lending.selectors.payments import price_of
from lending.services.answer_transfer import accept_transfer, end_transfer
from lending.services.book_transfer import book_transfer
from lending.services.propose_transfer import propose_transfer
from web.acts import act, typed
from web.forms.lending import DayForm
from web.forms.transfers import TransferForm
from web.hats import Hat, wear
from web.lookup import participation_of, person_of, transfer_of
from web.states import TRANSFER

State = TransferProposal.State
NEXT = {
    State.PROPOSED: gettext_lazy("The other member answers next; its people have been told."),
    State.ACCEPTED: gettext_lazy(
        "Next, the price is paid from one to the other, and a treasurer of the fund books the transfer."
    ),
}


@login_required
def transfer_new(request: HttpRequest, participation_id: UUID) -> HttpResponse:
    """Offer some or all of what one lends in a loan to another member."""
    hat = wear(request, "cooperative")
    part = participation_of(request, hat, participation_id)
    form = TransferForm(typed(request), participation=part)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            data = form.cleaned_data
            proposal = propose_transfer(
                participation=part, buyer=data["buyer"], amount=data["amount"], reason=data["reason"],
                acting_person=person_of(request), now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The offer is made; the other member's people have been told."))
            return reverse("transfer", args=[proposal.pk])

        return act(request, do, back=request.path)
    return render(request, "web/transfers/form.html", {"form": form, "part": part})


@login_required
@require_GET
def transfer_page(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """What is offered to whom, where it stands, and the one thing that this hat may do."""
    hat = wear(request, "cooperative", "fund")
    proposal = transfer_of(request, hat, transfer_id)
    state = proposal.state
    is_open = state in (State.PROPOSED, State.ACCEPTED)
    context = {
        "proposal": proposal,
        "state": TRANSFER[state],
        "next_step": "" if _is_for(hat, proposal) else NEXT.get(State(state), ""),
        "price": price_of(proposal),
        "done": proposal.transfers.filter(reversed_on__isnull=True).first(),
        "may_accept": _is(hat, proposal.buyer_id) and state == State.PROPOSED,
        "may_decline": _is(hat, proposal.buyer_id) and is_open,
        "may_take_back": _is(hat, proposal.seller.membership_id) and is_open,
        "may_book": hat.is_treasurer and state == State.ACCEPTED,
        "form": DayForm(today=timezone.localdate()),
    }
    return render(request, "web/transfers/page.html", context)


@login_required
@require_POST
def transfer_accept(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """The buyer agrees."""
    proposal = transfer_of(request, wear(request, "cooperative"), transfer_id)
    here = reverse("transfer", args=[proposal.pk])

    def do() -> str:
        accept_transfer(proposal=proposal, acting_person=person_of(request), now=timezone.now())
        messages.success(request, _("You have accepted; a treasurer of the fund books it once the price is paid."))
        return here

    return act(request, do, back=here)


@login_required
@require_POST
def transfer_end(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """The buyer declines, or the seller takes it back."""
    proposal = transfer_of(request, wear(request, "cooperative"), transfer_id)
    here = reverse("transfer", args=[proposal.pk])

    def do() -> str:
        end_transfer(proposal=proposal, acting_person=person_of(request), now=timezone.now())
        return here

    return act(request, do, back=here)


@login_required
@require_POST
def transfer_book(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """The fund's treasurer books it on the day the price was paid."""
    proposal = transfer_of(request, wear(request, "fund"), transfer_id)
    here = reverse("transfer", args=[proposal.pk])
    form = DayForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, _("Give a day, such as 31/03/2026."))
        return redirect(here)

    def do() -> str:
        book_transfer(
            proposal=proposal, transferred_on=form.cleaned_data["on"], acting_person=person_of(request),
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The transfer is booked."))
        return reverse("loan", args=[proposal.loan_id])

    return act(request, do, back=here)


def _is_for(hat: Hat, proposal: TransferProposal) -> bool:
    """Whether the next act is this hat's own: its button says so."""
    if proposal.state == State.ACCEPTED:
        return hat.is_treasurer
    return _is(hat, proposal.buyer_id)


def _is(hat: Hat, membership_id: UUID) -> bool:
    return hat.membership is not None and hat.membership.pk == membership_id
