"""`change_voting_rule FUND < rule.json`: how the committee votes from now on."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lending.domain.committee_errors import InvalidVotingRule
from lending.models import Fund
from lending.selectors.clock import database_now
from lending.services.change_voting_rule import change_voting_rule


class Command(BaseCommand):
    """A new version of the rule, read as JSON from standard input; what is left out has its default."""

    help = "Change how a committee votes (fields: docs/voting.md). Votes that are open keep the rule they opened with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fund", help="the fund's short name")

    def handle(self, *args: Any, **options: Any) -> None:
        fund = Fund.objects.filter(slug=options["fund"]).first()
        if fund is None:
            raise CommandError(f"There is no fund {options['fund']}.")
        try:
            rule = json.load(sys.stdin)
        except json.JSONDecodeError as error:
            raise CommandError(f"This is not JSON: {error}") from error
        if not isinstance(rule, dict):
            raise CommandError("A JSON object of fields and their values is expected.")
        try:
            changed = change_voting_rule(fund=fund, voting_rule=rule, now=database_now())
        except InvalidVotingRule as error:
            raise CommandError("\n".join(f"{name}: {why}" for name, why in error.fields.items())) from error
        self.stdout.write(f"{fund.name}, voting rule version {changed.version}: votes opened from now on follow it.")
