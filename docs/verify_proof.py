"""Check the proof of an entry with Python alone (3.9 or later): verify_proof.py [PROOF.json] [--head NUMBER:HASH].

All is computed anew from the text of the entry, the hashes beside it and the text of the seal, as docs/seals.md says.
Exit status 0: it holds. 1: it does not, or it cannot be read, or the head is that of another seal.
"""

import argparse
import hashlib
import json
import sys


def sha256(mark, *parts):
    return hashlib.sha256(bytes([mark]) + b"".join(parts)).digest()


def computed(leaf_text, siblings, header_text):
    """The proof as it must be: the way up follows from the place of the entry and the number of entries in its seal."""
    leaf, header, path = json.loads(leaf_text), json.loads(header_text), []
    seal, width, reached = leaf["seal"], header["entry_count"], sha256(0, leaf_text.encode())
    place = seal["position"]
    while width > 1:
        if place ^ 1 < width:  # a node without a sibling goes up as it is
            other, is_right = bytes.fromhex(siblings[len(path)]["hash"]), place % 2
            reached = sha256(1, other, reached) if is_right else sha256(1, reached, other)
            path.append({"side": "left" if is_right else "right", "hash": other.hex()})
        place, width = place // 2, (width + 1) // 2
    if (reached.hex(), seal["batch"], leaf["book"]["code"]) != (
        header["merkle_root"],
        header["number"],
        header["book"],
    ):
        say("DOES NOT HOLD: this entry is not in this seal", status=1)
    return {
        "form": 1, "book": header["book"], "entry": leaf["entry"]["id"], "position": seal["position"], "path": path,
        "legal_number": "{journal}-{fiscal_year}-{legal_number:06d}".format(**seal), "batch": header["number"],
        "leaf": leaf_text, "leaf_hash": sha256(0, leaf_text.encode()).hex(), "merkle_root": reached.hex(),
        "header": header_text, "hash": sha256(2, header_text.encode()).hex(),
    }  # fmt: skip


def check(given, head):
    proof = computed(given["leaf"], given["path"], given["header"])
    texts = [{name: json.dumps(value, sort_keys=True) for name, value in one.items()} for one in (given, proof)]
    wrong = [name for name in {**proof, **given} if texts[0].get(name) != texts[1].get(name)]
    if wrong:
        say("DOES NOT HOLD: not what the entry and its seal give: " + ", ".join(wrong), status=1)
    reached, leaf = "{batch}:{hash}".format(**proof), json.loads(proof["leaf"])
    say("{legal_number} of {book}, ".format(**proof) + "{effective_on}: {description}".format(**leaf["entry"]))
    for line in leaf["postings"]:
        say("  debit {debit[code]}, credit {credit[code]}: {amount} minor units of {currency}, {phase}".format(**line))
    if head and head.split(":")[0] != str(proof["batch"]):
        say(f"NOT COMPARED: it stands in seal {reached}; the head given is of another seal", status=1)
    if head and head.lower() != reached:
        say(f"DOES NOT HOLD: it leads to {reached}, and another head was published", status=1)
    say(f"HOLDS: it stands in seal {reached}, " + ("as published" if head else "which is to be compared with a head"))


def say(text, status=None):
    print("".join(letter if letter.isprintable() else "?" for letter in text))  # a text may not pass for a line of ours
    if status is not None:
        sys.exit(status)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("proof", nargs="?", default=0, help="a file; standard input when none is named")
    parser.add_argument("--head", help="NUMBER:HASH, as published, of the seal that the entry stands in")
    asked = parser.parse_args()
    try:
        with open(asked.proof, encoding="utf-8") as file:
            check(json.load(file), asked.head)
    except Exception as error:
        say(f"CANNOT BE READ as a whole proof: {error!r}", status=1)
