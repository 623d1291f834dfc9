"""A file ends in an error within 10 s of processor time and 500 MB, whatever is in it.

Each is read in a process of its own, which the system ends at the limit: no clock is
looked at here.
"""

import json
import os
import subprocess
import sys

import pytest

pytest.importorskip("resource", reason="the limits of a process are those of Unix")

READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
resource.setrlimit(resource.RLIMIT_DATA, (500_000_000, 500_000_000))
from backprop.equations.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def read(path):
    """Return what came of reading a file under the limits."""
    one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", READ, str(path)]
    return subprocess.run(command, capture_output=True, text=True, env=one_thread, check=False)


def declared(text):
    return f"<!-- equations\n{text}\n-->\n"


def leaves(count, shape):
    return "leaves:\n" + "".join(f"  x_{{{i}}}: {shape}\n" for i in range(count))


def equations(latex, count):
    return f"$$ {latex} $$\n\n" * count


def defined(latex):
    return f"$$\n{latex} % def\n$$\n"


def tens(first, indent):
    """Return a list of ten, and lists of ten times the one before it."""
    lines = [f"{indent}a0: &a0 [{', '.join([first] * 10)}]"]
    for i in range(1, 9):
        lines.append(f"{indent}a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]")
    return "\n".join(lines)


MATRICES = declared("leaves:\n  A: 100x100\n  x: 9999x1\n  s: scalar")
DEEP = declared("leaves:\n  x^{(1)}: 10x10\nlayers:\n  l: 1..900\nfunctions:\n  g: tanh") + defined(
    "x^{(l+1)} = g(x^{(l)} x^{(l)})"
)

DECLARATIONS = {
    # what a declaration may not ask for: the text, and what is said of it
    "layers": (declared("layers:\n  l: 0..999999999"), "line 3: 1000000000 values of layer l"),
    "endless layers": (declared("layers:\n  l: 0..99999999999999999999999"), "values of layer l"),
    "layers of layers": (
        declared("layers:\n  l: 1..1000\n  k: 1..1000\nleaves:\n  W^{(l)}_{k}: scalar"),
        "line 6: 1000000 names W^{(l)}_{k}",
    ),
    "aliases": (declared("leaves:\n" + tens("1", "  ")), "line 4: *a0 is an alias"),
    "aliases of origins": (declared("origin:\n" + tens("1", "  ")), "expected the value itself"),
    "aliases of anything": (declared(tens("x", "") + "\ndraws: *a8"), "*a0 is an alias"),
    "draws": (
        declared("draws: 10000\n" + leaves(50, "100x100")),
        "5000000000 numbers in 10000 draws",
    ),
    "leaves": (declared(leaves(600, "100x100")), "120000000 numbers in 20 draws"),
    "letters": (
        declared("layers:\n" + "".join(f"  l{i}: 1..9999\n" for i in range(1000))),
        "101 letters for layers",
    ),
    "extends": (
        declared("sheet: s0\n" + leaves(20, "10x10"))
        + "".join(declared(f"sheet: s{i + 1}\nextends: s{i}") for i in range(1200)),
        "101 sheets",
    ),
    "characters": ("x" * 20_000_000, "bytes or more"),
    "equations": (equations("x = x", 200_000), "5001 equations"),
}

FORMULAS = {
    # what formulas may not ask for, a file long
    "double sums": declared("leaves:\n  x: scalar")
    + equations(r"\sum_{i=1}^{9999} \sum_{j=1}^{9999} x = 1", 2_000),
    "half a limit each": declared("leaves:\n  x: scalar")
    + equations(r"\sum_{i=1}^{9999} x = 1", 3_000),
    "sums of nothing": MATRICES
    + equations(r"\sum_{i=1}^{9999} \sum_{j=1}^{0} (" + "s + " * 2_000 + "s) = 1", 20),
    "derivatives": MATRICES
    + equations(r"\frac{\partial}{\partial A} \sum (A A A \odot A) = A", 800),
    "derivatives in a sum": MATRICES
    + equations(r"\sum_{i=1}^{9999} \frac{\partial s^i}{\partial s} = 1", 300),
    "many layers": DEEP
    + equations(r"\frac{\partial \sum x^{(901)}}{\partial x^{(1)}} = 1", 100),
    "free indices": MATRICES + equations(r"A_{ij} = A_{ij} + s", 400),
    "large sides of free indices": MATRICES + equations(r"A x_i = x_i A + A", 400),
    "cells": MATRICES
    + equations(r"\begin{bmatrix} " + " & ".join(["A + A"] * 800) + r" \end{bmatrix} = A", 100),
    "arguments": MATRICES + equations(r"\max(" + ", ".join(["A + A"] * 1_000) + ") = A", 100),
    "terms": MATRICES + equations(" + ".join(["A A"] * 1_200) + " = A", 100),
    "links": MATRICES + equations(" = ".join(["A + A"] * 1_200), 100),
    "a diagonal matrix": MATRICES + equations(r"\operatorname{diag}(x) = 1", 500),
    "products of all entries": MATRICES + equations(r"\prod x = 1", 2_000),
    "functions": MATRICES + equations(r"A^{\log A} \odot 2^A = \tanh(\sinh(\cosh A))", 500),
    "formulas to read": MATRICES + equations("s" + " + s" * 2_400 + " = s", 400),
    "ranges": MATRICES + equations(r"s = s + q \text{ for } l = 1, \dots, 9999", 3_000),
    "definitions that fail": declared(leaves(15, "80x80"))
    + "".join(defined(f"z_{{{i}}} = x_{{1}} x_{{2}} + q") for i in range(3_000)),
    "names": declared("layers:\n  l: 1..1900\nleaves:\n  x^{(l)}: scalar")
    + equations("x^{(1)} = 2 x^{(2)}", 4_000),
    "definitions that are kept": declared("leaves:\n  A: 100x100\nlayers:\n  l: 1..900")
    + defined("B^{(l)} = A + A")
    + equations(r"\sum_{l=1}^{900} \sum B^{(l)} = 1", 100),
}  # fmt: skip


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_declaration_ends_in_bounds(tmp_path, name):
    text, says = DECLARATIONS[name]
    path = tmp_path / "notes.md"
    path.write_text(text)
    run = read(path)
    assert run.returncode == 2, run.stderr
    assert says in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMULAS)
def test_a_file_of_formulas_ends_in_bounds(tmp_path, name):
    path = tmp_path / "notes.md"
    path.write_text(FORMULAS[name])
    run = read(path)
    assert 0 <= run.returncode < 8, run.stderr  # not ended by the system
    assert run.returncode & 2
    assert not run.stderr
    assert "cannot be read" in run.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "```x``y`" * 30_000,
        "$" * 100_001,
        "<!--" * 100_000,
        declared("leaves:\n  x: " + "[" * 400 + "]" * 400) * 100,
        declared("leaves:\n  x: [" + ", ".join(["1"] * 6_000) + "]") * 100,
        "".join(declared(f"sheet: s{i}\nleaves:\n" + "  a: 1\n" * 1_100) for i in range(90)),
        declared("sheet: a\n" + leaves(900, "5x5"))
        + "".join(declared(f"sheet: b{i}\nextends: a") + declared("sheet: a") for i in range(500)),
    ],
    ids=["backticks", "dollars", "comments", "nested", "lists", "keys", "sheets"],
)
def test_a_file_of_signs_ends_in_bounds(tmp_path, text):
    path = tmp_path / "notes.md"
    path.write_text(text)
    run = read(path)
    assert 0 <= run.returncode < 8, run.stderr
    assert "Traceback" not in run.stderr


MANY_CELLS = json.dumps([{"cell_type": "markdown", "source": ["$$ x $$"]}] * 150_000)


@pytest.mark.slow
@pytest.mark.parametrize("cells", ["[" * 5_000_000, MANY_CELLS], ids=["deep", "many"])
def test_a_notebook_ends_in_bounds(tmp_path, cells):
    path = tmp_path / "notes.ipynb"
    path.write_text('{"cells": ' + cells + "}")
    run = read(path)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr


def test_the_limits_are_those_of_the_process(tmp_path):
    """What these tests would show of a machine that takes what it is given."""
    greedy = READ.replace("sys.exit(main(sys.argv[1:]))", "bytearray(600_000_000)")
    run = subprocess.run(
        [sys.executable, "-c", greedy], capture_output=True, text=True, check=False
    )
    assert "MemoryError" in run.stderr
