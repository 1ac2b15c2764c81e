"""Read terms as JSON on standard input, write their schedule and cost as JSON on standard output."""

import json
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from lending.domain.exact_json import read_exact_json
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.simulation import simulate
from lending.domain.wrong_terms import WrongTerms

NOT_JSON = gettext_noop("Standard input is no JSON in UTF-8: %(reason)s")


class Command(BaseCommand):
    """`python manage.py simulate_loan < terms.json > schedule.json`; a list of terms gives a list of answers.

    With `--explain` each instalment has an `explanation`: its segments, its unrounded interest, rounding and residue.

    Wrong terms: exit status 2, nothing on standard output, one JSON object on standard error naming every wrong field.
    """

    help = "Simulate a loan: terms (JSON) on standard input, schedule and effective rates (JSON) on standard output."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--explain", action="store_true", help="each instalment says why its cents")

    def handle(self, *, explain: bool = False, **_: Any) -> None:
        try:
            answer = simulate(_read(), explains=explain)
        except WrongTerms as error:
            _refuse(error)
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")


def _read() -> object:
    try:
        return read_exact_json(sys.stdin.buffer.read().decode("utf-8-sig"))
    except ValueError as error:
        raise WrongTerms({"terms": Sentence(NOT_JSON, {"reason": str(error)})}) from error


def _refuse(error: WrongTerms) -> NoReturn:
    sys.stderr.write(json.dumps(error.to_dict()) + "\n")
    raise SystemExit(2)
