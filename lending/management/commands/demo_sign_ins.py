"""`demo_sign_ins`: who can sign in to look around."""

from typing import Any

from django.core.management.base import BaseCommand

from lending.demo.people import DOMAIN, OTHERS, PASSWORD, SEATS, TREASURERS
from lending.models import Fund


class Command(BaseCommand):
    """Prints nothing unless a demonstration fund is there."""

    help = "Print the sign-ins of the demonstration fund."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Fund.objects.filter(is_demo=True).exists():
            return
        for what, email in (
            ("a cooperative that borrows", f"gerance.atelier2@{DOMAIN}"),
            ("a cooperative that lends", f"gerance.atelier1@{DOMAIN}"),
            ("a committee member", SEATS[3].email),
            ("a treasurer of the fund", TREASURERS[0].email),
            ("another treasurer", TREASURERS[1].email),
            ("a third treasurer", TREASURERS[2].email),
            ("an auditor", OTHERS[0].email),
            ("an administrator of the fund", OTHERS[1].email),
        ):
            self.stdout.write(f"  {email:32} {what}")
        self.stdout.write(f"  password of all of them: {PASSWORD}")
