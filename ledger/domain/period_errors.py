"""What can be wrong with a period or a fiscal year, or with what is asked of one."""

from ledger.domain.errors import LedgerError, gettext_noop


class PeriodAcrossYears(LedgerError):
    code = "period-across-years"
    title = gettext_noop("The period lies across a fiscal year's end")
    sentence = gettext_noop(
        "%(starts_on)s to %(ends_on)s is partly in the fiscal year %(label)s and partly outside: "
        "a period lies within one year, so choose other days."
    )


class PeriodNotOver(LedgerError):
    code = "period-not-over"
    title = gettext_noop("These days are not over yet")
    sentence = gettext_noop(
        "%(starts_on)s to %(ends_on)s is closed once its last day is over, and today is %(today)s: what happens until "
        "then could not be entered any more. Wait for the day after, or close a period that is over."
    )


class LaterPeriodClosed(LedgerError):
    code = "later-period-closed"
    title = gettext_noop("A later period is closed")
    sentence = gettext_noop(
        "%(starts_on)s to %(ends_on)s cannot be reopened while %(later_starts_on)s to %(later_ends_on)s, which comes "
        "after it, is closed: reopen that one first."
    )


class YearExported(LedgerError):
    code = "year-exported"
    title = gettext_noop("The legal numbers of the year were exported")
    sentence = gettext_noop(
        "The entries of the fiscal year %(label)s were exported with their legal numbers: its periods stay closed; "
        "date a correction in an open one."
    )


class ReopeningWithoutReason(LedgerError):
    code = "reopening-without-reason"
    title = gettext_noop("Reopening is a decision")
    sentence = gettext_noop("Say why the period is reopened, and who decided it: both are kept.")


class UnknownFiscalYear(LedgerError):
    code = "unknown-fiscal-year"
    title = gettext_noop("Unknown fiscal year")
    sentence = gettext_noop("The book %(book)s has no fiscal year %(label)s: declare it, or name a calendar year.")


class InvalidFiscalYear(LedgerError):
    code = "invalid-fiscal-year"
    title = gettext_noop("The fiscal year is not possible")
    sentence = gettext_noop(
        "%(label)s, %(starts_on)s to %(ends_on)s, is no fiscal year: it ends after it starts and lasts 24 months at "
        "most, and its label has 1 to 16 letters, digits and hyphens and does not end in -0."
    )


class FiscalYearOverlaps(LedgerError):
    code = "fiscal-year-overlaps"
    title = gettext_noop("The fiscal year overlaps another")
    sentence = gettext_noop(
        "%(label)s, %(starts_on)s to %(ends_on)s, has the label or a day of another fiscal year of the book %(book)s."
    )


class YearSealedOtherwise(LedgerError):
    code = "year-sealed-otherwise"
    title = gettext_noop("Entries are numbered in another year already")
    sentence = gettext_noop(
        "The entry %(entry)s has its legal number in the fiscal year %(sealed_label)s, which %(label)s would change: "
        "a year is declared before its first entry is sealed."
    )


class EarlierYearNotClosed(LedgerError):
    code = "earlier-year-not-closed"
    title = gettext_noop("An earlier year is not closed")
    sentence = gettext_noop(
        "The account %(account)s still holds income or expense of before %(starts_on)s: close that fiscal year first."
    )


class YearEndClosed(LedgerError):
    code = "year-end-closed"
    title = gettext_noop("The year's last day is closed already")
    sentence = gettext_noop(
        "The fiscal year %(label)s still holds income or expense, and its last period, %(starts_on)s to %(ends_on)s, "
        "is closed: reopen it first."
    )


class ResultAccountMissing(LedgerError):
    code = "result-account-missing"
    title = gettext_noop("The result has nowhere to go")
    sentence = gettext_noop(
        "The year made a result in %(currency)s, and none of the accounts given for it (%(accounts)s) is an equity "
        "account of this book in that currency: open one and name it."
    )


class EntriesNotSealed(LedgerError):
    code = "entries-not-sealed"
    title = gettext_noop("Entries of the year have no legal number yet")
    sentence = gettext_noop(
        "%(count)s entries of the fiscal year %(label)s, or dated before it, have no legal number yet: "
        "run `manage.py seal --book %(book)s`, then export again."
    )


class ExportNotPossible(LedgerError):
    """`reason` says which account or journal is in the way, and why."""

    code = "export-not-possible"
    title = gettext_noop("The year cannot be exported")
    sentence = gettext_noop("The fiscal year %(label)s cannot be exported: %(reason)s.")


class ExportContradictsBooks(LedgerError):
    code = "export-contradicts-books"
    title = gettext_noop("The file would contradict the books")
    sentence = gettext_noop(
        "The file of the fiscal year %(label)s contradicts the books (%(reason)s): it was not kept; "
        "run `manage.py verify_ledger`."
    )
