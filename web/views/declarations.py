"""What members declare of themselves, for the rules that ask it: accounts of their closings, links with borrowers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lending.models import Membership
from lending.policies import may_declare
from lending.selectors.declared import accounts_declared_by, links_declared_by
from lending.services.declare_accounts import declare_accounts
from lending.services.declare_link import declare_link
from web.acts import act
from web.forms.rules import AccountsForm, LinkForm
from web.hats import wear
from web.lookup import member_of, person_of


@login_required
def own_declarations(request: HttpRequest) -> HttpResponse:
    """What one's own cooperative declares."""
    hat = wear(request, "cooperative")
    return _page(request, member_of(request, hat, hat.member.pk), here=reverse("declarations"))


@login_required
def member_declarations(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """What a member declares, for those who keep or audit the books; a treasurer declares for it."""
    member = member_of(request, wear(request, "fund"), membership_id)
    return _page(request, member, here=reverse("member-declarations", args=[member.pk]))


def _page(request: HttpRequest, member: Membership, *, here: str) -> HttpResponse:
    """Both lists and both forms; the name of the button says which of them was sent."""
    is_link = "link" in request.POST
    accounts = AccountsForm(None if is_link or request.method != "POST" else request.POST, prefix="accounts")
    links = LinkForm(request.POST if is_link else None, lender=member, prefix="link")
    sent = links if is_link else accounts
    if request.method == "POST" and sent.is_valid():

        def do() -> str:
            said = {"acting_person": person_of(request), "now": timezone.now(), **sent.cleaned_data}
            if is_link:
                declare_link(lender=member, **said)
            else:
                declare_accounts(membership=member, **said)
            messages.success(request, _("Declared. A newer declaration replaces it; this one is kept."))
            return here

        return act(request, do, back=here)
    context = {
        "member": member,
        "accounts": accounts_declared_by(member),
        "links": links_declared_by(member),
        "accounts_form": accounts,
        "link_form": links,
        "may_declare": may_declare(person_of(request), member),
    }
    return render(request, "web/declarations/page.html", context)
