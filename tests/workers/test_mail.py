"""A message as people read it: short, in their language, with the deadline's zone, and under the id of its row."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lending.models import Fund, Loan, OutboxMessage
from lending.selectors.clock import database_now
from lending.selectors.instalments import instalments_to_remind
from lending.services.amend_request import amend_request
from lending.services.lapse_request import lapse_request
from lending.services.plan_rates import plan_rates
from lending.services.reminders import remind_of_instalments, remind_voters
from members.models import Person
from tests.factories import (
    make_active_loan,
    make_agreed_loan,
    make_consultation,
    make_fund,
    make_member,
    make_person,
    manager_of,
    treasurer_of,
)
from tests.fixtures.mail import Mailbox
from tests.lending.services.change_stories import RESCHEDULE, adopt, put_in_force
from tests.lending.services.default_stories import call_in, write_off
from tests.lending.services.loan_stories import end
from tests.lending.services.sponsor_stories import answers, call_sponsor, make_sponsored_loan, sponsor_pays
from tests.lending.services.transfer_stories import make_buyer, transfer
from workers.mail import TEMPLATES, as_email, engine, send_message, write

CLOSES_AT = "2026-02-06T17:00:00+00:00"
CONSULTATION = "019c2000-0000-7000-8000-000000000001"
HEAD = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"


def message_of(template: str, context: dict[str, object], *, language: str, is_demo: bool = False) -> OutboxMessage:
    return OutboxMessage(
        fund=Fund(name="Caisse de démonstration", is_demo=is_demo),
        recipient=Person(name="Claude Martin", email="claude@test.example", language=language),
        template=template,
        context=context,
    )


VOTE = {
    "reference": "D2026-014",
    "consultation": CONSULTATION,
    "cooperative": "Atelier 3",
    "amount": "15000.00 EUR",
    "purpose": "Payer la TVA avant l'encaissement du lot 2",
    "closes_at": CLOSES_AT,
    "head": HEAD,
}


def test_a_vote_is_reminded_in_french_with_its_deadline_and_zone() -> None:
    assert write(message_of("vote_reminder", VOTE, language="fr", is_demo=True)) == (
        "Votre vote est attendu avant le 6 février 2026 à 18:00 (heure de Paris)\u00a0: Atelier 3",
        f"""\
Bonjour Claude Martin,

Vous n’avez pas encore voté sur la demande D2026-014 (Atelier 3, 15\u202f000,00\u00a0€).

La consultation se clôt le 6 février 2026 à 18:00 (heure de Paris). Passé ce moment, aucun vote n’est accepté.

Lire le dossier, puis voter (pour, contre ou abstention)\u00a0:
http://testserver/comite/{CONSULTATION}/

Ce lien ne fait que montrer le dossier\u00a0; vous votez sur la page, une fois connecté.

Tête du registre du vote\u00a0: {HEAD}

--\u0020
Caisse de démonstration
Caisse de démonstration\u00a0: ces données sont inventées, aucun argent ne circule.
""",
    )


def test_an_instalment_is_announced_in_english_with_its_parts() -> None:
    context = {
        "reference": "P2026-014",
        "loan": CONSULTATION,
        "cooperative": "Atelier 3",
        "number": 2,
        "due_on": "2026-03-01",
        "days_late": 0,
        "owed": "2565.62 EUR",
        "principal": "2500.00 EUR",
        "interest": "65.62 EUR",
    }
    assert write(message_of("instalment_due", context, language="en")) == (
        "Instalment of 1 March 2026: €2,565.62 (loan P2026-014)",
        f"""\
Hello Claude Martin,

Instalment 2 of loan P2026-014 to Atelier 3 falls due on 1 March 2026.

To pay: €2,565.62
  of which principal: €2,500.00
  of which interest: €65.62

Schedule and payments:
http://testserver/prets/{CONSULTATION}/

--\u0020
Caisse de démonstration
""",
    )


@pytest.mark.parametrize("outcome", ["adopted", "rejected", "no_quorum"])
def test_a_decision_names_its_outcome_first(outcome: str) -> None:
    context = {**VOTE, "outcome": outcome, "request": CONSULTATION, "consultation": None}
    subject, body = write(message_of("consultation_decided", context, language="fr"))
    said = {"adopted": "Accord du comité", "rejected": "Refus du comité", "no_quorum": "Quorum non atteint"}
    assert subject == f"{said[outcome]}\u00a0: demande D2026-014 (Atelier 3)"
    assert f"http://testserver/demandes/{CONSULTATION}/" in body


def test_names_are_written_as_they_are_and_a_line_break_stays_out_of_the_subject() -> None:
    context = {**VOTE, "cooperative": "Bois & <Fer>\nBcc: x@y.example"}
    mail = as_email(message_of("vote_reminder", context, language="fr"))
    assert "Bois & <Fer> Bcc: x@y.example" in mail.subject
    assert mail.recipients() == ["claude@test.example"]
    assert "\n" not in mail.subject


def test_every_template_is_there_in_both_languages() -> None:
    names = {path.name.split(".")[0]: set() for path in TEMPLATES.glob("[!_]*.txt")}
    for path in TEMPLATES.glob("[!_]*.txt"):
        names[path.name.split(".")[0]].add(path.name.split(".")[1])
    assert all(languages == {"fr", "en"} for languages in names.values())


def test_a_template_that_is_not_there_is_an_error_and_not_an_empty_mail() -> None:
    with pytest.raises(FileNotFoundError):
        write(message_of("nothing_of_the_kind", {}, language="fr"))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_mail_that_the_services_ask_for_is_whole(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that the template wants and the service does not give would be shown, and is not."""
    monkeypatch.setattr(engine(), "string_if_invalid", "⟨missing %s⟩")
    tell_every_story()
    messages = list(OutboxMessage.objects.select_related("recipient", "fund"))
    assert {message.template for message in messages} == {
        "addendum_receipt",
        "addendum_to_accept",
        "agreement_receipt",
        "agreement_to_accept",
        "change_to_apply",
        "consultation_decided",
        "consultation_opened",
        "instalment_due",
        "instalment_late",
        "loan_called_in",
        "loan_paid_out",
        "loan_to_pay_out",
        "loan_written_off",
        "loan_transferred",
        "rates_planned",
        "repayment_received",
        "request_submitted",
        "schedule_changed",
        "sponsor_called",
        "sponsor_lapsed",
        "sponsor_paid",
        "sponsor_released",
        "sponsor_schedule_changed",
        "transfer_proposed",
        "transfer_to_book",
        "vote_reminder",
        "vote_voided",
    }
    for message in messages:
        message.recipient.language = language
        subject, body = write(message)
        assert "missing" not in subject + body
        assert "None" not in subject + body
        assert "  " not in subject


def tell_every_story() -> None:
    """Ask, vote, agree, pay out, fall due and be late: each with the mails it asks for."""
    fund = make_fund()
    consultation = make_consultation(make_member(fund))
    remind_voters(
        consultation_id=consultation.pk,
        now=consultation.closes_at - (consultation.closes_at - consultation.opens_at) / 9,
    )
    request = consultation.request_version.request
    version = request.current
    amend_request(
        request=request, product=version.product, amount=version.amount, instalments=4, start_on=version.start_on,
        purpose=version.purpose, acting_person=manager_of(request.membership), now=database_now(),
    )  # fmt: skip
    for rates in ([(date(2026, 3, 1), Decimal("0.05"))], []):
        plan_rates(request=request, rates=rates, acting_person=treasurer_of(fund), now=database_now())
    make_agreed_loan(make_member(fund), agreed_on=date(2026, 1, 15))
    late = make_active_loan(make_member(fund), disbursed_on=date(2026, 1, 15))
    call_in(late)
    write_off(late, date(2026, 6, 1))
    sponsored, _ = make_sponsored_loan(("Parrain", 1_000))
    call_in(sponsored)
    sponsor_pays(call_sponsor(sponsored.guarantees.get(), date(2026, 4, 1)), 100, date(2026, 4, 1))
    changed, _ = make_sponsored_loan(("Parrain", 1_000))
    end(put_in_force(adopt(changed, RESCHEDULE)), date(2026, 3, 10))
    let_lapse(make_agreed_loan(make_member(fund), sponsors=[answers(make_member(fund, name="Parrain"), 1_000)]))
    late = make_active_loan(make_member(fund), disbursed_on=date(2026, 1, 15))
    handed_over = make_active_loan(make_member(fund), disbursed_on=date(2026, 1, 15))
    transfer(handed_over, make_buyer(handed_over), "10.00", date(2026, 2, 1))
    for day in (date(2026, 2, 10), date(2026, 2, 16)):
        ids = list(instalments_to_remind(fund, today=day).values_list("pk", flat=True))
        now = datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo("Europe/Paris"))
        remind_of_instalments(fund=fund, instalment_ids=ids, today=day, now=now)


def let_lapse(loan: Loan) -> None:
    now = database_now() + timedelta(days=91)
    assert lapse_request(request_id=loan.request_version.request_id, today=now.date(), now=now)


@pytest.mark.django_db
def test_what_arrives_bears_the_id_of_its_row(smtp_server: Mailbox) -> None:
    message = OutboxMessage(
        fund=make_fund(),
        recipient=make_person("Zoé", email="zoe@test.example"),
        template="invitation",
        context={"cooperative": "Atelier 3", "role": "treasurer"},
    )
    send_message(message)
    (arrived,) = smtp_server.messages
    assert arrived["Message-ID"] == f"<{message.id}@testserver>"
    assert (arrived["To"], arrived["Auto-Submitted"]) == ("zoe@test.example", "auto-generated")
    assert "Vous représentez Atelier 3" in arrived.get_content()


def test_mails_are_short_lines_of_plain_text() -> None:
    for path in Path(TEMPLATES).glob("*.txt"):
        assert "<a " not in path.read_text()
