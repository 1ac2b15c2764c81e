"""Verifying the books: every rule, asked of every row."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from ledger.selectors.checks import CHECKS, Breach, Check
from ledger.selectors.guards import GUARDS_STAND
from ledger.selectors.snapshots import one_snapshot


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule and the first row that breaks it, if any does."""

    check: Check
    first_breach: Breach | None


def all_checks() -> tuple[Check, ...]:
    """Give the ledger's own checks, then those that `LEDGER_CHECKS` names: dotted paths to sequences of `Check`."""
    others = (check for path in getattr(settings, "LEDGER_CHECKS", ()) for check in import_string(path))
    return (GUARDS_STAND, *CHECKS, *others)


def verdicts(*more: Check) -> Iterator[Verdict]:
    """Judge every rule, and those given besides, on one snapshot, so that entries posted meanwhile disturb nothing."""
    with one_snapshot():
        for check in (*all_checks(), *more):
            yield Verdict(check, next(iter(check.find()), None))
