"""Which notebooks there are: chapters and appendices stand in _toc.yml, drafts do not yet."""

import re
from pathlib import Path

import yaml

__all__ = ["BOOK", "CHAPTERS", "DRAFTS", "NOTEBOOKS", "PRINTED", "ROOT", "number_of", "sort"]

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"


def number_of(path: Path) -> int | None:
    """Return the number of a chapter's file, None for an appendix or the template."""
    found = re.match(r"(\d\d)_", path.name)
    return int(found[1]) if found and int(found[1]) < 90 else None


def sort(root: Path = ROOT) -> tuple[list[Path], list[Path]]:
    """Return the notebooks in the table of contents, and the others."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    listed = {chapter["file"] for part in toc["parts"] for chapter in part["chapters"]}
    notebooks = sorted((root / "book").glob("*.ipynb"))
    printed = [path for path in notebooks if f"book/{path.stem}" in listed]
    return printed, [path for path in notebooks if path not in printed]


PRINTED, DRAFTS = sort()
NOTEBOOKS = [*PRINTED, *DRAFTS]
CHAPTERS = [path for path in PRINTED if number_of(path) is not None]
