"""Importing a large file: the ledger's own way for it, where this version has one.

`IMPORT` is the place: a function of the product called as `import_entries(book=..., entries=..., idempotency_key=...)`
with the drafts of a whole file, every check live. What it gives back must have a `status` of "created".
"""

import importlib.util
from importlib import import_module
from typing import Any

from bench.contenders.ledger import BOOK, Call, LedgerWriter
from bench.contenders.serving import serve

IMPORT = ("ledger.services.importing", "import_entries")


class ImportWriter(LedgerWriter):
    """The same drafts, given to the import instead of to `post`."""

    def write(self, call: Call) -> None:
        entries, key = call
        module, name = IMPORT
        result: Any = getattr(import_module(module), name)(book=BOOK, entries=entries, idempotency_key=key)
        assert result.status == "created", result.status


def available() -> bool:
    """Whether this version has the function."""
    module, name = IMPORT
    return importlib.util.find_spec(module) is not None and hasattr(import_module(module), name)


if __name__ == "__main__":
    serve({**ImportWriter().acts(), "available": available})
