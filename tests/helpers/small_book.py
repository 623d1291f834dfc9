"""A book of few lines, printed by the press, for tests of the press."""

import subprocess
import sys
from pathlib import Path

CONF = """
project = html_title = "A small book"
author = "Nobody"
extensions = ["myst_nb", "sphinx_book_theme", "press"]
html_theme = "sphinx_book_theme"
nb_execution_mode = "off"
myst_enable_extensions = ["amsmath", "dollarmath", "colon_fence"]
html_use_index = False
numfig = True
press_check_equations = False
"""


def write(folder: Path, pages: dict[str, str], conf: str = "") -> Path:
    """Write the sources of a book: name to text; the first page lists the others."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(CONF + conf, encoding="utf-8")
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def build(folder: Path, *options: str) -> subprocess.CompletedProcess:
    """Print it into `folder`/html, with warnings as errors."""
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-b", "html", *options]
    return subprocess.run(
        [*command, str(folder), str(folder / "html")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=None,
    )


def page(folder: Path, name: str) -> str:
    """Return the text of a printed page."""
    return (folder / "html" / name).read_text(encoding="utf-8")
