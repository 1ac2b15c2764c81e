"""A scan of a signed contract: a PDF of bounded size, by its first and last bytes."""

from typing import Final

from lending.domain.agreement_errors import WrongSignedCopy
from lending.domain.sentences import Sentence, gettext_noop

MEGABYTES_MAX: Final = 10
BYTES_MAX: Final = MEGABYTES_MAX * 1024 * 1024
# Readers look for the marks at the two ends of a file, with room for what scanners add.
MARK_WITHIN: Final = 1024

EMPTY = gettext_noop("The file is empty.")
NOT_PDF = gettext_noop("The file is not a PDF.")
CUT_OFF = gettext_noop("The PDF is cut off: its end is missing.")
TOO_LARGE = gettext_noop("The file is too large.")


def require_pdf(content: bytes) -> None:
    """Whether the bytes are one PDF of at most BYTES_MAX. What is written in it, or signed, is not looked at.

    :raises WrongSignedCopy: saying what is wrong.
    """
    if not content:
        raise WrongSignedCopy(reason=Sentence(EMPTY), megabytes=MEGABYTES_MAX)
    if len(content) > BYTES_MAX:
        raise WrongSignedCopy(reason=Sentence(TOO_LARGE), megabytes=MEGABYTES_MAX)
    if b"%PDF-" not in content[:MARK_WITHIN]:
        raise WrongSignedCopy(reason=Sentence(NOT_PDF), megabytes=MEGABYTES_MAX)
    if b"%%EOF" not in content[-MARK_WITHIN:]:
        raise WrongSignedCopy(reason=Sentence(CUT_OFF), megabytes=MEGABYTES_MAX)
