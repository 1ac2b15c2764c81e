"""Write down the guards of this database as those that are shipped: for who changed them by a migration."""

from typing import Any

from django.core.management.base import BaseCommand

from ledger.selectors.guards import SHIPPED, definitions


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        lines = [f"{name}\t{definition}\n" for name, definition in definitions().items()]
        SHIPPED.write_text("".join(lines), encoding="utf-8")
        self.stdout.write(f"{SHIPPED.name}: {len(lines)} guards")
