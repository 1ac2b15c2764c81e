"""One loan, from the members' file to the last cent back, over HTTP alone; then books that strangers' tools accept."""

import json
from pathlib import Path

CASES = json.loads((Path(__file__).parents[1] / "cases" / "schedules.json").read_text())["cases"]
LC_10 = next(case for case in CASES if case["id"] == "LC-10")

# 250 000 € are placed, 48 %, 32 % and 20 % of them: the lenders' parts of 55 000 € are 26 400, 17 600 and 11 000 €.
# What each lender gets back of each receipt, in cents: interest first, then principal; every row sums to the receipt.
SHARED = [
    #  due on        interest of A, B, C       principal of A, B, C
    ("2018-01-01", (132000, 88000, 55000), (440000, 293333, 183334)),
    ("2018-07-01", (110000, 73334, 45833), (440000, 293334, 183333)),
    ("2019-01-01", (88000, 58667, 36666), (440000, 293333, 183334)),
    ("2019-07-01", (66000, 44000, 27500), (440000, 293334, 183333)),
    ("2020-01-01", (44000, 29334, 18333), (440000, 293333, 183334)),
    ("2020-07-01", (22000, 14667, 9166), (440000, 293333, 183332)),
]
