"""Fixtures for every test and doctest, wherever it lies."""

from hypothesis import settings

pytest_plugins = [
    "tests.fixtures.engines",
    "tests.fixtures.databases",
    "tests.fixtures.concurrency",
    "tests.fixtures.mail",
    "tests.fixtures.browser",
]

# A busy machine makes an example slow, never wrong: no deadline for one. The rest is Hypothesis's own, CI's on a CI.
settings.register_profile("no-deadline", parent=settings.default, deadline=None)
settings.load_profile("no-deadline")
