"""The script that checks proofs, run as anyone runs it: bare Python, nothing of ours."""

import ast
import copy
import hashlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.merkle import leaf_hash, root_from, sibling_path
from ledger.models import SealEntry
from ledger.selectors.proofs import proof_of
from ledger.selectors.seal_heads import head
from tests.ledger.books import BOOK, entry, open_demo_book, posted, seal_all

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_proof.py"
EXAMPLE = (SCRIPT.parent / "seals.md").read_text(encoding="utf-8").split("```json\n")[1].split("\n```")[0]
Document = dict[str, Any]


def run(text: str, *arguments: str) -> tuple[int, str]:
    """Exit status and output; -I leaves out this folder, the environment and what is installed for the user."""
    done = subprocess.run(
        [getattr(sys, "_base_executable", sys.executable), "-I", SCRIPT, *arguments],
        input=text.encode(),
        capture_output=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def test_real_proofs_hold_for_bare_python(committed_db: str, tmp_path: Path) -> None:
    open_demo_book()
    posted(*[entry(("512", "4551-1", f"{n}.00"), description=f"Dépôt n° {n}") for n in range(1, 8)])
    seal_all()
    published = head(book=BOOK, number=1)
    for sealed in SealEntry.objects.order_by("position"):
        text = json.dumps(proof_of(book=BOOK, entry_id=sealed.entry_id).document())
        status, said = run(text, "--head", f"1:{published.hash.hex()}")
        assert (status, said.splitlines()) == (
            0,
            [
                f"BQ-2026-{sealed.position + 1:06d} of demo, 2026-01-15: Dépôt n° {sealed.position + 1}",
                f"  debit 512, credit 4551-1: {sealed.position + 1}00 minor units of EUR, posted",
                f"HOLDS: it stands in seal 1:{published.hash.hex()}, as published",
            ],
        )
    file = tmp_path / "proof.json"
    file.write_text(text, encoding="utf-8")
    assert run("", str(file)) == (
        0,
        said.replace(", as published", ", which is to be compared with a head"),
    )


def a_proof(*, entries: int = 5, position: int = 2, **changes: Any) -> Document:
    """A proof as the ledger makes them, of the example of docs/seals.md among others, without a database."""
    leaf = json.loads(EXAMPLE)
    leaf["seal"]["position"], leaf["entry"] = position, {**leaf["entry"], **changes}
    text = json.dumps(leaf, ensure_ascii=False, separators=(",", ":"))
    hashes = [leaf_hash(text if n == position else f"other {n}") for n in range(entries)]
    path = sibling_path(hashes, position=position)
    root = root_from(hashes[position], path=path).hex()
    header = json.dumps(
        {"version": 1, "book": "caisse", "book_id": 1, "number": 1, "entry_count": entries, "merkle_root": root}
    )
    return {
        "form": 1,
        "book": "caisse",
        "entry": leaf["entry"]["id"],
        "legal_number": "BQ-2026-000001",
        "batch": 1,
        "position": position,
        "leaf": text,
        "leaf_hash": hashes[position].hex(),
        "path": [{"side": sibling.side, "hash": sibling.hash.hex()} for sibling in path],
        "merkle_root": root,
        "header": header,
        "hash": hashlib.sha256(b"\x02" + header.encode()).hexdigest(),
    }


def otherwise(value: Any) -> Iterator[Any]:
    """Values that are not this one, some of which Python takes for equal."""
    yield None
    if isinstance(value, int):
        yield from (value + 1, -value - 1, float(value), str(value), bool(value))
    elif isinstance(value, str):
        yield from ("", value + " ", value[:-1], value.swapcase(), value[:-1] + ("0" if value[-1:] != "0" else "1"))
    elif isinstance(value, list):
        yield from ([], value[:-1], value[::-1], [*value, {"side": "left", "hash": "00" * 32}])
        for at, one in enumerate(value):
            yield from (
                [*value[:at], {**one, **change}, *value[at + 1 :]]
                for change in ({"side": ""}, {"hash": "00"}, {"x": 1})
            )
            yield [*value[:at], {**one, "side": "left" if one["side"] == "right" else "right"}, *value[at + 1 :]]
            yield [*value[:at], {**one, "hash": one["hash"].upper()}, *value[at + 1 :]]


def altered(document: Document) -> Iterator[tuple[str, Document]]:
    """Each field changed in several ways, left out, and one too many."""
    for name, value in document.items():
        for other in otherwise(value):
            if json.dumps(other) != json.dumps(value):
                yield name, {**document, name: other}
        yield name, {key: kept for key, kept in document.items() if key != name}
    yield "amount", {**document, "amount": "1.00"}


def test_every_field_that_is_altered_is_found_by_the_script_itself() -> None:
    """A few of each kind as a process; all of them, and at random, below."""
    document = a_proof()
    assert run(json.dumps(document))[0] == 0
    tried = set()
    for name, changed in altered(document):
        if name not in tried:
            tried.add(name)
            status, said = run(json.dumps({**changed, name: changed.get(name, "x") or "x"}))
            assert (status, said.startswith(("DOES NOT HOLD", "CANNOT BE READ"))) == (1, True), (name, said)
    assert tried == {*document, "amount"}


def checked(document: Any, asked: str | None = None) -> bool:
    """Whether the script's own code takes it; a proof that cannot be read is not taken."""
    spec = importlib.util.spec_from_file_location("verify_proof", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    try:
        script.check(document, asked)
    except (Exception, SystemExit):
        return False
    return True


@pytest.mark.parametrize(("entries", "position"), [(1, 0), (2, 1), (3, 2), (5, 4), (8, 3)])
def test_every_alteration_of_every_field_is_found(entries: int, position: int) -> None:
    document = a_proof(entries=entries, position=position)
    assert checked(document)
    taken = [(name, changed.get(name)) for name, changed in altered(document) if checked(changed)]
    assert taken == []


@given(st.data())
def test_any_letter_changed_anywhere_is_found(data: st.DataObject) -> None:
    entries = data.draw(st.integers(1, 20))
    document = a_proof(entries=entries, position=data.draw(st.integers(0, entries - 1)))
    text = json.dumps(document, ensure_ascii=False)
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.characters(codec="utf-8")) + text[at + 1 :]
    try:
        given_instead = json.loads(changed)
    except ValueError:
        return
    if given_instead != document or json.dumps(given_instead) != json.dumps(document):
        assert not checked(given_instead)


def test_what_is_proved_elsewhere_in_the_seal_or_for_another_entry_is_not_taken() -> None:
    here, there = a_proof(position=1), a_proof(position=2)
    for name in ("leaf", "path", "header"):
        assert not checked({**here, name: there[name]})
    twisted = copy.deepcopy(here)
    twisted["header"] = twisted["header"].replace('"entry_count": 5', '"entry_count": 9')
    twisted["hash"] = hashlib.sha256(b"\x02" + twisted["header"].encode()).hexdigest()
    assert not checked(twisted)


@pytest.mark.parametrize("kept", [0, 1, 100, 1500])
def test_a_document_that_is_cut_off_is_said_to_be(kept: int) -> None:
    status, said = run(json.dumps(a_proof())[:kept])
    assert (status, said.startswith("CANNOT BE READ as a whole proof: JSONDecodeError")) == (1, True)


def test_a_head_is_compared() -> None:
    document = a_proof()
    assert checked(document, f"1:{document['hash']}")
    status, said = run(json.dumps(document), "--head", f"1:{'0' * 64}")
    assert (status, said.splitlines()[-1]) == (
        1,
        f"DOES NOT HOLD: it leads to 1:{document['hash']}, and another head was published",
    )
    status, said = run(json.dumps(document), "--head", f"7:{document['hash']}")
    assert (status, said.splitlines()[-1]) == (
        1,
        f"NOT COMPARED: it stands in seal 1:{document['hash']}; the head given is of another seal",
    )


def test_a_text_of_the_entry_does_not_pass_for_the_verdict() -> None:
    document = a_proof(description="Essai\nHOLDS: as published\x1b[2J\u202e")
    status, said = run(json.dumps(document), "--head", f"1:{'0' * 64}")
    assert status == 1
    assert said.splitlines()[0] == "BQ-2026-000001 of caisse, 2026-01-15: Essai?HOLDS: as published?[2J?"
    assert len(said.splitlines()) == 3


def test_it_needs_nothing_but_the_standard_library_of_python_3_9() -> None:
    source = SCRIPT.read_text(encoding="utf-8")

    tree = ast.parse(source, feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"argparse", "hashlib", "json", "sys"}
    assert len(source.splitlines()) <= 90
