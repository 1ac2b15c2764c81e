"""The last seal sent to members once a month: by real SMTP, in their language, and not again."""

from datetime import UTC, date, datetime

import pytest
from django.db import connections

from ledger.models import Entry, SealBatch
from ledger.services.seal import seal_book
from lending.models import Fund, OutboxMessage
from lending.selectors.seal_heads import people_to_tell_of_seal
from tests.factories import eur, make_fund, make_member, manager_of
from tests.fixtures.mail import Mailbox
from workers.daily import tick_fund
from workers.tasks import deliver_message, tell_seal_heads

FIRST, LATER, NEXT_MONTH = date(2026, 3, 1), date(2026, 3, 9), date(2026, 4, 1)


@pytest.fixture
def fund(committed_db: str) -> Fund:
    """Two members, one of whose people reads English; their placements are sealed."""
    fund = make_fund()
    for number, language in enumerate(("fr", "en")):
        person = manager_of(make_member(fund, placed=eur(1000 + number)))
        person.language = language
        person.save()
    return fund


def seal(fund: Fund) -> SealBatch:
    while Entry.objects.filter(book__code=fund.book, seal__isnull=True).exists():
        seal_book(book=fund.book)
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
    return SealBatch.objects.order_by("-number")[0]


def told(fund: Fund, day: date) -> int:
    """How many are asked for on this day."""
    before = OutboxMessage.objects.count()
    people = list(people_to_tell_of_seal(fund, today=day).values_list("pk", flat=True))
    for _ in range(2):
        tell_seal_heads(str(fund.pk), [str(pk) for pk in people], day.isoformat())
    return OutboxMessage.objects.count() - before


def test_each_member_is_told_once_a_month(fund: Fund) -> None:
    assert told(fund, FIRST) == 0, "nothing is sealed yet"
    seal(fund)
    assert [told(fund, day) for day in (FIRST, LATER, NEXT_MONTH)] == [2, 0, 2]


def test_who_joins_later_is_told_in_their_first_month(fund: Fund) -> None:
    seal(fund)
    assert told(fund, FIRST) == 2
    manager_of(make_member(fund))
    assert told(fund, LATER) == 1


def test_the_first_hour_of_the_month_sets_it_off_and_a_missed_one_is_made_up(fund: Fund) -> None:
    seal(fund)
    published: list[tuple[str, int, date]] = []

    def at(day: int) -> None:
        tick_fund(
            fund,
            now=datetime(2026, 3, day, 9, 2, tzinfo=UTC),
            publish=lambda schedule, _fund, ids, on: published.append((schedule, len(ids), on)),
        )

    at(3)
    assert published == [("tell_seal_head", 2, date(2026, 3, 3))]
    told(fund, date(2026, 3, 3))
    at(4)
    assert len(published) == 1


def test_the_mail_arrives_in_both_languages_with_what_is_to_be_kept(fund: Fund, smtp_server: Mailbox) -> None:
    head = seal(fund)
    assert told(fund, FIRST) == 2
    for message in OutboxMessage.objects.all():
        OutboxMessage.objects.filter(pk=message.pk).update(next_attempt_at=message.created_at)
        for _ in range(2):
            deliver_message(str(message.pk))
    assert len(smtp_server.messages) == 2
    texts = sorted(arrived.get_content() for arrived in smtp_server.messages)
    french, english = texts
    for text in texts:
        assert bytes(head.hash).hex() in text
        assert f"http://testserver/sceaux/{fund.book}/{head.number}/" in text
    assert "il fait de vous un témoin des comptes de la caisse" in french
    assert "it makes you a witness of the fund's books" in english
    subjects = {str(arrived["Subject"]).replace("\xa0", " ").strip() for arrived in smtp_server.messages}
    assert subjects == {
        f"Sceau n° {head.number} des comptes de {fund.name} : à conserver",
        f"Seal {head.number} of the books of {fund.name}: keep it",
    }


def test_one_who_works_for_two_members_gets_one_mail(fund: Fund) -> None:
    seal(fund)
    person = manager_of(make_member(fund))
    person.roles.create(cooperative=make_member(fund).cooperative, kind="treasurer")
    assert list(people_to_tell_of_seal(fund, today=FIRST)).count(person) == 1
