"""Why a file is not imported."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class FileRefused(LendingError):
    """`values["faults"]` are the faults, each with its line and column."""

    code = "file-refused"
    title = gettext_noop("The file is not imported")
    sentence = gettext_noop(
        "%(count)s things are wrong in the file: correct them and import it again; nothing was changed."
    )
