"""Ids for new entries: UUIDv7, in the order of the batch."""

import os
from array import array
from collections.abc import Iterator
from itertools import accumulate
from uuid import UUID

from uuid6 import uuid7

# The bits of a UUIDv7 that may count on within one instant.
COUNTER = (1 << 62) - 1


def new_ids(count: int) -> Iterator[UUID]:
    """Give that many ids, each later than the one before and than any given earlier by this process.

    The first is made by the library; each next one goes a random step on from the one before, of 1 to 2**32: RFC 9562,
    section 6.2, method 2. Asking the library, and the kernel, for each would cost three times as much.
    """
    if count == 1:
        return iter((uuid7(),))
    first = uuid7().int
    while first & COUNTER > COUNTER - (count << 32):
        # As good as never: the steps could run over into the bits that name the version.
        first = uuid7().int
    steps = array("I", os.urandom(array("I").itemsize * (count - 1)))
    return (UUID(int=number) for number in accumulate((step + 1 for step in steps), initial=first))
