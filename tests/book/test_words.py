"""The book says "checked" where it has checked: a proof is named only where there is one."""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "book").glob("*.ipynb")), *sorted((ROOT / "book").glob("*.md"))]
FILES += [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CITATION.cff")]

PROOF = re.compile(r"\b(proofs?|prov(e|es|ed|en|ing|ably))\b", re.IGNORECASE)
DENIED = re.compile(r"\b(no|not a|never called) proofs?\b", re.IGNORECASE)
GIVEN = {
    # file: what a line about a proof has in it, where the text gives the proof or cites it
    "01_why_networks.ipynb": ("in three lines", "no straight line separates"),
    "bibliography.md": ("Minsky and Papert",),
}


def prose(path):
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def claims_of_proof(name, text):
    given = GIVEN.get(name, ())
    lines = (line for line in text.splitlines() if PROOF.search(DENIED.sub("", line)))
    return [line for line in lines if not any(words in line for words in given)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_proof_is_claimed_that_is_not_given(path):
    assert claims_of_proof(path.name, prose(path)) == []


def test_a_claim_of_proof_is_found():
    text = "It proves what they get right.\nThat is no proof.\nFrom a gradient to its proof"
    assert len(claims_of_proof("README.md", text)) == 2
    assert claims_of_proof("bibliography.md", "Minsky and Papert proved it.") == []


def test_each_proof_that_is_given_is_still_there():
    for name, words in GIVEN.items():
        found = prose(ROOT / "book" / name)
        assert all(word in found for word in words), name


def test_what_a_tick_leaves_open_is_said():
    checked = prose(ROOT / "book" / "checked.md")
    assert "evidence and not a proof" in checked
    assert "It does not exclude" in checked
