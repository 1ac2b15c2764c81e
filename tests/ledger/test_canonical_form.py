"""The canonical form says every column: one that is added to a table must be added to a version of the form."""

import json
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from ledger.models import Entry, Posting, SealBatch
from ledger.selectors.proofs import Proof, proof_of
from ledger.services.posting import PostingDraft
from tests.ledger.books import entry, eur, posted, seal_all


def proof(book: str, **fields: Any) -> Proof:
    made = posted(entry(("512", "101", "1.00"), **fields)).outcomes[0].entry_id
    seal_all()
    return proof_of(book=book, entry_id=made)


def columns(model: type[Model]) -> set[str]:
    """The columns that the table has, whatever the model says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [model._meta.db_table],
        )
        return {name for (name,) in cursor.fetchall()}


def test_a_leaf_says_every_column_of_the_entry_and_of_its_postings(committed_book: str) -> None:
    leaf = json.loads(proof(committed_book).leaf)
    assert set(leaf["entry"]) == columns(Entry)
    (posting,) = leaf["postings"]
    sides = {"debit": "debit_account_id", "credit": "credit_account_id"}
    assert {sides.get(name, name) for name in posting} == columns(Posting)
    assert set(posting["debit"]) == set(posting["credit"]) == {"id", "code", "nature", "currency"}


def test_a_header_says_every_column_of_the_batch_but_its_hash(committed_book: str) -> None:
    header = json.loads(proof(committed_book).header)
    assert set(header) - {"book", "version"} == columns(SealBatch) - {"hash", "leaf_version"}


def test_whatever_a_text_holds_the_leaf_is_json(committed_book: str) -> None:
    texts = {"description": 'Dit "non"\n\\ et «é»\t\x01', "reference": "'; --", "kind": "{}", "source": "a,b"}
    told = json.loads(proof(committed_book, **texts, metadata={"a": [None, 'x"', {"é": 1.50}]}).leaf)["entry"]
    assert {name: told[name] for name in texts} == texts
    assert told["metadata"] == {"a": [None, 'x"', {"é": 1.5}]}


SETTINGS = """
SET LOCAL timezone = 'Asia/Tokyo'; SET LOCAL datestyle = 'German, DMY'; SET LOCAL bytea_output = 'escape';
SET LOCAL extra_float_digits = 0; SET LOCAL intervalstyle = 'iso_8601'; SET LOCAL standard_conforming_strings = off"""
TEXTS = """
SELECT l.leaf_text, ledger_leaf_hash(l.leaf_text) = l.stored_hash, ledger_batch_text(b, 'demo')
  FROM ledger_leaves() l, ledger_seal_batch b"""


def test_the_form_is_the_same_whatever_the_settings_of_a_session(committed_book: str) -> None:
    made = proof(committed_book)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(TEXTS)
        assert cursor.fetchall() == [(made.leaf, True, made.header)]


def test_a_reservation_and_what_resolves_it_are_said(committed_book: str) -> None:
    posted(entry(("512", "4551-1", "5.00")))
    held = posted(entry(postings=[PostingDraft("4551-1", "101", eur("2.00"), "pending")])).outcomes[0].entry_id
    settled = (
        posted(entry(postings=[PostingDraft("4551-1", "101", eur("1.00"), "settles", pending=(held, 1))]))
        .outcomes[0]
        .entry_id
    )
    seal_all()
    (posting,) = json.loads(proof_of(book=committed_book, entry_id=settled).leaf)["postings"]
    assert (posting["phase"], posting["pending_id"], posting["pending_line"]) == ("settles", str(held), 1)
