"""What a measure says of itself: met only on the right side of what was asked, nothing where nothing was measured."""

import pytest

from bench.plot import Bar
from bench.results import Measure, kept, table
from bench.rounds import Load, Ratio

FASTER = Measure(
    "writing", "one entry a call", "hordak", "900 entries/s", "300 entries/s", Ratio.of([2.5, 3.1, 3.0]), 3
)
HEAVIER = Measure("bytes", "WAL a posting", "bare limit", "800 bytes", "400 bytes", Ratio.of([2.0]), at_most=1.5)
ABSENT = Measure("import", "import", "COPY", "", "37 entries/s", None, 0.35, remark="none yet")
TOLD = Measure("writing", "four clients", "bare limit", "5 entries/s", "9 entries/s", Ratio.of([0.5]))


def test_the_table_says_what_was_asked_and_whether_it_was_met() -> None:
    assert table([FASTER, HEAVIER, ABSENT, TOLD]) == [
        "measure           ours           against     theirs         ratio             asked",
        "one entry a call  900 entries/s  hordak      300 entries/s  3.00 (2.50–3.10)  ≥ 3     met",
        "WAL a posting     800 bytes      bare limit  400 bytes      2.00              ≤ 1.5   NOT MET",
        "import                           COPY        37 entries/s                     ≥ 0.35  not measured  none yet",
        "four clients      5 entries/s    bare limit  9 entries/s    0.50",
    ]


@pytest.mark.parametrize(
    ("values", "at_least", "at_most", "met"),
    [
        ([2.9], 3, None, False),
        ([3.0], 3, None, True),
        ([0.35], None, 0.35, True),
        ([0.36], None, 0.35, False),
        ([1.0], None, None, None),
        # The middle decides, not the best.
        ([1.0, 1.0, 9.0], 3, None, False),
    ],
)
def test_the_median_is_on_the_right_side(
    values: list[float], at_least: float | None, at_most: float | None, met: bool | None
) -> None:
    measure = Measure("g", "n", "a", "", "", Ratio.of(values), at_least, at_most)
    assert measure.met is met


def test_the_picture_puts_what_is_met_on_the_right_of_one_whichever_way_it_was_asked() -> None:
    documents = kept([FASTER, HEAVIER])
    assert [Bar.of(one).met for one in documents] == [True, False]
    assert [Bar.of(one).middle for one in documents] == [1.0, 0.75]


def test_a_load_is_named_as_the_issue_names_it() -> None:
    assert Load(8, 1, cash=True).title == "one entry a call, 8 clients, cash account in every entry"
    assert Load(1, 100, cash=False).title == "100 entries a call, 1 client, many accounts"
