"""Every rate of a loan is said with its day, in each of its papers."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from lending.models import Fund, Membership
from lending.statements.evidence import evidence
from lending.statements.evidence_json import evidence_json
from lending.statements.evidence_pdf import evidence_pdf
from lending.statements.evidence_tables import evidence_xlsx
from lending.statements.loan_schedule import loan_schedule
from lending.statements.loan_schedule_json import schedule_json
from lending.statements.loan_schedule_pdf import schedule_pdf
from lending.statements.loan_schedule_xlsx import schedule_xlsx
from lending.statements.yearly_rates import rates_in_short, yearly_said
from tests.factories import eur
from tests.lending.services.test_plan_rates import handed_in, lending_fund, paid_out, planned
from tests.lending.statements.papers import needs_poppler, text_of
from tests.lending.statements.test_loan_schedule_xlsx import cells

ISSUED_AT = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
RATES = [{"from": "2026-01-15", "annual_rate": "0.03"}, {"from": "2026-03-15", "annual_rate": "0.06"}]
SAID = "3,00 % par an, puis 6,00 % à partir du 15 mars 2026"


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("later", "short", "said"),
    [
        ([], "3,00 %", "3,00 % par an"),
        (["0.06"], "3,00 %, puis 6,00 %", SAID),
        (["0.06", "0.02"], "2,00 % à 6,00 %", f"{SAID}, puis 2,00 % à partir du 15 avril 2026"),
    ],
)
def test_rates_are_said_with_their_days_and_in_short(later: list[str], short: str, said: str) -> None:
    changes = [{"on": f"2026-0{month}-15", "annual_rate": each} for month, each in enumerate(later, start=3)]
    terms = {"drawdowns": [{"on": "2026-01-15", "amount": "1"}], "annual_rate": "0.03", "rate_changes": changes}
    with override("fr"):
        assert plain(rates_in_short(terms, language="fr")) == short
        assert plain(yearly_said(terms, language="fr")) == said


@pytest.mark.django_db
@needs_poppler
def test_the_schedule_and_the_file_of_a_lender_say_every_rate() -> None:
    loan = paid_out(planned(handed_in(lending_fund())))
    schedule = loan_schedule(loan=loan, on=date(2026, 2, 20))
    assert schedule_json(schedule)["loan"]["annual_rates"] == RATES
    assert SAID in plain(text_of(schedule_pdf(schedule, issued_at=ISSUED_AT)))
    costs = [[text for _, text in row] for row in cells(schedule_xlsx(schedule, issued_at=ISSUED_AT), sheet=3)]
    assert costs[1:3] == [["Taux annuel", "0.03"], ["Taux annuel à partir du 15 mars 2026", "0.06"]]

    lender = Membership.objects.get(participations__loan=loan, participations__amount=eur(6_000))
    found = evidence(membership=lender, year=2026)
    assert found.membership.fund.custody == Fund.Custody.FUND
    assert evidence_json(found)["loans"][0]["annual_rates"] == RATES
    assert f"3 mois à {SAID}" in plain(text_of(evidence_pdf(found, issued_at=ISSUED_AT)))
    (row,) = cells(evidence_xlsx(found, issued_at=ISSUED_AT), sheet=2)[1:]
    assert [plain(text) for _, text in row][8:10] == ["0.03", "puis 6,00 % à partir du 15 mars 2026"]
