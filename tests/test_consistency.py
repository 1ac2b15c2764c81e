"""The rules of the house that no other tool checks."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from config.engines.places import ROOT

PACKAGES = ("config", "web", "workers", "lending", "members", "ledger")
PYTHON_LINES_MAX = 260
FUNCTION_LINES_MAX = 60
# Names that say nothing: what is used twice belongs to the lower package, under the name of what it does.
EMPTY_NAMES = {"utils", "util", "common", "core", "helpers", "helper", "misc", "shared", "base"}
HTTP = ("rest_framework", "django.http", "django.views", "django.shortcuts")
SPEAKS_HTTP = ("config", "web", "lending/api", "members/api", "ledger/api", "ledger/admin")
# Hosts of package registries, and places that exist on one machine alone.
FOREIGN = re.compile(
    r"pypi\.org|pythonhosted|registry\.npm|npmjs|jsdelivr|unpkg|cdnjs|deb\.debian|file://|/root/|/home/\w|/Users/\w"
)


def tracked_files() -> list[Path]:
    """What git would commit; every file of ours where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    skipped = {".venv", "node_modules", ".run", ".git"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)]


FILES = tracked_files()


def code(*folders: str) -> list[Path]:
    """The Python files of these folders, migrations excepted."""
    inside = [path for path in FILES if path.suffix == ".py" and "migrations" not in path.parts]
    return [path for path in inside if str(path.relative_to(ROOT)).startswith(tuple(f"{name}/" for name in folders))]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, at any depth, type checking included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_any(path: Path, modules: tuple[str, ...]) -> list[str]:
    return [found for found in imports(path) if found in modules or found.startswith(tuple(f"{m}." for m in modules))]


def test_packages_start_empty() -> None:
    starts = [path for path in FILES if path.name == "__init__.py" and path.parent.name != "models"]
    assert [name(path) for path in starts if path.read_text().strip()] == []


def test_no_room_has_an_empty_name() -> None:
    found = [path for path in code(*PACKAGES) if EMPTY_NAMES & {part.removesuffix(".py") for part in path.parts}]
    assert [name(path) for path in found] == []


def test_the_domain_uses_the_standard_library_alone() -> None:
    allowed = set(sys.stdlib_module_names)
    for path in code(*(f"{package}/domain" for package in PACKAGES)):
        package = path.relative_to(ROOT).parts[0]
        own = {found for found in imports(path) if found.startswith(f"{package}.domain")}
        other = {found for found in imports(path) if found not in own and found.split(".")[0] not in allowed}
        assert {found for found in other if ".domain." not in found} == set(), name(path)


def test_the_domain_throws_no_dice() -> None:
    domain = code(*(f"{package}/domain" for package in PACKAGES))
    assert {name(path): found for path in domain if (found := imports_any(path, ("random", "secrets")))} == {}


def test_services_and_selectors_are_told_the_time() -> None:
    rooms = [f"{package}/{room}" for package in PACKAGES for room in ("services", "selectors", "models", "domain")]
    clock = re.compile(r"timezone\.now\(|timezone\.localdate\(|date\.today\(|datetime\.now\(")
    assert [name(path) for path in code(*rooms) if clock.search(path.read_text())] == []


def test_only_api_web_and_config_speak_http() -> None:
    others = [path for path in code(*PACKAGES) if not name(path).startswith(tuple(f"{room}/" for room in SPEAKS_HTTP))]
    assert {name(path): found for path in others if (found := imports_any(path, HTTP))} == {}


def test_only_workers_and_config_speak_celery() -> None:
    others = code("web", "lending", "members", "ledger")
    assert {name(path): found for path in others if (found := imports_any(path, ("celery", "kombu")))} == {}


def test_lending_posts_through_its_bookkeeping_alone() -> None:
    """Sealing writes no entry: the workers may."""
    door = "lending/services/bookkeeping/"
    others = [path for path in code("lending", "workers", "web") if not name(path).startswith(door)]
    posting = {name(path): set(imports_any(path, ("ledger.services",))) for path in others}
    posting["workers/tasks.py"] -= {"ledger.services.seal.seal_book"}
    assert {path: found for path, found in posting.items() if found} == {}


def test_who_holds_the_cash_is_asked_of_the_fund_alone() -> None:
    """`Fund.members_hold_cash`, and `cash_holder` for what it makes of accounts; a contract tells what was true."""
    known = {"lending/models/fund.py", "lending/statements/agreement.py"}
    compared = re.compile(r"\.custody\s*(==|!=|in\b)")
    found = {name(path) for path in code(*PACKAGES) if compared.search(path.read_text())}
    assert found == known


def test_no_signal_carries_business() -> None:
    others = code("web", "workers", "lending", "members", "ledger")
    assert {
        name(path): found
        for path in others
        if (found := imports_any(path, ("django.dispatch", "django.db.models.signals")))
    } == {}


def test_nothing_that_is_posted_goes_with_what_points_to_it() -> None:
    cascades = [
        f"{model.__name__}.{field.name}"
        for label in ("ledger", "lending")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascades == []


def test_amounts_are_never_floats() -> None:
    floats = [
        f"{model.__name__}.{field.name}"
        for label in ("ledger", "lending", "members")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]
    assert floats == []


def test_files_stay_short() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in code(*PACKAGES)}
    assert {path: lines for path, lines in lengths.items() if lines > PYTHON_LINES_MAX} == {}


def test_functions_stay_short() -> None:
    long = {}
    for path in code(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES_MAX:
                    long[f"{name(path)}:{node.name}"] = lines
    assert long == {}


def test_no_file_names_a_registry_or_one_persons_machine() -> None:
    found = {}
    for path in FILES:
        if path == Path(__file__) or path.suffix in {".woff2", ".png", ".ico", ".pdf", ".ttf", ".otf"}:
            continue
        if match := FOREIGN.search(path.read_text(encoding="utf-8", errors="ignore")):
            found[name(path)] = match.group()
    assert found == {}


def test_every_setting_is_listed_in_the_example() -> None:
    listed = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    asked = set()
    for path in code("config"):
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"\benv(?:\.\w+)?\(\s*[\"']([A-Z_]+)[\"']", text))
        asked |= set(re.findall(r"environ\.get\([\"']([A-Z_]+)[\"']", text))
    assert asked - listed - {"MAKELEVEL"} == set()


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    texts = [path for path in FILES if path.suffix in {".py", ".html", ".md", ".sql", ".typ", ".js", ".css"}]
    assert [
        name(path) for path in texts if path != Path(__file__) and marks.search(path.read_text(encoding="utf-8"))
    ] == []
