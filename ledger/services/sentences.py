"""Values that the database answers, as people read them."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from babel.dates import format_date
from django.utils.translation import get_language, gettext

# English is written as in Europe, day first.
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
# French says "1er février"; the locale data does not.
FRENCH_FIRST = re.compile(r"^1 ")


def told(sentence: str, values: Mapping[str, Any]) -> str:
    """A sentence in the reader's language, its days written out."""
    return gettext(sentence) % {
        name: _written(value) if isinstance(value, dt.date) else value for name, value in with_days(values).items()
    }


def with_days(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, those that name a day as days: JSON knows none."""
    return {
        name: dt.date.fromisoformat(value) if _is_day(name) and isinstance(value, str) else value
        for name, value in values.items()
    }


def _is_day(name: str) -> bool:
    return name.endswith("_on") or name in ("open_from", "open_until")


def _written(day: dt.date) -> str:
    language = (get_language() or "en").split("-", maxsplit=1)[0]
    written: str = format_date(day, "long", locale=LOCALES.get(language, LOCALES["en"]))
    return FRENCH_FIRST.sub("1er ", written) if language == "fr" else written
