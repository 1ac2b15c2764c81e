"""The administration: the books, for the operator's staff to read; one signs in as everywhere else."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ledger.admin.accounts import AccountAdmin
from ledger.admin.books import BookAdmin
from ledger.admin.entries import EntryAdmin
from ledger.admin.periods import FiscalYearAdmin, PeriodAdmin, PeriodEventAdmin
from ledger.admin.seals import SealAdmin
from ledger.models import Account, Book, Entry, FiscalYear, Period, PeriodEvent, SealEntry


class StaffSite(AdminSite):
    """For staff alone; for anyone else there is nothing here.

    Its own sign-in would know neither the second factor nor the lock after wrong passwords, so it is not there.
    """

    site_header = _("Administration of the books")
    site_title = _("Administration")
    index_title = _("The books, read only")
    enable_nav_sidebar = False
    index_template = "config/administration.html"

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The sign-in of the whole service, and back."""
        if request.user.is_authenticated:
            raise Http404
        wanted = request.GET.get("next") or request.get_full_path()
        return redirect(f"{resolve_url('account_login')}?{urlencode({'next': wanted})}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Signing out asks once, as everywhere."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The page where one changes one's password."""
        return redirect("account_change_password")


admin_site = StaffSite(name="admin")
for model, admin in (
    (Book, BookAdmin),
    (Account, AccountAdmin),
    (Entry, EntryAdmin),
    (Period, PeriodAdmin),
    (PeriodEvent, PeriodEventAdmin),
    (FiscalYear, FiscalYearAdmin),
    (SealEntry, SealAdmin),
):
    admin_site.register(model, admin)
