"""The published cases in tests/cases, with their sources."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[2] / "cases"


def published(name: str, *, part: str = "cases") -> dict[str, dict[str, Any]]:
    """The cases of a file by id."""
    return {case["id"]: case for case in json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))[part]}


def fraction_sum(text: str) -> Fraction:
    """`1/12+3/365` as a fraction."""
    return sum((Fraction(part) for part in text.split("+")), Fraction(0))
