"""How long it takes to say who funds a loan out of five thousand placements: read, spread, within every ceiling.

`make bench`, or `python -m bench.funding`. A PostgreSQL of its own, the product's migrations and rights; what is timed
is `propose_funding`, whole: its queries, and the spreading. Pro rata to the last cent over all of them is the longest.
"""

import subprocess
import sys

from bench.engine import migrated, product_environment, served


def main() -> None:
    """Serve a database, and measure in a process of the product."""
    with served() as server:
        environment = product_environment(server, migrated(server, "funding"))
        subprocess.run([sys.executable, "-m", "bench.contenders.funding"], env=environment, check=True)


if __name__ == "__main__":
    main()
