"""What can be wrong with a cooperative, a person or a role."""

from typing import Any, ClassVar


class MemberError(Exception):
    """A rule about who is who was not met; the values that explain it are keyword arguments."""

    code: ClassVar[str] = "member-error"
    title: ClassVar[str] = "Not possible"
    sentence: ClassVar[str] = ""

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.sentence % values)
