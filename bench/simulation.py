"""How long a simulation takes over HTTP: a real gunicorn with one worker, one kept connection, sixty instalments.

`make bench`, or `python -m bench.simulation`. The server needs neither database nor Redis: a simulation keeps nothing,
and its throttle is taken off, because it counts in a store.
"""

import json
import os
import socket
import subprocess
import sys
from http.client import HTTPConnection
from statistics import median, quantiles
from time import perf_counter, sleep

CALLS, WARM = 300, 20
MILLISECONDS_MAX = 25
TERMS = {
    "currency": "EUR",
    "annual_rate": "0.04",
    "repayment": "equal_instalments",
    "drawdowns": [{"on": "2026-01-15", "amount": "10000.00"}],
    "instalments": 60,
    "day_count": "ACT/365F",
    "fees": [{"on": "2026-01-15", "amount": "50.00"}],
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def serve(port: int) -> "subprocess.Popen[bytes]":
    """A server with the service's own settings but for the throttle."""
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "error", "config.wsgi"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )


def connect(port: int) -> HTTPConnection:
    """A connection, as soon as the server answers."""
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.connect()
        except OSError:
            sleep(0.1)
        else:
            return connection
    raise SystemExit("the server did not start")


def milliseconds(connection: HTTPConnection) -> float:
    """The time of one simulation, asked and read whole."""
    start = perf_counter()
    connection.request("POST", "/api/v1/simulations", json.dumps(TERMS), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    body = answer.read()
    spent = (perf_counter() - start) * 1000
    assert answer.status == 200, (answer.status, body[:500])
    assert len(json.loads(body)["instalments"]) == 60
    return spent


def main() -> None:
    """Serve, ask, and print the median and the ninety-fifth percentile."""
    port = free_port()
    server = serve(port)
    try:
        connection = connect(port)
        for _ in range(WARM):
            milliseconds(connection)
        times = [milliseconds(connection) for _ in range(CALLS)]
    finally:
        server.terminate()
        server.wait()
    print(f"simulation of {TERMS['instalments']} instalments over HTTP (gunicorn, one worker):", end=" ")
    print(f"median {median(times):.1f} ms (at most {MILLISECONDS_MAX}), 95 % under {quantiles(times, n=20)[-1]:.1f} ms")


if __name__ == "__main__":
    main()
