"""A process that serves does not walk over its own code to look for garbage."""

import gc
import sys

import pytest
from django.conf import settings

from config.collector import spare_what_is_loaded


@pytest.fixture(autouse=True)
def collector_as_before():
    """What the run itself has frozen is walked over again for the time of a test."""
    thresholds = gc.get_threshold()
    gc.unfreeze()
    yield
    gc.set_threshold(*thresholds)
    gc.freeze()


def test_what_is_loaded_is_not_walked_over_again():
    # What other tests left behind is no longer loaded.
    gc.collect()
    before = len(gc.get_objects())
    spare_what_is_loaded()
    assert settings.ROOT_URLCONF in sys.modules
    assert gc.get_freeze_count() > before * 0.9
    assert len(gc.get_objects()) < before * 0.1


def test_garbage_that_comes_later_is_found():
    spare_what_is_loaded()
    cycle = []
    cycle.append(cycle)
    del cycle
    assert gc.collect() >= 1
