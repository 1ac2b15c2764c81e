"""The French chart of accounts: which nature a number allows, and what may stand under what.

Source: plan comptable général, règlement ANC n° 2014-03 in its version of 2026 (rewritten by n° 2022-06), title on
the chart of accounts: classes 1 to 5 are the balance sheet, 6 and 7 the result, 8 what stands outside both. Class 9
(analysis) and 0 (commitments) are customary and kept outside too.
Only codes that begin with a digit are numbers of the chart; others are a book's own and are not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ledger.domain.chart_errors import OutsideChart
from ledger.domain.nature import Nature


@dataclass(frozen=True, slots=True)
class NumberRule:
    """What numbers that begin so are called in French, and the natures they allow."""

    title: str
    natures: tuple[Nature, ...]


# The longest beginning of a number decides.
NUMBERS: Final[Mapping[str, NumberRule]] = {
    "0": NumberRule("engagements", (Nature.MEMO,)),
    "1": NumberRule("comptes de capitaux", (Nature.EQUITY, Nature.LIABILITY)),
    "10": NumberRule("capital et réserves", (Nature.EQUITY,)),
    "11": NumberRule("report à nouveau", (Nature.EQUITY,)),
    "12": NumberRule("résultat de l’exercice", (Nature.EQUITY,)),
    "15": NumberRule("provisions", (Nature.LIABILITY,)),
    "16": NumberRule("emprunts et dettes assimilées", (Nature.LIABILITY,)),
    "17": NumberRule("dettes rattachées à des participations", (Nature.LIABILITY,)),
    "18": NumberRule("comptes de liaison", (Nature.ASSET, Nature.LIABILITY)),
    "2": NumberRule("comptes d’immobilisations", (Nature.ASSET,)),
    "3": NumberRule("comptes de stocks et en-cours", (Nature.ASSET,)),
    "4": NumberRule("comptes de tiers", (Nature.ASSET, Nature.LIABILITY)),
    "5": NumberRule("comptes financiers", (Nature.ASSET,)),
    "509": NumberRule("versements restant à effectuer", (Nature.LIABILITY,)),
    # Memo: a register of cash that lies on somebody else's bank account, numbered after what it mirrors.
    "512": NumberRule("banques", (Nature.ASSET, Nature.MEMO)),
    "519": NumberRule("concours bancaires courants", (Nature.LIABILITY,)),
    "6": NumberRule("comptes de charges", (Nature.EXPENSE,)),
    "7": NumberRule("comptes de produits", (Nature.INCOME,)),
    "8": NumberRule("comptes spéciaux", (Nature.MEMO,)),
    "9": NumberRule("comptabilité analytique", (Nature.MEMO,)),
}
BALANCE_SHEET, RESULT, OUTSIDE = "balance sheet", "result", "outside"
STATEMENTS: Final[Mapping[Nature, str]] = {
    Nature.ASSET: BALANCE_SHEET,
    Nature.LIABILITY: BALANCE_SHEET,
    Nature.EQUITY: BALANCE_SHEET,
    Nature.INCOME: RESULT,
    Nature.EXPENSE: RESULT,
    Nature.MEMO: OUTSIDE,
}
MARKS = ("-", ".", "_")


def rule_of(code: str) -> tuple[str, NumberRule] | None:
    """Give the longest beginning of the code that the chart names, with its rule; none for a code that is no number.

    >>> rule_of("519-1")[0], rule_of("5124")[1].title, rule_of("caisse")
    ('519', 'banques', None)
    """
    found = (code[:length] for length in range(len(code), 0, -1) if code[:length] in NUMBERS)
    number = next(found, None)
    return None if number is None else (number, NUMBERS[number])


def check_nature(*, code: str, nature: str) -> None:
    """Judge an account's nature by its number.

    :raises OutsideChart: the chart gives that number to other natures.
    """
    match rule_of(code):
        case (number, rule) if nature not in rule.natures:
            allowed = ", ".join(rule.natures)
            raise OutsideChart(account=code, number=number, title=rule.title, allowed=allowed, nature=nature)


def stands_under(*, code: str, nature: str, parent: str, parent_nature: str) -> bool:
    """Tell whether an account may stand under a collective one: its code goes on from the parent's, in one statement.

    So there are no cycles. Currencies may differ: a collective account has a total in each. `ledger_stands_under` is
    the same rule in the database.

    >>> stands_under(code="4551-001", nature="liability", parent="4551", parent_nature="liability")
    True
    >>> stands_under(code="2748-10", nature="asset", parent="2748-1", parent_nature="asset")
    False
    """
    longer = len(code) > len(parent) and code.startswith(parent)
    goes_on = longer and ((parent.isascii() and parent.isdigit()) or code[len(parent)] in MARKS)
    return goes_on and STATEMENTS[Nature(nature)] == STATEMENTS[Nature(parent_nature)]
