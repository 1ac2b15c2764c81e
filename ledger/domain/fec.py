"""The fichier des écritures comptables (LPF art. A47 A-1): its columns, and how each value is written."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

COLUMNS = (
    *("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib"),
    *("PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate"),
    *("Montantdevise", "Idevise"),
)
ENCODINGS = ("utf-8", "iso-8859-15")
OPENING_JOURNAL = "AN"
# A journal that has no name of its own here bears its code.
JOURNALS = {
    "AN": "À-nouveaux",
    "AC": "Achats",
    "BQ": "Banque",
    "CA": "Caisse",
    "CL": "Clôture",
    "OD": "Opérations diverses",
    "VE": "Ventes",
}
# First three characters of an account: digits of the plan comptable.
NUMBERED = re.compile(r"[1-9][0-9]{2}")
NOT_ALLOWED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029|]+")
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u202f": " "})


def text(value: str, *, encoding: str) -> str:
    """Put a text on one line without what separates columns; where the encoding lacks a character, its nearest.

    >>> text("Prêt\\t7 | d’Anne", encoding="utf-8"), text("Łódź – d’Anne", encoding="iso-8859-15")
    ('Prêt 7 d’Anne', "?ódz - d'Anne")
    """
    clean = " ".join(NOT_ALLOWED.sub(" ", value).split())
    if encoding == "utf-8":
        return clean
    return "".join(_nearest(character, encoding=encoding) for character in clean.translate(PLAIN))


def _nearest(character: str, *, encoding: str) -> str:
    for one in (character, unicodedata.normalize("NFKD", character)[:1]):
        try:
            one.encode(encoding)
        except UnicodeEncodeError:
            continue
        return one
    return "?"


def amount(value: Decimal) -> str:
    """Write an amount with a decimal comma and nothing between thousands.

    >>> amount(Decimal("50000.00"))
    '50000,00'
    """
    return f"{value:f}".replace(".", ",")


def day(value: dt.date) -> str:
    """Write a date as YYYYMMDD.

    >>> day(dt.date(2026, 1, 31))
    '20260131'
    """
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def record(cells: dict[str, str]) -> str:
    """Join the cells of a line by tabs, in the order of the columns; those left out are blank."""
    return "\t".join(cells.get(column, "") for column in COLUMNS) + "\r\n"


def file_name(*, owner: str, closes_on: dt.date) -> str:
    """Name the file as the tax office asks: the SIREN, FEC, the closing date.

    >>> file_name(owner="123456782", closes_on=dt.date(2026, 12, 31))
    '123456782FEC20261231.txt'
    """
    return f"{owner}FEC{day(closes_on)}.txt"


def ranges(numbers: list[int]) -> str:
    """Write ascending numbers shortly.

    >>> ranges([1, 2, 3, 7, 9, 10])
    '1-3, 7, 9-10'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
