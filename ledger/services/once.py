"""An act on a book done once under its idempotency key."""

from collections.abc import Callable, Mapping

from django.db import connection, transaction

from ledger.domain.errors import IdempotencyKeyReused, UnknownBook
from ledger.domain.fingerprint import fingerprint
from ledger.services.checks import check_key


def do_once(*, book: str, idempotency_key: str, asked: Mapping[str, str | None], act: Callable[[], None]) -> bool:
    """Run `act` in one transaction with its key; False when an earlier call under the key did it already.

    Keys are those of `post`: one value serves one request of the book. A second call under a running key waits for the
    first. An exception of `act` undoes the key too, so what was refused can be asked again under it.

    :param asked: what distinguishes the act, by name; it is fingerprinted with the key.
    :raises MissingIdempotencyKey, UnknownBook: the call itself cannot be made.
    :raises IdempotencyKeyReused: the key came before with another request.
    """
    check_key(idempotency_key)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_once(%s, %s, %s)", [book, idempotency_key, _fingerprint(asked)])
            (said,) = cursor.fetchone()
        if said == "book_unknown":
            raise UnknownBook(book=book)
        if said == "differs":
            raise IdempotencyKeyReused(key=idempotency_key)
        if said == "new":
            act()
    return bool(said == "new")


def _fingerprint(asked: Mapping[str, str | None]) -> str:
    return fingerprint(part for pair in sorted(asked.items()) for part in pair)
