"""What can be wrong with a placement, a request, a vote or a loan."""

from typing import Any, ClassVar

from lending.domain.sentences import gettext_noop


class LendingError(Exception):
    """A rule of lending was not met; the values that explain it are keyword arguments."""

    code: ClassVar[str] = "lending-error"
    title: ClassVar[str] = gettext_noop("Not possible")
    sentence: ClassVar[str] = ""

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.sentence % values)
