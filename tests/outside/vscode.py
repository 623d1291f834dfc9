"""The reader's edition as VS Code reads its Markdown.

Run by `make vscode`, not by `make test`: it needs Node.js and asks npm for the renderer
and the KaTeX plug-in that VS Code is built with.
"""

import json
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from tools.lab import main as put

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "_build" / "vscode"
SCRIPT = Path(__file__).with_suffix(".mjs")
PACKAGES = ["markdown-it@15.0.3", "@vscode/markdown-it-katex@1.1.2", "dompurify@3.4.18"]
PACKAGES += ["jsdom@29.1.1"]


@pytest.fixture(scope="module")
def look():
    """Return what finds, for a folder of notebooks, what VS Code makes of each."""
    PLACE.mkdir(parents=True, exist_ok=True)
    shutil.copy(SCRIPT, PLACE)
    npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix", PLACE, *PACKAGES]
    made = subprocess.run(npm, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr[-2000:]

    def looked(folder):
        command = ["node", PLACE / SCRIPT.name, folder]
        made = subprocess.run(command, capture_output=True, text=True)
        assert made.returncode == 0, made.stderr[-2000:]
        return json.loads(made.stdout)

    return looked


def test_every_formula_is_set_and_nothing_is_raw(look, tmp_path):
    assert put([str(tmp_path / "lab"), "--built", str(ROOT / "_build")]) == 0
    found = look(tmp_path / "lab")
    print({name: seen["formulas"] for name, seen in found.items()})
    assert len(found) >= 18
    assert sum(seen["formulas"] for seen in found.values()) > 1500
    faults = {
        f"{name}, {kind}": seen[kind]
        for name, seen in found.items()
        for kind in ("errors", "raw", "lost")
        if seen[kind]
    }
    assert faults == {}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("raw", "the sum from the $j$th on"),
        ("raw", "see {eq}`eq-sum`"),
        ("errors", r"$\frac{1}{$"),
        ("lost", '<a href="javascript:alert(1)">a link</a>'),
    ],
)
def test_a_fault_is_found(look, tmp_path, kind, text):
    cell = nbformat.v4.new_markdown_cell(text)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "one.ipynb")
    assert look(tmp_path)["one.ipynb"][kind] != []
