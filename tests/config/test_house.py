"""The house stands as drawn: floors, order inside an app, names, sizes, and no import out of sight."""

import ast
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# The ground floor first. A floor may use itself and those below.
FLOORS = ["contacts", "complaints", "disputes", "config"]
# What a model, and whatever a model rests on, must not know.
ABOVE_MODELS = {"forms", "views", "services", "tasks", "admin", "urls"}
BANNED_NAMES = {"core", "common", "helper", "helpers", "util", "utils", "misc"}
LINES = 500


def sources(*folders):
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts
    )


PRODUCT = [path for path in sources(*FLOORS) if "migrations" not in path.parts]
EVERYTHING = [*sources(*FLOORS, "tests"), ROOT / "manage.py"]


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in PRODUCT}


def imports(path):
    """Return [(module, name or None)] of every import in a file, relative ones made absolute."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(alias.name, None) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found += [(module, alias.name) for alias in node.names]
    return found


def targets(path):
    """Return the product's own modules that a file imports."""
    found = set()
    for module, name in imports(path):
        inner = f"{module}.{name}"
        if name and inner in MODULES:
            found.add(inner)
        elif module in MODULES:
            found.add(module)
    return found


GRAPH = {name: targets(path) for name, path in MODULES.items()}


def climbs(floor, target):
    return FLOORS.index(target.split(".")[0]) > FLOORS.index(floor.split(".")[0])


def is_model(name):
    return name.split(".")[1:2] == ["models"]


def name_of(path):
    return str(path.relative_to(ROOT))


def test_the_reader_of_imports_sees_them():
    """Without this an empty graph would pass everything below."""
    assert any(target.startswith("contacts.models") for target in GRAPH["complaints.models.orders"])
    assert sum(map(len, GRAPH.values())) > 100
    assert climbs("contacts.models", "complaints.sweep")
    assert not climbs("disputes.services", "complaints.sweep")


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_import_climbs_a_floor(name):
    assert [target for target in GRAPH[name] if climbs(name, target)] == []


@pytest.mark.parametrize("name", sorted(name for name in MODULES if is_model(name)))
def test_models_rest_on_nothing_above_them(name):
    """Followed through: a pure module that a model imports may not lead up again either."""
    seen, waiting = set(), [name]
    while waiting:
        for target in GRAPH[waiting.pop()] - seen:
            seen.add(target)
            waiting.append(target)
    assert sorted(target for target in seen if target.split(".")[1:2] and target.split(".")[1] in ABOVE_MODELS) == []


def test_no_import_goes_round_in_a_circle():
    done, path = set(), []

    def visit(name):
        assert name not in path, " -> ".join([*path[path.index(name):], name])
        if name not in done:
            path.append(name)
            for target in sorted(GRAPH[name] - {name}):
                visit(target)
            path.pop()
            done.add(name)

    for name in sorted(GRAPH):
        visit(name)


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_every_import_stands_at_the_top(path):
    hidden = [
        f"line {inner.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_no_file_outgrows_a_reader(path):
    assert len(path.read_text().splitlines()) <= LINES


def test_no_templates_or_styles_outgrow_a_reader():
    written = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "static" / "js").rglob("*.js")]
    assert len(written) > 50
    assert [name_of(path) for path in written if len(path.read_text().splitlines()) > LINES] == []


def test_no_name_that_says_nothing():
    names = {part for path in EVERYTHING for part in path.relative_to(ROOT).with_suffix("").parts}
    assert names & BANNED_NAMES == set()


def test_one_postgresql_driver():
    assert importlib.util.find_spec("psycopg2")
    assert importlib.util.find_spec("psycopg") is None
