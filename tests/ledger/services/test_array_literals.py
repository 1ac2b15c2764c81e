"""Array literals are read back by PostgreSQL as the values they were made of."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from ledger.services.array_literals import of_integers, of_plain, of_texts, of_uuids

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
AWKWARD = st.sampled_from(["", '"', "\\", '","', "NULL", "{}", "a,b", " ", '\\"', "é"])
ID = UUID("019a0000-0000-7000-8000-000000000001")


def read(literal: str, kind: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [literal])
        return list(cursor.fetchone()[0])


@given(st.lists(st.one_of(TEXT, AWKWARD), max_size=5))
def test_texts_come_back(texts: list[str]) -> None:
    assert read(of_texts(texts), "text") == texts


def test_the_others_come_back() -> None:
    assert read(of_integers([1, None, -3]), "bigint") == [1, None, -3]
    assert read(of_plain([date(2026, 1, 2), None, date(2026, 1, 2)]), "date") == [
        date(2026, 1, 2),
        None,
        date(2026, 1, 2),
    ]
    assert read(of_uuids([ID, None]), "uuid") == [ID, None]
    assert (of_integers([]), of_texts([]), of_plain([]), of_uuids([])) == ("{}", "{}", "{}", "{}")
