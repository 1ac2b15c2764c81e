"""Which economic links the law knows (CMF R511-2-1-1)."""

import pytest

from lending.domain.economic_links import LinkNature, link_holds


@pytest.mark.parametrize(
    ("nature", "bought", "turnover", "holds"),
    [
        (None,                       None,          None,             None),
        (LinkNature.GROUPING,        None,          None,             True),
        (LinkNature.SUBCONTRACTING,  None,          None,             True),
        (LinkNature.NONE,            None,          None,             False),
        (LinkNature.CLIENT,          None,          1_000_000_00,     None),
        (LinkNature.CLIENT,          500_000_00,    None,             True),
        (LinkNature.CLIENT,          499_999_99,    None,             None),
        (LinkNature.CLIENT,          499_999_99,    9_999_999_80,     True),
        (LinkNature.CLIENT,          499_999_99,    9_999_999_81,     False),
        (LinkNature.INDIRECT,        50_000_00,     1_000_000_00,     True),
        (LinkNature.INDIRECT,        49_999_99,     1_000_000_00,     False),
    ],
)  # fmt: skip
def test_a_link_holds(nature, bought, turnover, holds):
    assert link_holds(nature, bought_minor=bought, turnover_minor=turnover) is holds
