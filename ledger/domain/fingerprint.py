"""The fingerprint of a request: equal for equal requests, whatever the order of their keys."""

import hashlib
import json
from collections.abc import Mapping


def fingerprint(request: Mapping[str, object]) -> str:
    """Give the SHA-256, in hexadecimal, of a request made of strings, integers, nulls, lists and mappings."""
    canonical = json.dumps(request, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
