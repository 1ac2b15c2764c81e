"""Read terms as JSON on standard input, write their schedule and cost as JSON on standard output."""

import json
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from lending.domain.exact_json import read_exact_json
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.simulation import simulate
from lending.domain.wrong_terms import WrongTerms

NOT_JSON = gettext_noop("Standard input is no JSON in UTF-8: %(reason)s")


class Command(BaseCommand):
    """`python manage.py simulate_loan < terms.json > schedule.json`; a list of terms gives a list of answers.

    Wrong terms: exit status 2, nothing on standard output, one JSON object on standard error naming every wrong field.
    """

    help = "Simulate a loan: terms (JSON) on standard input, schedule and effective rates (JSON) on standard output."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        try:
            answer = simulate(_read())
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
