"""`load_demo`: the demonstration fund, once."""

from typing import Any

from django.core.management.base import BaseCommand

from lending.selectors.clock import database_now
from lending.services.load_demo import load_demo


class Command(BaseCommand):
    """Changes nothing when the demonstration is there."""

    help = "Load the demonstration fund: members, placements, votes, loans. Does nothing when it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        made = load_demo(now=database_now())
        self.stdout.write("The demonstration fund is loaded." if made else "The demonstration fund is there already.")
