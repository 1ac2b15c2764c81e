"""Merkle trees: the vectors of RFC 6962's own implementation, in Python and in the database."""

from hashlib import sha256

import pytest
from django.db import connection

from ledger.domain.merkle import Sibling, leaf_hash, root_from, sibling_path

# google/certificate-transparency, merkletree tests: leaves, and the root of the first N of them.
LEAVES = ["", "\x00", "\x10", " !", "01", "@ABC", "PQRSTUVW", "`abcdefghijklmno"]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
# Inclusion proofs of the same tests: position, size of the tree, the way up.
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
HASHES = [leaf_hash(text) for text in LEAVES]


@pytest.mark.parametrize(("position", "size"), [(at, size) for size in ROOTS for at in range(size)])
def test_every_leaf_of_every_tree_leads_to_the_published_root(position, size):
    path = sibling_path(HASHES[:size], position=position)
    assert root_from(HASHES[position], path=path).hex() == ROOTS[size]


@pytest.mark.parametrize(("position", "size"), PATHS)
def test_published_ways_up_are_ours(position, size):
    path = sibling_path(HASHES[:size], position=position)
    assert [sibling.hash.hex() for sibling in path] == PATHS[position, size]


@pytest.mark.parametrize("size", ROOTS)
def test_the_database_finds_the_published_root(db, size):
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_merkle_root(%s)", [b"".join(HASHES[:size])])
        assert bytes(cursor.fetchone()[0]).hex() == ROOTS[size]


@pytest.mark.parametrize("text", ["é", "{}", *LEAVES[2:]])
def test_the_database_hashes_a_leaf_as_we_do(db, text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_leaf_hash(%s)", [text])
        assert bytes(cursor.fetchone()[0]) == leaf_hash(text) == sha256(b"\x00" + text.encode()).digest()


def test_a_path_of_another_leaf_or_on_the_wrong_side_leads_elsewhere():
    path = sibling_path(HASHES, position=5)
    assert root_from(HASHES[4], path=path).hex() != ROOTS[8]
    turned = [Sibling("right" if one.side == "left" else "left", one.hash) for one in path]
    assert root_from(HASHES[5], path=turned).hex() != ROOTS[8]
