"""Whether a receipt still stands in the log it was given for."""

from dataclasses import dataclass
from datetime import datetime

from lending.domain.chain import verify_chain
from lending.models import Consultation


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """What the log says of a receipt. `broken_at`: the first height that is not what it was, None when all is sound.

    `cast_at` and `is_there` say nothing of what a ballot says.
    """

    height: int
    sha256: str
    is_there: bool
    at: datetime | None
    broken_at: int | None
    head_height: int
    head: str

    @property
    def stands(self) -> bool:
        """The entry is there, and the whole chain around it is what it was."""
        return self.is_there and self.broken_at is None


def check_receipt(consultation: Consultation, *, height: int, sha256: str) -> ReceiptCheck:
    """Look the receipt up, and recompute the chain from its beginning with the receipt as a published head."""
    log = list(consultation.log.order_by("height"))
    entry = next((entry for entry in log if (entry.height, entry.sha256) == (height, sha256)), None)
    return ReceiptCheck(
        height=height,
        sha256=sha256,
        is_there=entry is not None,
        at=entry.at if entry else None,
        broken_at=verify_chain(log, [(height, sha256)] if entry else []),
        head_height=log[-1].height,
        head=log[-1].sha256,
    )
