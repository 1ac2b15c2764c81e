"""Terms that cannot be used: every wrong field at once."""

from collections.abc import Mapping
from typing import Any, ClassVar

from lending.domain.errors import LendingError
from lending.domain.sentences import Sentence, gettext_noop


class WrongTerms(LendingError):
    """Some fields are wrong; `fields` says of each which rule, the value that was given, and the way out.

    Names are paths: `drawdowns[0].amount`, and `[2].annual_rate` for the third of a list of terms.
    """

    code: ClassVar[str] = "wrong-terms"
    title = gettext_noop("These terms cannot be used")
    sentence = gettext_noop("Wrong in the terms: %(names)s.")

    def __init__(self, fields: Mapping[str, Sentence]) -> None:
        self.fields = dict(fields)
        super().__init__(names=", ".join(self.fields))

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data, in English."""
        errors = [{"field": name, "detail": str(why)} for name, why in self.fields.items()]
        return {"code": self.code, "title": self.title, "detail": str(self), "errors": errors}
