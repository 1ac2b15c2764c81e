"""`import_members FILE.csv`: says what a file of members would do; `--apply` does it, whole or not at all."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lending.domain.import_errors import FileRefused
from lending.management.import_report import conclusion, fault_line, member_line, refusal
from lending.models import Fund
from lending.selectors.clock import local_day
from lending.services.import_members import import_members
from lending.services.plan_member_import import ImportPlan, plan_member_import

REFUSED, MISUSED = 1, 2


class Command(BaseCommand):
    """Exit status: 0 done, or could be done; 1 the file is refused; 2 the command can't be run like this."""

    help = "Import cooperatives and their people from a CSV file. Without --apply it only says what it would do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE.csv", help="UTF-8; columns siren, name, iban, email, city, manager_name…"
        )
        parser.add_argument("--fund", default="", metavar="SLUG", help="needed when there are several funds")
        writing = parser.add_mutually_exclusive_group()
        writing.add_argument("--apply", action="store_true", help="write it; without this, nothing is changed")
        writing.add_argument("--dry-run", action="store_true", help="change nothing: what happens without --apply")
        parser.add_argument(
            "--correct", action="store_true", help="take over particulars that differ from the register's"
        )
        parser.add_argument("--notify", action="store_true", help="with --apply: tell new people by e-mail")
        parser.add_argument("--language", choices=["fr", "en"], default=None, help="fr by default")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or settings.LANGUAGE_CODE):
            self._run(options)

    def _run(self, options: dict[str, Any]) -> None:
        fund, content = _fund(options["fund"]), _content(options["file"])
        if options["apply"]:
            plan = _apply(fund, content, options)
        else:
            plan = plan_member_import(fund=fund, content=content, corrects=options["correct"])
        for title in plan.ignored:
            self.stdout.write(_("Column “%(title)s” is not known and not read.") % {"title": title})
        if plan.faults:
            for fault in plan.faults:
                self.stderr.write(fault_line(fault))
            raise CommandError(refusal(plan), returncode=REFUSED)
        for member in plan.members:
            self.stdout.write(member_line(member))
        self.stdout.write(conclusion(plan, is_applied=options["apply"]))


def _fund(slug: str) -> Fund:
    funds = list(Fund.objects.order_by("slug"))
    chosen = [fund for fund in funds if slug in ("", fund.slug)]
    if len(chosen) == 1:
        return chosen[0]
    known = ", ".join(fund.slug for fund in funds) or _("none")
    if slug:
        raise CommandError(
            _("There is no fund “%(slug)s”. Known: %(known)s.") % {"slug": slug, "known": known}, returncode=MISUSED
        )
    raise CommandError(_("Say which fund with --fund. Known: %(known)s.") % {"known": known}, returncode=MISUSED)


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(
            _("The file %(name)s cannot be read: %(reason)s.") % {"name": name, "reason": error.strerror},
            returncode=MISUSED,
        ) from error


def _apply(fund: Fund, content: bytes, options: dict[str, Any]) -> ImportPlan:
    now = timezone.now()
    try:
        return import_members(
            fund=fund,
            content=content,
            joined_on=local_day(fund, at=now),
            now=now,
            corrects=options["correct"],
            notifies=options["notify"],
        )
    except FileRefused as error:
        return ImportPlan(faults=error.values["faults"])
