"""One key sent many times at one instant: one effect, and the same answer for everybody."""

from lending.models import Event, Placement
from tests import factories as make

TIMES = 50


def test_one_key_sent_fifty_times_at_once_is_one_placement_and_forty_nine_replays(caller, run_together):
    member = make.make_member(make.make_fund())
    person = make.treasurer_of(member.fund)
    body = {"membership": str(member.pk), "amount": "100.00", "placed_on": "2026-01-05"}
    answers = run_together([lambda: caller(person).act("placements", body, key="k-1")] * TIMES)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" in answer for answer in answers) == TIMES - 1
    assert Placement.objects.count() == 1
    assert Event.objects.filter(kind="place_treasury").count() == 1


def test_without_a_common_key_each_request_is_an_act_of_its_own(caller, run_together):
    """The control of the test above: it is the key that makes one of them."""
    member = make.make_member(make.make_fund())
    person = make.treasurer_of(member.fund)
    body = {"membership": str(member.pk), "amount": "100.00", "placed_on": "2026-01-05"}
    answers = run_together([lambda: caller(person).act("placements", body)] * 10)
    assert {answer.status_code for answer in answers} == {201}
    assert Placement.objects.count() == 10
