"""Programs in many styles, each with mistakes that are planted by replacing its text.

A program ends with SLIPS, a list of pairs: what stands in the text once, and what is
written instead.
"""

import ast
import importlib.util
import linecache
from pathlib import Path
from types import ModuleType

PROGRAMS = Path(__file__).parents[1] / "doctor" / "program" / "programs"
NAMES = sorted(path.stem for path in PROGRAMS.glob("*.py"))
# an update that is wrong: the first weights move with the second, which have moved already
STEP = """import numpy as np

lr = 0.5


def cost(p, X, y):
    return ((np.tanh(X @ p[0]) @ p[1] - y) ** 2).mean() / 2


def step(p, X, y):
    h = np.tanh(X @ p[0])
    d = (h @ p[1] - y) / len(y)
    p[1] -= lr * h.T @ d
    p[0] -= lr * X.T @ (np.outer(d, p[1]) * (1 - h**2))


rng = np.random.default_rng(0)
params = [rng.normal(size=(3, 4)), rng.normal(size=4)]
data = (rng.normal(size=(6, 3)), rng.normal(size=6))
"""


def _parts(name: str) -> tuple[str, str]:
    body, slips = (PROGRAMS / f"{name}.py").read_text(encoding="utf-8").split("\nSLIPS = ")
    return body, slips


def slips(name: str) -> list[tuple[str, str]]:
    """Return the pairs of a program."""
    return ast.literal_eval(_parts(name)[1])


def planted(name: str, *pairs: tuple[str, str]) -> tuple[str, set[int]]:
    """Return a program's text with mistakes in it, and the lines that are other than before."""
    text, lines = _parts(name)[0], set()
    for old, new in pairs:
        assert text.count(old) == 1, (name, old)
        first = text[: text.index(old)].count("\n") + 1
        both = list(zip(old.split("\n"), new.split("\n"), strict=False))
        lines.add(first + next((i for i, (a, b) in enumerate(both) if a != b), 0))
        text = text.replace(old, new)
    return text, lines


def module_of(text: str, folder: Path, name: str = "program") -> ModuleType:
    """Write a program into a file of a folder, and import it."""
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    linecache.checkcache(str(path))
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
