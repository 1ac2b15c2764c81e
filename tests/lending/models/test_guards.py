"""The database's own guards over the fund's rows, attacked in SQL by the owner of the tables."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, connections

from lending.domain.wish_json import read_wish
from lending.models import Consultation, SignedCopy
from lending.selectors.clock import database_now
from lending.services.ask_change import ask_change
from lending.services.choose_rules import choose_rules
from lending.services.keep_paper import keep_paper
from lending.services.recuse_seat import recuse_seat
from lending.services.repay_loan import repay_loan
from lending.services.write_comment import write_comment
from tests.factories import (
    decide,
    eur,
    make_active_loan,
    make_committee,
    make_consultation,
    make_fund,
    make_member,
    treasurer_of,
)
from tests.fixtures.kept import Kept
from tests.lending.services.french_stories import declare, link
from tests.lending.services.sponsor_stories import answers

KEPT = (
    "lending_event",
    "lending_ballot",
    "lending_logentry",
    "lending_decision",
    "lending_recusal",
    "lending_comment",
    "lending_requestversion",
    "lending_eligibilitycheck",
    "lending_scheduleversion",
    "lending_instalment",
    "lending_allocation",
    "lending_legshare",
    "lending_fundpolicy",
    "lending_committeerule",
    "lending_seat",
    "lending_changedloan",
    "lending_agreementtemplate",
    "lending_agreement",
    "lending_agreementpaper",
    "lending_agreementparty",
    "lending_signedcopy",
    "lending_acceptance",
    "lending_accountsdeclaration",
    "lending_linkdeclaration",
    "lending_fundrules",
    "lending_guarantee",
    "lending_trancheshare",
)


def attack(statement: str, *values: object) -> None:
    """Run a statement as the owner of the tables, whom no privilege stops."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def story(kept_committed: Kept) -> Consultation:
    return kept_committed(make_attacked_story)


def make_attacked_story() -> Consultation:
    """A fund in which each kept table has a row: a repaid instalment, a recusal, a comment; and an open vote."""
    fund = make_fund()
    people = make_committee(fund, 4)
    make_member(fund, placed=eur(50_000))
    sponsors = [answers(make_member(fund), 100)]
    loan = make_active_loan(make_member(fund), instalments=2, start_on=date(2026, 1, 15), sponsors=sponsors)
    repay_loan(
        loan=loan, amount=eur(100), received_on=date(2026, 2, 15), acting_person=treasurer_of(fund), now=database_now()
    )
    contract = loan.agreements.get()
    keep_paper(contract, language="fr", pdf=b"%PDF-", now=database_now())
    SignedCopy.objects.create(
        fund=fund, agreement=contract, pdf=b"", sha256=sha256().hexdigest(), size_bytes=0,
        uploaded_by=treasurer_of(fund), uploaded_at=database_now(),
    )  # fmt: skip
    ask_change(
        loan=loan, wish=read_wish({"kind": "holiday", "on": "2026-02-15", "periods": 1}), purpose="For tests",
        acting_person=treasurer_of(fund), now=database_now(),
    )  # fmt: skip
    consultation = make_consultation(make_member(fund))
    declare(consultation.request_version.request.membership)
    link(make_member(fund), consultation.request_version.request.membership)
    choose_rules(fund=fund, choice={}, reason="For tests", now=database_now(), acting_person=None)
    recuse_seat(consultation=consultation, acting_person=people[1], reason="Supplier", now=database_now())
    write_comment(consultation=consultation, acting_person=people[0], text="When is it paid?", now=database_now())
    return consultation


def test_what_was_said_stays_said_whoever_asks(story: Consultation) -> None:
    for table in KEPT:
        column = "fund_id"
        for statement in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(DatabaseError, match="keeps what was written"):
                attack(statement)


def test_without_its_triggers_a_kept_table_can_be_rewritten(story: Consultation) -> None:
    """Positive control, for each table."""
    for table in KEPT:
        attack(f"DROP TRIGGER keeps_rows ON {table}")
        attack(f"DROP TRIGGER keeps_table ON {table}")
        attack(f"UPDATE {table} SET fund_id = fund_id")
    attack("DELETE FROM lending_event")


def test_the_application_may_not_even_try_to_rewrite_the_trail_the_ballots_and_the_log(story: Consultation) -> None:
    for table in (
        "lending_event", "lending_ballot", "lending_logentry", "lending_accountsdeclaration", "lending_linkdeclaration",
        "lending_fundrules", "lending_trancheshare",
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="permission denied"), connections["default"].cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


TERMS = (
    ("closes_at = closes_at - interval '1 hour'", "only later"),
    ("opens_at = opens_at - interval '1 hour'", "terms of a consultation"),
    ("request_sha256 = repeat('0', 64)", "terms of a consultation"),
    ("books_seal = 7", "terms of a consultation"),
    ("state = 'adopted'", "not counted before its close"),
    ("overrides = '[{}]'", "asked to override"),
)


@pytest.mark.parametrize(("change", "answer"), TERMS)
def test_the_terms_of_a_vote_do_not_change_under_the_voters(story: Consultation, change: str, answer: str) -> None:
    with pytest.raises(DatabaseError, match=answer):
        attack(f"UPDATE lending_consultation SET {change} WHERE id = %s", story.pk)


@pytest.mark.parametrize(("change", "answer"), TERMS)
def test_without_its_trigger_the_terms_of_a_vote_could_change(story: Consultation, change: str, answer: str) -> None:
    """Positive control."""
    attack("DROP TRIGGER keeps_terms ON lending_consultation")
    attack("DROP TRIGGER keeps_overrides ON lending_consultation")
    attack(f"UPDATE lending_consultation SET {change} WHERE id = %s", story.pk)


def test_a_closed_vote_is_not_opened_again(story: Consultation) -> None:
    decide(story)
    with pytest.raises(DatabaseError, match="not opened again"):
        attack("UPDATE lending_consultation SET state = 'open' WHERE id = %s", story.pk)


def test_a_recused_seat_casts_no_ballot_even_past_the_service(story: Consultation) -> None:
    insert = """
        INSERT INTO lending_ballot (id, fund_id, seat_id, choice, reason, cast_at, cast_by_id)
        SELECT gen_random_uuid(), s.fund_id, s.id, 'for', '', now(), s.person_id
          FROM lending_seat s JOIN lending_recusal r ON r.seat_id = s.id LIMIT 1"""
    with pytest.raises(DatabaseError, match="a recused seat casts no ballot"):
        attack(insert)
    attack("DROP TRIGGER in_time ON lending_ballot")
    attack(insert)


def test_the_database_sets_the_instant_of_a_ballot(story: Consultation) -> None:
    attack(
        """INSERT INTO lending_ballot (id, fund_id, seat_id, choice, reason, cast_at, cast_by_id)
           SELECT gen_random_uuid(), s.fund_id, s.id, 'for', '', timestamptz '2020-01-01', s.person_id
             FROM lending_seat s LEFT JOIN lending_recusal r ON r.seat_id = s.id
            WHERE r.id IS NULL AND s.consultation_id = %s LIMIT 1""",
        story.pk,
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT max(cast_at) FROM lending_ballot")
        assert abs(cursor.fetchone()[0] - database_now()) < timedelta(minutes=1)


CONSTRAINTS = (
    ("UPDATE lending_loan SET disbursed_by_id = agreed_by_id", "who_agrees_a_loan_does_not_pay_it_out"),
    ("UPDATE lending_loan SET state = 'agreed'", "a_loan_runs_once_it_is_disbursed"),
    ("UPDATE lending_participation SET outstanding = -0.01", "participation_outstanding_is_within_it"),
    ("UPDATE lending_participation SET lost = amount + 0.01", "participation_loses_what_is_outstanding"),
    ("UPDATE lending_participation SET undrawn = amount - outstanding + 0.01", "participation_undrawn_is_within_it"),
    ("UPDATE lending_loan SET drawn = amount + 0.01", "loan_is_drawn_within_it"),
    ("UPDATE lending_tranche SET state = 'waiting'", "a_tranche_is_drawn_or_given_up_on_a_day"),
    (
        "UPDATE lending_tranche SET number = 2, drawn_on = planned_on - 1 WHERE state = 'drawn'",
        "a_tranche_is_drawn_on_its_day_or_later",
    ),
    ("UPDATE lending_participation SET interest_due = -0.01", "participation_interest_is_not_negative"),
    ("UPDATE lending_placement SET withdrawn = amount + 0.01", "placement_withdrawn_is_within_it"),
    ("UPDATE lending_repayment SET amount = amount + 0.01", "repayment_parts_make_its_amount"),
    ("UPDATE members_cooperative SET siren = left(siren, 8) || 'X'", "cooperative_siren_has_nine_digits"),
)


@pytest.mark.parametrize(("statement", "constraint"), CONSTRAINTS)
def test_rows_that_cannot_be_true_are_refused(story: Consultation, statement: str, constraint: str) -> None:
    with pytest.raises(DatabaseError, match=constraint):
        attack(statement)
    table = statement.split()[1]
    attack(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    attack(statement)  # positive control


def test_a_share_of_a_drawdown_is_above_zero(story: Consultation) -> None:
    insert = (
        "INSERT INTO lending_trancheshare (id, fund_id, tranche_id, participation_id, amount, amount_currency) "
        "SELECT gen_random_uuid(), fund_id, tranche_id, participation_id, 0, 'EUR' FROM lending_trancheshare LIMIT 1"
    )
    with pytest.raises(DatabaseError, match="tranche_share_is_positive"):
        attack(insert)
    for constraint in ("tranche_share_is_positive", "a_leg_has_one_share_of_a_tranche"):
        attack(f"ALTER TABLE lending_trancheshare DROP CONSTRAINT {constraint}")
    attack(insert)  # positive control


HASHES = (
    (
        "lending_agreement",
        "agreement_hash_is_of_its_content",
        """INSERT INTO lending_agreement (id, fund_id, loan_id, number, kind, template_id, content, sha256,
                                          prepared_by_id, prepared_at, decision_id)
           SELECT gen_random_uuid(), fund_id, loan_id, 2, 'addendum', template_id, content || ' ', sha256,
                  prepared_by_id, now(), (SELECT id FROM lending_decision LIMIT 1) FROM lending_agreement LIMIT 1""",
    ),
    (
        "lending_agreementpaper",
        "paper_hash_is_of_its_bytes",
        """INSERT INTO lending_agreementpaper (id, fund_id, agreement_id, language, pdf, sha256, drawn_at)
           SELECT gen_random_uuid(), fund_id, agreement_id, 'en', pdf || '\\x00', sha256, now()
             FROM lending_agreementpaper LIMIT 1""",
    ),
    (
        "lending_signedcopy",
        "signed_copy_hash_is_of_its_bytes",
        """INSERT INTO lending_signedcopy (id, fund_id, agreement_id, file_name, pdf, sha256, size_bytes,
                                           uploaded_by_id, uploaded_at)
           SELECT gen_random_uuid(), fund_id, agreement_id, 'x', pdf || '\\x00', sha256, 1, uploaded_by_id, now()
             FROM lending_signedcopy LIMIT 1""",
    ),
    (
        "lending_acceptance",
        "acceptance_is_of_the_agreements_hash",
        """INSERT INTO lending_acceptance (id, fund_id, agreement_id, party_id, sha256, person_id, accepted_at, way,
                                           reauthenticated_at, method)
           SELECT gen_random_uuid(), fund_id, agreement_id, id, repeat('0', 64),
                  (SELECT person_id FROM lending_acceptance LIMIT 1), now(), 'signed_in', now(), 'password'
             FROM lending_agreementparty ORDER BY place DESC LIMIT 1""",
    ),
)


@pytest.mark.parametrize(("table", "constraint", "insert"), HASHES, ids=[table for table, _, _ in HASHES])
def test_a_hash_is_that_of_what_it_names(story: Consultation, table: str, constraint: str, insert: str) -> None:
    """With its positive control."""
    if table == "lending_acceptance":
        attack("ALTER TABLE lending_acceptance DISABLE TRIGGER keeps_rows")
        attack(
            """DELETE FROM lending_acceptance WHERE party_id IN
               (SELECT id FROM lending_agreementparty ORDER BY place DESC LIMIT 1)"""
        )
    with pytest.raises(DatabaseError, match=constraint):
        attack(insert)
    attack(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    attack(insert)
