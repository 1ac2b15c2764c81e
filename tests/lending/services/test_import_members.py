"""A file of members is imported whole or not at all, and twice is once."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from lending.domain.import_errors import FileRefused
from lending.models import Event, Fund, Membership, OutboxMessage
from lending.services.import_members import import_members
from lending.services.plan_member_import import Action, ImportPlan, plan_member_import
from members.models import Cooperative, Person, Role
from tests.factories import make_cooperative, make_fund
from tests.fixtures.concurrency import RunTogether

NOW = datetime(2026, 2, 3, 9, tzinfo=UTC)
HEADER = "siren;nom;iban;courriel;ville;gerant;courriel_gerant"
MENUISERIE = (
    "732829320;Menuiserie du Lac;FR7630006000011234567890189;contact@menuiserie.example;Annecy;"
    "Une;une@menuiserie.example"
)
POSTE = "356000000;Atelier des Postes;FR1420041010050500013M02606;contact@postes.example;Paris;;"


def file_of(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines]).encode("utf-8-sig")


def run_import(fund: Fund, *lines: str, **options: bool) -> ImportPlan:
    return import_members(fund=fund, content=file_of(*lines), joined_on=date(2026, 2, 3), now=NOW, **options)


def faults_of(fund: Fund, *lines: str) -> list[tuple[int, str, str]]:
    plan = plan_member_import(fund=fund, content=file_of(*lines))
    return [(fault.line, fault.column, str(fault.rule)) for fault in plan.faults]


@pytest.mark.django_db
def test_members_are_registered_admitted_and_given_people() -> None:
    fund = make_fund()
    plan = run_import(fund, MENUISERIE, POSTE)
    assert [member.action for member in plan.members] == [Action.REGISTER, Action.REGISTER]
    members = Membership.objects.filter(fund=fund).values_list("number", "cooperative__siren", "joined_on")
    assert list(members) == [(1, "732829320", date(2026, 2, 3)), (2, "356000000", date(2026, 2, 3))]
    roles = Role.objects.values_list("person__email", "person__name", "kind", "cooperative__name")
    assert list(roles) == [("une@menuiserie.example", "Une", "manager", "Menuiserie du Lac")]
    kinds = Event.objects.exclude(kind="create_fund").values_list("kind", flat=True)
    assert sorted(kinds) == ["admit_member", "admit_member", "invite_person"]


@pytest.mark.django_db
def test_planning_changes_nothing() -> None:
    fund = make_fund()
    assert not plan_member_import(fund=fund, content=file_of(MENUISERIE)).changes_nothing
    assert not Cooperative.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_imported_twice_nothing_changes() -> None:
    fund = make_fund()
    run_import(fund, MENUISERIE, POSTE)
    events = Event.objects.count()
    plan = run_import(fund, MENUISERIE, POSTE, notifies=True)
    assert plan.changes_nothing
    assert [member.action for member in plan.members] == [Action.UNCHANGED, Action.UNCHANGED]
    assert (Membership.objects.count(), Role.objects.count(), Event.objects.count()) == (2, 1, events)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_one_wrong_line_refuses_the_whole_file() -> None:
    fund = make_fund()
    with pytest.raises(FileRefused) as refused:
        run_import(fund, MENUISERIE, POSTE.replace("356000000", "356000001"))
    assert [(fault.line, fault.column) for fault in refused.value.values["faults"]] == [(3, "siren")]
    assert not Cooperative.objects.exists()


@pytest.mark.django_db
def test_every_wrong_column_of_every_line_is_named_by_the_files_own_titles() -> None:
    wrong = "73282932;;FR7630006000011234567890188;contact@;Annecy;Une;"
    rib = POSTE.replace("FR1420041010050500013M02606", "FR0630006000011234567890188")
    assert [(line, column) for line, column, _rule in faults_of(make_fund(), wrong, rib)] == [
        (2, "siren"),
        (2, "nom"),
        (2, "iban"),
        (2, "courriel"),
        (2, "courriel_gerant"),
        (3, "iban"),
    ]


@pytest.mark.django_db
def test_a_member_twice_in_the_file_is_named_with_both_lines() -> None:
    again = MENUISERIE.replace("732829320", "732 829 320")
    assert faults_of(make_fund(), MENUISERIE, POSTE, again) == [
        (4, "siren", "Line 2 already has this: keep one of the two lines, or correct one."),
        (4, "iban", "Line 2 already has this: keep one of the two lines, or correct one."),
    ]


@pytest.mark.django_db
def test_another_cooperatives_account_is_refused() -> None:
    fund = make_fund()
    run_import(fund, MENUISERIE)
    line = POSTE.replace("FR1420041010050500013M02606", "FR7630006000011234567890189")
    told = "This account belongs to Menuiserie du Lac (SIREN 732829320): correct the IBAN of one of them."
    assert faults_of(fund, line) == [(2, "iban", told)]


@pytest.mark.django_db
def test_particulars_that_differ_are_refused_unless_corrections_are_taken_over() -> None:
    fund = make_fund()
    run_import(fund, MENUISERIE)
    moved = MENUISERIE.replace("Annecy", "Lyon")
    with pytest.raises(FileRefused):
        run_import(fund, moved)
    plan = run_import(fund, moved, corrects=True)
    assert [(member.action, member.changes) for member in plan.members] == [
        (Action.CORRECT, {"city": ("Annecy", "Lyon")})
    ]
    assert Cooperative.objects.get().city == "Lyon"
    event = Event.objects.get(kind="correct_cooperative")
    assert (event.before, event.after) == ({"city": "Annecy"}, {"city": "Lyon"})


@pytest.mark.django_db
def test_a_cooperative_of_another_fund_is_admitted_and_not_registered_again() -> None:
    run_import(make_fund(), MENUISERIE)
    plan = run_import(make_fund(), MENUISERIE)
    assert [member.action for member in plan.members] == [Action.ADMIT]
    assert (Cooperative.objects.count(), Membership.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_new_people_are_told_by_mail_when_it_is_asked() -> None:
    run_import(make_fund(), MENUISERIE, notifies=True)
    messages = OutboxMessage.objects.values_list("template", "recipient__email")
    assert list(messages) == [("invitation", "une@menuiserie.example")]


@pytest.mark.django_db
@pytest.mark.parametrize("line_count", [1, 30])
def test_planning_makes_four_queries_however_many_lines(
    line_count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fund = make_fund()
    known = [make_cooperative() for _ in range(line_count)]
    lines = [f"{one.siren};{one.name};{one.iban};{one.email};{one.city};;" for one in known]
    with django_assert_num_queries(4):
        plan = plan_member_import(fund=fund, content=file_of(*lines))
    assert plan.count(Action.ADMIT) == line_count


def test_one_file_imported_by_two_at_once_is_imported_once(run_together: RunTogether) -> None:
    fund = make_fund()
    plans = run_together([lambda: run_import(fund, MENUISERIE, POSTE)] * 2)
    assert sorted(plan.changes_nothing for plan in plans) == [False, True]
    assert Membership.objects.count() == 2
