"""The schedule of a loan as a PDF to read and to keep."""

from datetime import datetime
from typing import Any

from django.utils.translation import override, pgettext
from djmoney.money import Money

from lending.statements.figures import figure, long_day, money, short_day
from lending.statements.loan_schedule import Line, LoanSchedule
from lending.statements.loan_schedule_csv import schedule_csv, schedule_name
from lending.statements.tables import Profile
from lending.statements.typesetting import Attachment, typeset
from lending.statements.wording import frame, party, repayment_name, settlement_name
from lending.statements.yearly_rates import yearly_said


def schedule_pdf(schedule: LoanSchedule, *, issued_at: datetime, language: str = "fr") -> bytes:
    """The schedule with its machine CSV attached. The same data and instant give the same bytes."""
    with override(language):
        data = _data(schedule, issued_at=issued_at, language=language)
        about = pgettext("document", "The same schedule as a table for machines")
    lines = schedule_csv(schedule, profile=Profile.MACHINE, language=language)
    attachment = Attachment(f"{schedule_name(schedule)}.csv", "text/csv", about, "".join(lines))
    return typeset("loan_schedule.typ", data, attachment=attachment, issued_at=issued_at)


def _data(schedule: LoanSchedule, *, issued_at: datetime, language: str) -> dict[str, Any]:
    loan, borrower = schedule.loan, schedule.loan.membership.cooperative
    return {
        **frame(
            fund=loan.fund,
            language=language,
            title=pgettext("document", "Loan schedule %(reference)s") % {"reference": loan.reference},
            subject=borrower.name,
            about=[party(borrower), _terms(schedule, language)],
            issued_at=issued_at,
        ),
        "figures": _figures(schedule, language),
        "table_title": pgettext("document", "Instalments"),
        "header": _header(with_costs=_has_costs(schedule)),
        "rows": [_row(line, language, with_costs=_has_costs(schedule)) for line in schedule.lines],
        "foot": _foot(schedule, language),
        "empty": pgettext("document", "The loan has not been paid out yet: its schedule starts on that day."),
        "note": pgettext("document", "Amounts in %(currency)s. Paid: what was recorded when this was issued.")
        % {"currency": loan.amount.currency},
    }


def _terms(schedule: LoanSchedule, language: str) -> str:
    """`15 000,00 € versés le 15 janvier 2026 · 3,00 % par an · tout à la fin`."""
    loan = schedule.loan
    amount = money(loan.drawn if loan.disbursed_on else loan.amount, language=language)
    if loan.disbursed_on and loan.drawn != loan.amount:
        amount = pgettext("document", "%(drawn)s of %(amount)s") % {
            "drawn": amount, "amount": money(loan.amount, language=language),
        }  # fmt: skip
    if loan.kept_back:
        amount = pgettext("document", "%(amount)s, of which a fee of %(fee)s was kept back,") % {
            "amount": amount,
            "fee": money(loan.kept_back, language=language),
        }
    if loan.disbursed_on:
        paid_out = pgettext("document", "%(amount)s paid out on %(date)s") % {
            "amount": amount,
            "date": long_day(loan.disbursed_on, language=language),
        }
    else:
        paid_out = pgettext("document", "%(amount)s, not paid out yet") % {"amount": amount}
    return " · ".join([paid_out, yearly_said(loan.terms, language=language), repayment_name(loan.terms["repayment"])])


def _figures(schedule: LoanSchedule, language: str) -> list[list[str]]:
    lines = schedule.lines
    labelled = [
        (pgettext("document", "Principal"), schedule.sum(line.principal for line in lines)),
        (pgettext("document", "Interest"), schedule.sum(line.interest for line in lines)),
        *([(pgettext("document", "Costs"), _costs(schedule))] if _has_costs(schedule) else []),
        (pgettext("document", "Paid"), schedule.sum(line.paid for line in lines)),
        (pgettext("document", "Remaining"), schedule.sum(line.remaining for line in lines)),
    ]
    if running := schedule.running_interest:
        labelled.append((pgettext("document", "Interest run by now"), running))
    return [[label, money(amount, language=language)] for label, amount in labelled]


def _costs(schedule: LoanSchedule) -> Money:
    return schedule.sum(line.costs for line in schedule.lines)


def _has_costs(schedule: LoanSchedule) -> bool:
    """Whether any instalment bears costs: only then do they take a column."""
    return bool(_costs(schedule).amount)


def _header(*, with_costs: bool) -> list[str]:
    return [
        pgettext("document", "No."),
        pgettext("document", "Due on"),
        pgettext("document", "Principal"),
        pgettext("document", "Interest"),
        *([pgettext("document", "Costs")] if with_costs else []),
        pgettext("document", "To pay"),
        pgettext("document", "Principal left"),
        pgettext("document", "Paid"),
        pgettext("document", "Remaining"),
        pgettext("document", "State"),
    ]


def _row(line: Line, language: str, *, with_costs: bool) -> list[str]:
    costs = [line.costs] if with_costs else []
    amounts = (line.principal, line.interest, *costs, line.total, line.outstanding, line.paid, line.remaining)
    return [
        str(line.number),
        short_day(line.due_on),
        *(figure(amount, language=language) for amount in amounts),
        settlement_name(line.settlement),
    ]


def _foot(schedule: LoanSchedule, language: str) -> list[str]:
    def total(name: str) -> str:
        return figure(schedule.sum(getattr(line, name) for line in schedule.lines), language=language)

    costs = [total("costs")] if _has_costs(schedule) else []
    return [
        "", pgettext("document", "Total"), total("principal"), total("interest"), *costs, total("total"), "",
        total("paid"), total("remaining"), "",
    ]  # fmt: skip
