"""The columns of a file of members, by the names people give them in French and in English."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

REQUIRED: Final = ("siren", "name", "iban", "email")
PEOPLE: Final = ("manager", "treasurer")
COLUMNS: Final = (
    *REQUIRED,
    "street",
    "postal_code",
    "city",
    *(f"{person}_{part}" for person in PEOPLE for part in ("name", "email")),
)

_EMAIL: Final = ("email", "e_mail", "mail", "courriel", "mel", "adresse_email", "adresse_e_mail", "adresse_mail")
_NAMES: Final = {
    "siren": ("siren", "no_siren", "n_siren", "numero_siren"),
    "name": ("name", "nom", "raison_sociale", "denomination", "denomination_sociale", "cooperative"),
    "iban": ("iban", "rib", "compte"),
    "email": _EMAIL,
    "street": ("street", "address", "adresse", "rue", "voie", "adresse_postale"),
    "postal_code": ("postal_code", "postcode", "zip", "code_postal", "cp"),
    "city": ("city", "town", "ville", "commune"),
}
_PERSON_NAMES: Final = {
    "manager": ("manager", "gerant", "gerante", "dirigeant", "dirigeante"),
    "treasurer": ("treasurer", "tresorier", "tresoriere"),
}


def _aliases() -> dict[str, str]:
    known = {alias: column for column, aliases in _NAMES.items() for alias in aliases}
    for person, words in _PERSON_NAMES.items():
        for word in words:
            names = (word, f"{word}_name", f"{word}_nom", f"nom_{word}", f"nom_de_la_{word}", f"nom_du_{word}")
            mails = [f"{mail}{link}{word}" for mail in _EMAIL for link in ("_", "_du_", "_de_la_")]
            known |= dict.fromkeys(names, f"{person}_name")
            known |= dict.fromkeys([*mails, *(f"{word}_{mail}" for mail in _EMAIL)], f"{person}_email")
    return known


_ALIASES: Final = _aliases()


def column_of(title: str) -> str | None:
    """The column that a title of the file means, whatever its capitals, accents and spaces; None when unknown.

    >>> column_of("Raison sociale"), column_of("Courriel du gérant"), column_of("Notes")
    ('name', 'manager_email', None)
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", title) if not unicodedata.combining(letter))
    return _ALIASES.get(re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_"))


def columns_of(titles: Sequence[str]) -> list[str | None]:
    """The column of each title, in order."""
    return [column_of(title) for title in titles]
