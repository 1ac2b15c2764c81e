"""What an addendum says of drawdowns still to come and of sponsors, where there are any."""

from typing import Any

from django.utils.translation import pgettext

from lending.statements.amendment import Amendment
from lending.statements.figures import long_day, money

Section = dict[str, Any]


def undrawn_section(said: Amendment, language: str) -> list[Section]:
    """What of the loan is still to be drawn, and what becomes of it."""
    undrawn = said.content.get("undrawn")
    if undrawn is None:
        return []
    texts = {
        "kept": pgettext(
            "document",
            "These drawdowns may be drawn as the contract says. The schedule below is of what is drawn; the "
            "instalments after a drawdown are reckoned again from its day, on the terms of this addendum.",
        ),
        "given_up": pgettext("document", "These drawdowns are given up as the new schedule is put in force."),
    }
    facts = [
        [
            pgettext("document", "Drawdown %(number)s of %(loan)s") % one,
            pgettext("document", "%(amount)s, from %(day)s")
            % {
                "amount": money(said.money(one["amount"]), language=language),
                "day": long_day(said.day(one["planned_on"]), language=language),
            },
        ]
        for one in undrawn["drawdowns"]
    ]
    return [section(pgettext("document", "What is not drawn"), texts=[texts[undrawn["becomes"]]], facts=facts)]


def guarantee_section(said: Amendment, language: str) -> list[Section]:
    """Who answers for the loan that several become, and who is released; another schedule leaves that as it is."""
    kept, released = said.content.get("sponsors", []), said.content.get("released", [])
    if said.content["wish"]["kind"] != "consolidation" or not (kept or released):
        return []
    told = pgettext("document", "%(name)s, up to %(amount)s")
    texts = [
        pgettext(
            "document",
            "From the day stated each sponsor named here answers for the new loan, expressly (code civil 1334, 2294), "
            "up to the amount named and otherwise on the terms of its guarantee in the contracts amended, which ends "
            "with them.",
        )
    ]
    facts = [
        [
            pgettext("document", "Sponsor"),
            told % {"name": one["name"], "amount": money(said.money(one["amount"]), language=language)},
        ]
        for one in kept
    ]
    freed = [[pgettext("document", "Released"), one["name"]] for one in released]
    return [section(pgettext("document", "Guarantee"), texts=texts if kept else [], facts=[*facts, *freed])]


def section(title: str, *, texts: Any = (), facts: Any = (), table: Any = None) -> Section:
    """A part of the page."""
    return {"title": title, "texts": list(texts), "facts": list(facts), "table": table}
