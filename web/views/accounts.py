"""Accounts and statements: by member and period, on screen with the same filters as in the files."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ledger.selectors.accounts import account_codes
from ledger.selectors.lines import Place
from ledger.selectors.reservations import reserved
from ledger.selectors.trial_balance import totals, trial_balance
from lending.domain.errors import LendingError
from lending.models import Membership
from lending.selectors.visible import memberships_visible_to
from lending.statements.account_statement import AccountStatement, account_statement
from web.forms.books import AccountSearchForm
from web.forms.lending import PeriodForm
from web.hats import Hat, wear
from web.lookup import member_of, person_of
from web.presenters.statements import place_of, sections, summary
from web.sentences import sentence_of
from web.views.entries import reader_of

DETAILED = ("available", "lent", "interest_due")


@login_required
@require_GET
def own_account(request: HttpRequest) -> HttpResponse:
    """The statement of one's own cooperative."""
    hat = wear(request, "cooperative")
    return _statement_page(request, hat, member_of(request, hat, hat.member.pk))


@login_required
@require_GET
def member_account(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """The statement of a member, for those who keep or audit the books."""
    hat = wear(request, "fund")
    return _statement_page(request, hat, member_of(request, hat, membership_id))


@login_required
@require_GET
def fund_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of the book with what they hold, found by number, name or nature; and the members' statements."""
    hat = reader_of(request)
    form = AccountSearchForm(request.GET)
    rows = trial_balance(book=hat.fund.book)
    is_narrowed = any(request.GET.get(name) for name in form.fields)
    if is_narrowed:
        codes = account_codes(book=hat.fund.book, where=form.where()) if form.is_valid() else set()
        rows = [row for row in rows if row.code in codes]
    members = memberships_visible_to(person_of(request)).filter(fund=hat.fund).order_by("number").distinct()
    sums = totals(rows).get(hat.fund.currency)
    held = reserved(book=hat.fund.book, codes=[row.code for row in rows])
    told = [{"row": row, "reserved": held[row.code]} for row in rows]
    context = {"rows": told, "members": members, "sums": sums, "form": form, "is_narrowed": is_narrowed}
    return render(request, "web/accounts/fund.html", context)


def _statement_page(request: HttpRequest, hat: Hat, membership: Membership) -> HttpResponse:
    today = timezone.localdate()
    form = PeriodForm(request.GET or PeriodForm.this_year(today=today))
    statement = _statement(form, membership) if form.is_valid() else None
    context = {"form": form, "membership": membership, "statement": statement}
    if statement:
        role = request.GET.get("account", "")
        place = _place(request.GET.get("after", "")) if role in DETAILED else None
        context |= {
            "sections": sections(statement, role=role if place else "", after=place),
            "summary": summary(statement),
            "period": urlencode({"start": statement.start.isoformat(), "end": statement.end.isoformat()}),
            "is_continued": place is not None,
        }
    return render(request, "web/accounts/statement.html", context)


def _place(cursor: str) -> Place | None:
    try:
        return place_of(cursor)
    except ValueError as error:
        raise Http404 from error


def _statement(form: PeriodForm, membership: Membership) -> AccountStatement | None:
    try:
        return account_statement(membership=membership, roles=DETAILED, **form.cleaned_data)
    except LendingError as error:
        form.add_error("end", sentence_of(error))
        return None
