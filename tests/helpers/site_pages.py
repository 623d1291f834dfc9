"""The pages of the book, and the built site that has them.

PRESS_SITE names a built site to test in place of `_build/html`.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

__all__ = ["PAGES", "ROOT", "TEX", "TEXTS", "built"]

ROOT = Path(__file__).parents[2]
SOURCES = ["_config.yml", "_toc.yml", "book", "src/press", "src/backprop"]

# what a reader should neither see nor hear: TeX, and roles that nobody resolved
TEX = re.compile(r"\\[a-zA-Z]{2,}|\$|[\^_]\{|\{eq\}|\{numref\}")


def _pages() -> list[str]:
    if "PRESS_SITE" in os.environ:
        site = Path(os.environ["PRESS_SITE"])
        return sorted(str(file.relative_to(site)) for file in site.rglob("*.html"))
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [toc["root"]]
    for part in [*toc.get("parts", []), toc]:
        files += [chapter["file"] for chapter in part.get("chapters", [])]
    return [f"{name}.html" for name in files] + ["search.html", "404.html"]


PAGES = [page for page in _pages() if page != "index.html"]
TEXTS = [page for page in PAGES if page not in ("search.html", "404.html", "genindex.html")]


def _newest() -> float:
    files = [file for name in SOURCES for file in [ROOT / name, *(ROOT / name).rglob("*")]]
    kept = [file for file in files if file.is_file() and file.suffix != ".pyc"]
    return max(file.stat().st_mtime for file in kept if ".ipynb_checkpoints" not in file.parts)


def built() -> Path:
    """Return the built site; build it if it is older than what it is made of."""
    if "PRESS_SITE" in os.environ:
        return Path(os.environ["PRESS_SITE"]).resolve()
    out = ROOT / "_build" / "html"
    if not (out / "index.html").exists() or (out / "index.html").stat().st_mtime < _newest():
        command = [Path(sys.executable).with_name("jupyter-book"), "build", "."]
        command += ["-n", "-W", "--keep-going", "--all"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True)
        assert run.returncode == 0, (run.stdout + run.stderr).decode(errors="replace")[-4000:]
    return out
