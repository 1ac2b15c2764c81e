"""Reasons remember the text and the values that they are made of."""

from ledger.domain.errors import InvalidEntry
from ledger.domain.reasons import Name, Reason


def test_a_reason_is_its_sentence_and_keeps_what_it_is_made_of() -> None:
    reason = Reason("%(currency)s has %(decimals)s decimals", currency="EUR", decimals=2)
    assert reason == "EUR has 2 decimals"
    assert (reason.text, reason.values) == (
        "%(currency)s has %(decimals)s decimals",
        {"currency": "EUR", "decimals": 2},
    )


PLACES = (
    # entry  line  field        path                               sentence
    (2,      3,    "amount",    "entries[1].postings[2].amount",   "Entry 2, line 3, amount: it is wrong."),
    (2,      3,    "posting",   "entries[1].postings[2]",          "Entry 2, line 3, posting: it is wrong."),
    (2,      0,    "journal",   "entries[1].journal",              "Entry 2, journal: it is wrong."),
    (2,      0,    "entry",     "entries[1]",                      "Entry 2, entry: it is wrong."),
    (0,      0,    "mode",      "mode",                            "mode: it is wrong."),
)  # fmt: skip


def test_a_wrong_field_is_named_by_its_path_and_in_words() -> None:
    for entry, line, field, path, sentence in PLACES:
        error = InvalidEntry(entry=entry, line=line, field=field, reason="it is wrong")
        assert error.fields == {path: "it is wrong"}
        assert str(error) == sentence
        assert isinstance(error.values["field"], Name)
