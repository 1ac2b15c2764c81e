"""The fingerprint of a request: equal for equal requests and for no others."""

import hashlib
from collections.abc import Iterable


def fingerprint(parts: Iterable[str | None]) -> str:
    """Give the SHA-256, in hexadecimal, of a request told in parts; each carries its length and stays apart."""
    told = "".join("-" if part is None else f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()
