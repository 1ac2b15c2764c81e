"""Fixtures for every test and doctest, wherever it lies."""

pytest_plugins = [
    "tests.fixtures.engines",
    "tests.fixtures.databases",
    "tests.fixtures.kept",
    "tests.fixtures.concurrency",
    "tests.fixtures.mail",
    "tests.fixtures.examples",
    "tests.fixtures.browser",
    "tests.fixtures.language",
    "tests.fixtures.collector",
    "tests.fixtures.order",
]
