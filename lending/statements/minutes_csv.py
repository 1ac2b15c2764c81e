"""The seats of a consultation as CSV: who took part, and how."""

from collections.abc import Iterator

from django.utils.translation import override, pgettext

from lending.statements.figures import instant
from lending.statements.minutes import MinutedSeat, Minutes
from lending.statements.minutes_wording import choice_name, presence_name, recusal_reason
from lending.statements.tables import Cell, Column, Profile, csv_lines


def minutes_csv(drawn_up: Minutes, *, profile: Profile, language: str = "fr") -> Iterator[str]:
    """One line a seat, each seat once. Machines get codes and UTC instants in every language."""
    people = Profile(profile) == Profile.EXCEL_FR
    with override(language):
        columns = _columns()
        rows = [_for_people(drawn_up, seat, language) if people else _for_machines(seat) for seat in drawn_up.seats]
    return csv_lines(columns, rows, profile=Profile(profile))


def minutes_name(drawn_up: Minutes) -> str:
    """A file's name without its ending: `proces-verbal-D2026-014-v1`."""
    version = drawn_up.consultation.request_version
    return f"proces-verbal-{version.request.reference}-v{version.version}"


def _columns() -> list[Column]:
    return [
        Column("person", pgettext("document", "Person")),
        Column("cooperative", pgettext("document", "Cooperative")),
        Column("is_chair", pgettext("document", "Chair")),
        Column("presence", pgettext("document", "Presence")),
        Column("choice", pgettext("document", "Vote")),
        Column("reason", pgettext("document", "Reason")),
        Column("recusal", pgettext("document", "Recusal")),
        Column("cast_at", pgettext("document", "Cast on")),
    ]


def _for_people(drawn_up: Minutes, seat: MinutedSeat, language: str) -> list[Cell]:
    zone = drawn_up.consultation.fund.time_zone
    return [
        seat.person,
        seat.cooperative,
        pgettext("document", "yes") if seat.is_chair else "",
        presence_name(seat.presence),
        choice_name(seat.choice) if seat.choice else "",
        seat.reason,
        recusal_reason(seat),
        instant(seat.cast_at, language=language, zone=zone, precision="seconds") if seat.cast_at else "",
    ]


def _for_machines(seat: MinutedSeat) -> list[Cell]:
    return [
        seat.person,
        seat.cooperative,
        "true" if seat.is_chair else "false",
        str(seat.presence),
        str(seat.choice) if seat.choice else "",
        seat.reason,
        seat.recusal_reason,
        seat.cast_at.isoformat() if seat.cast_at else "",
    ]
