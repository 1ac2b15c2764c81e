"""The garbage collector of a process that serves for long."""

import gc
from importlib import import_module

from django.conf import settings

# Python's own 700 is reached many times by one answer of some thousand rows, none of them garbage.
NEW_OBJECTS_MAX = 10_000


def spare_what_is_loaded() -> None:
    """Load all that answers need, and let the collector never walk over it again: it lives as long as the process.

    A full round over it takes tens of milliseconds, in the middle of some answer.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_MAX)
