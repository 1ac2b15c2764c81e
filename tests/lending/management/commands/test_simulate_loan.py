"""The command simulate_loan, as another program runs it."""

import io
import json
import subprocess
import sys

import pytest
from django.core.management import call_command

from lending.domain.simulation import simulate
from tests.lending.domain.loans import terms_of


def run(payload):
    """As another program runs it."""
    given = json.dumps(payload).encode()
    return subprocess.run([sys.executable, "manage.py", "simulate_loan"], input=given, capture_output=True, check=False)


@pytest.fixture
def told(monkeypatch, capsys):
    """What is said on standard error about these bytes."""

    def read(given):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        with pytest.raises(SystemExit) as left:
            call_command("simulate_loan")
        said = capsys.readouterr()
        assert (left.value.code, said.out) == (2, "")
        return json.loads(said.err)

    return read


def test_terms_on_standard_input_give_the_schedule_on_standard_output():
    payload = [terms_of(), terms_of(repayment="bullet")]
    done = run(payload)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == simulate(payload)


def test_wrong_terms_leave_with_status_2_and_one_json_error_that_names_every_field():
    done = run(terms_of(annual_rate="NaN", currency="EUX"))
    assert (done.returncode, done.stdout) == (2, b"")
    error = json.loads(done.stderr)
    assert error["code"] == "wrong-terms"
    assert [wrong["field"] for wrong in error["errors"]] == ["currency", "annual_rate"]


def test_a_file_with_a_byte_order_mark_is_read(monkeypatch, capsys):
    given = b"\xef\xbb\xbf" + json.dumps(terms_of()).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    call_command("simulate_loan")
    assert json.loads(capsys.readouterr().out) == simulate(terms_of())


@pytest.mark.parametrize("given", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"annual_rate": ' + b"9" * 5000 + b"}"])
def test_what_is_no_json_is_told_as_json(told, given):
    assert told(given)["code"] == "wrong-terms"
