"""JSON whose numbers stay exact: 0.1 is one tenth, not the nearest binary number."""

import json
from decimal import Decimal
from typing import Any


def read_exact_json(text: str) -> Any:
    """Objects, lists, texts, ints and Decimals; NaN and Infinity come as Decimals too, for the reader to refuse.

    >>> read_exact_json('{"annual_rate": 0.1}')
    {'annual_rate': Decimal('0.1')}

    :raises ValueError: when it is no JSON.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    except RecursionError as error:
        raise ValueError("It is nested too deeply.") from error
