"""Imports point one way, from what is read first to what only this book's pages need.

    validation, optional → activations, losses → engine → gradients, doctor, figures → book
                                                                     → press → tools
    equations reads the table of activations, and nothing else of the package

Read out of the sources, imports inside of functions and for type checkers included.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = {  # room: how high it stands; nobody imports from above, or from a room beside
    "validation": 0,
    "optional": 0,
    "activations": 1,
    "losses": 1,
    "engine": 2,
    "gradients": 3,
    "doctor": 3,
    "figures": 3,
    "equations": 3,
    "pytest_plugin": 4,
    "book": 4,
    "press": 5,
    "tools": 6,
}
ROOMS = {"gradients", "doctor", "figures", "equations", "book"}
OURS = {"press", "tools"}  # run from the repository
ONLY = {"equations": {"activations"}}  # what a room may read at the most


def modules(root):
    """Return the name of every module of ours, and its source."""
    found = {}
    for base, package in (("src", "backprop"), ("src", "press"), (".", "tools")):
        for path in (root / base / package).rglob("*.py"):
            parts = path.relative_to(root / base).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = path.read_text(encoding="utf-8")
    return found


def imported(source, known):
    """Yield the modules of ours that a source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports are not looked at"
            for name in node.names:
                full = f"{node.module}.{name.name}"
                yield from [one for one in (full, node.module) if one in known][:1]
        elif isinstance(node, ast.Import):
            yield from [name.name for name in node.names if name.name in known]


def arrows(root=ROOT):
    found = modules(root)
    return {name: set(imported(source, found)) - {name} for name, source in found.items()}


def room(module):
    first, *rest = module.split(".")
    if first != "backprop":
        return first
    name = rest[0] if rest else "engine"
    return name if name in FLOORS else "engine"


def running_back(graph):
    """Return the arrows between rooms that point the wrong way."""
    wrong = []
    for module, others in graph.items():
        for other in others:
            here, there = room(module), room(other)
            beside = FLOORS[there] >= FLOORS[here] and here != there
            if beside or there not in ONLY.get(here, {there}) | {here}:
                wrong.append(f"{module} → {other}")
    return sorted(wrong)


def circles(graph):
    """Return the modules from which one gets back to oneself."""
    reached = {}

    def visit(module, path):
        if module in path:
            return [sorted(path[path.index(module) :])]
        if module in reached:
            return []
        reached[module] = True
        return [
            circle for other in sorted(graph[module]) for circle in visit(other, [*path, module])
        ]

    return [circle for module in sorted(graph) for circle in visit(module, [])]


def test_no_arrow_runs_back():
    assert running_back(arrows()) == []


def test_there_is_no_circle():
    assert circles(arrows()) == []


def test_rooms_are_those_of_the_map():
    folders = {path.name for path in (ROOT / "src/backprop").iterdir() if path.is_dir()}
    assert folders - {"__pycache__"} == ROOMS


def test_nothing_installed_looks_for_the_book_around_it():
    """What needs notebooks is handed them."""
    installed = {name: text for name, text in modules(ROOT).items() if room(name) not in OURS}
    assert [name for name, text in installed.items() if "__file__).parents" in text] == []


SOURCES = {
    "src/backprop/network.py": "from backprop.validation import as_array\n",
    "src/backprop/validation.py": "",
    "src/backprop/doctor/report.py": "def f():\n    from backprop.figures import plots\n",
    "src/backprop/figures/plots.py": "from backprop import network\n",
    "src/backprop/equations/sheet.py": "import backprop.network\n",
}
MORE = {
    "src/backprop/validation.py": "from backprop.network import Network\n",
    "src/press/site.py": "from tools import pdf\n",
    "tools/pdf.py": "from press import site\n",
}


@pytest.fixture
def tree(tmp_path):
    def write(sources):
        for name, text in sources.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return arrows(tmp_path)

    return write


def test_an_arrow_that_runs_back_or_aside_is_found(tree):
    assert running_back(tree(SOURCES)) == [
        "backprop.doctor.report → backprop.figures.plots",
        "backprop.equations.sheet → backprop.network",
    ]
    assert circles(tree(SOURCES)) == []


def test_a_circle_is_found(tree):
    graph = tree(SOURCES | MORE)
    assert circles(graph) == [
        ["backprop.network", "backprop.validation"],
        ["press.site", "tools.pdf"],
    ]
    assert "backprop.validation → backprop.network" in running_back(graph)
    assert "press.site → tools.pdf" in running_back(graph)
