"""What an addendum says, section by section: what it amends, the decision, the change, the schedule, its cost."""

from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext

from lending.domain.agreement_wording import filled, paragraphs
from lending.statements.addendum_parts import Section, guarantee_section, section, undrawn_section
from lending.statements.amendment import Amendment
from lending.statements.figures import figure, instant, long_day, money, rate, short_day, siren
from lending.statements.wording import duration, repayment_name, rhythm


def addendum_title(said: Amendment) -> str:
    """Which loans it is of."""
    return pgettext("document", "Addendum to loan agreement %(loans)s") % {"loans": said.loans}


def addendum_figures(said: Amendment, language: str) -> list[list[str]]:
    """From when, how much, at what rate, at what cost."""
    cost = said.content["cost"]
    return [
        [pgettext("document", "From"), long_day(said.day(said.content["effective_on"]), language=language)],
        [pgettext("document", "Principal"), money(said.money(said.content["loan"]["amount"]), language=language)],
        [pgettext("document", "Effective rate (TEG)"), _rate(cost["proportional"], language)],
        [pgettext("document", "Interest to come"), money(said.money(cost["interest"]), language=language)],
    ]


def addendum_sections(said: Amendment, language: str) -> list[Section]:
    """All but who lends and who accepts."""
    return [
        section(pgettext("document", "What is amended"), facts=_amended(said, language)),
        section(
            pgettext("document", "Decision and reason"), texts=[_effect(said.content["wish"]["kind"])],
            facts=_decided(said, language),
        ),
        section(pgettext("document", "What changes"), facts=_changes(said, language)),
        *undrawn_section(said, language),
        *guarantee_section(said, language),
        section(pgettext("document", "New schedule"), texts=_deferred(said), table=_schedule(said, language)),
        section(pgettext("document", "Cost from then on"), facts=_cost(said, language)),
        section(pgettext("document", "Undertakings"), texts=_wording(said, language)),
    ]  # fmt: skip


def _amended(said: Amendment, language: str) -> list[list[str]]:
    unkept = pgettext("document", "accepted before contracts were kept here")
    lines = []
    for loan in said.content["loans"]:
        agreed = pgettext("document", "agreed on %(date)s") % {
            "date": long_day(said.day(loan["agreed_on"]), language=language)
        }
        lines.append([pgettext("document", "Contract of loan %(loan)s") % {"loan": loan["reference"]}, agreed])
        lines.append([pgettext("document", "Its hash"), loan["contract_sha256"] or unkept])
    return lines


def _effect(kind: str) -> str:
    return {
        "reschedule": pgettext("document", "The committee has adopted another schedule of what is outstanding."),
        "holiday": pgettext(
            "document", "The committee has adopted a payment holiday and the schedule that follows it."
        ),
        "consolidation": pgettext(
            "document",
            "The committee has made these loans one: on the day stated each of them ends, and one loan takes over the "
            "principal outstanding and the interest owed of all. No money is paid.",
        ),
    }[kind]


def _decided(said: Amendment, language: str) -> list[list[str]]:
    asked, decision = said.content["request"], said.content["decision"]
    decided = instant(said.instant(decision["decided_at"]), language=language, zone=said.fund.time_zone)
    return [
        [pgettext("document", "Reason"), asked["purpose"]],
        [pgettext("document", "Decision of the committee"), decided],
        [pgettext("document", "Request voted on"), f"{asked['reference']} v{asked['version']}"],
        [pgettext("document", "Hash of the request"), asked["sha256"]],
        [pgettext("document", "Head of the log"), decision["log_head"]],
    ]


def _changes(said: Amendment, language: str) -> list[list[str]]:
    """Old → new, of what the schedule says; what stays says so by being the same."""
    old, terms, cost = said.content["loans"], said.content["terms"], said.content["cost"]
    rows = said.content["instalments"]
    before = said.content["before"]

    def became(before: list[str], after: str) -> str:
        told = ", ".join(dict.fromkeys(before))
        return f"{told} → {after}" if told != after else pgettext("document", "%(value)s, as before") % {"value": after}

    last = [short_day(said.day(loan["last_due_on"])) for loan in old if loan["last_due_on"]]
    interest = [money(said.money(each["interest"]), language=language) for each in (before, cost)]
    return [
        [
            pgettext("document", "Rate a year"),
            became([_rate(loan["annual_rate"], language) for loan in old], _rate(_last_rate(terms), language)),
        ],
        [
            pgettext("document", "Repayment"),
            became([repayment_name(loan["repayment"]) for loan in old], repayment_name(terms["repayment"])),
        ],
        [
            pgettext("document", "Instalments to come"),
            became([str(loan["instalments_ahead"]) for loan in old], rhythm(terms)),
        ],
        [pgettext("document", "Last due date"), became(last, short_day(said.day(rows[-1]["due_on"])))],
        [pgettext("document", "Interest to come"), became(interest[:1], interest[1])],
        [
            pgettext("document", "Effective rate (TEG)"),
            became([_rate(before["proportional"], language)], _rate(cost["proportional"], language)),
        ],
    ]


def _last_rate(terms: dict[str, Any]) -> str:
    """The rate that the new terms come to."""
    changed = terms.get("rate_changes") or []
    return str(max(changed, key=lambda one: one["on"])["annual_rate"] if changed else terms["annual_rate"])


def _deferred(said: Amendment) -> list[str]:
    """What of the schedule was due before, and bears no interest for it."""
    told = pgettext("document", "Instalment %(number)s: interest that was due on %(date)s; it bears none.")
    return [
        told % {"number": row["number"], "date": short_day(said.day(row["deferred_from"]))}
        for row in said.content["instalments"]
        if row["deferred_from"]
    ]


def _schedule(said: Amendment, language: str) -> dict[str, Any]:
    rows = said.content["instalments"]
    sums = [
        figure(sum((said.money(row[name]) for row in rows), said.money("0.00")), language=language)
        for name in ("principal", "interest", "total")
    ]
    return {
        "kinds": ["figure", "day", "figure", "figure", "figure", "figure"],
        "header": [
            pgettext("document", "No."),
            pgettext("document", "Due on"),
            pgettext("document", "Principal"),
            pgettext("document", "Interest"),
            pgettext("document", "To pay"),
            pgettext("document", "Principal left"),
        ],
        "rows": [
            [
                str(row["number"]), short_day(said.day(row["due_on"])),
                *(
                    figure(said.money(row[name]), language=language)
                    for name in ("principal", "interest", "total", "outstanding")
                ),
            ]
            for row in rows
        ],
        "foot": ["", pgettext("document", "Total"), *sums, ""],
    }  # fmt: skip


def _cost(said: Amendment, language: str) -> list[list[str]]:
    cost = said.content["cost"]
    period = duration(cost["period"]["count"], cost["period"]["unit"])
    return [
        [pgettext("document", "Interest"), money(said.money(cost["interest"]), language=language)],
        [pgettext("document", "Proportional TEG, a year"), _rate(cost["proportional"], language)],
        [
            pgettext("document", "Period rate and length"),
            f"{_rate(cost['period_rate'], language, places=6)} · {period}",
        ],
        [pgettext("document", "EU actuarial rate"), _rate(cost["eu"], language)],
    ]


def _wording(said: Amendment, language: str) -> list[str]:
    """The fund's own words for addenda, with the facts of this one in their places."""
    rows, content = said.content["instalments"], said.content
    facts = {
        "loan": said.loans,
        "borrower": said.borrower.name,
        "borrower_siren": siren(said.borrower.siren),
        "fund": said.fund.name,
        "amount": money(said.money(content["loan"]["amount"]), language=language),
        "annual_rate": _rate(_last_rate(content["terms"]), language),
        "teg": _rate(content["cost"]["proportional"], language),
        "total_cost": money(said.money(content["cost"]["cost"]), language=language),
        "instalments": rhythm(content["terms"]),
        "first_due_on": long_day(said.day(rows[0]["due_on"]), language=language),
        "last_due_on": long_day(said.day(rows[-1]["due_on"]), language=language),
        "agreed_on": long_day(said.day(content["loans"][0]["agreed_on"]), language=language),
        "purpose": content["request"]["purpose"],
    }
    return paragraphs(filled(content["wording"][language]["addendum"], facts))


def _rate(told: str | None, language: str, *, places: int = 2) -> str:
    return "–" if told is None else rate(Decimal(told), language=language, places=places)
