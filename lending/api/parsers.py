"""Request bodies whose numbers stay exact."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from lending.domain.exact_json import read_exact_json


class ExactJSONParser(JSONParser):
    """JSON in UTF-8; a number with decimals is a Decimal and never a binary float."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return read_exact_json(stream.read().decode("utf-8-sig"))
        except ValueError as error:
            raise ParseError(str(error)) from error
