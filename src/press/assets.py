"""One style sheet of the rules that are used, and no file that nothing asks for.

When the pages are written, the style sheets of the theme, of the notebooks and of ours are
read, cut to what the pages and our scripts use (`press.purge`), and written as one
``press.css``, whose checksum stands in every page.  Then what came with themes and
extensions and no page asks for is removed: megabytes of scripts, fonts and source maps.

Each sheet is named here with the extension that brings it.  One that is not found, or that
nobody named, may be half of what a page looks like: the build ends.
"""

import contextlib
import hashlib
import pickle
import re
from collections.abc import Collection
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from press.purge import Rule, parse, purged, used

__all__ = ["SHEETS", "referred", "sheets"]

# In the order in which they apply: a sheet below _static (a star stands for a checksum), and
# the extension without which it does not come.
SHEETS = [
    ("styles/theme.css", "pydata_sphinx_theme"),
    ("styles/pydata-sphinx-theme.css", "pydata_sphinx_theme"),
    ("pygments.css", ""),
    ("styles/sphinx-book-theme.css", "sphinx_book_theme"),
    ("mystnb.*.css", "myst_nb"),
    ("sphinx-design.min.css", "sphinx_design"),
    ("figures.css", ""),
    ("page.css", ""),
    ("math.css", ""),
    ("cards.css", ""),
    ("questions.css", ""),
    ("print.css", ""),
]
# What comes too and is not for every page: Sphinx's plainest rules, in whose place are the
# theme's and ours, and the sheet that pages with an explorer ask for themselves.
UNWANTED = ["basic.css", "explorer.css"]
SCRIPTS = (
    "press.js",
    "cards.js",
    "explorer.js",
    "questions.js",
    "searchtools.js",
    "sphinx_highlight.js",
)
TOGETHER = "press.css"
OURS = "page.css"  # always copied with the rest, and gone when all are one
REMEMBERED = "press-rules.pickle"  # beside the doctrees, which are pickled as well
_CALLED = re.compile(r"""(?:src|href|content)=["']([^"']*_static/[^"'?#]*)""")
_IN_STYLE = re.compile(r"""url\(["']?(?!data:)([^"')?#]+)""")


def sheets(static: Path, extensions: Collection[str]) -> list[Path]:
    """Return the style sheets that pages are dressed in, in the order in which they apply.

    Parameters
    ----------
    static : Path
        The folder ``_static`` of a site, as Sphinx filled it.
    extensions : collection of str
        The extensions that took part.

    Raises
    ------
    ExtensionError
        If one is missing, or one lies there of which nothing is said here.
    """
    wanted = [
        pattern for pattern, brought_by in SHEETS if not brought_by or brought_by in extensions
    ]
    found = {pattern: sorted(static.glob(pattern)) for pattern in wanted}
    missing = [pattern for pattern, files in found.items() if not files]
    known = {file for pattern, _ in SHEETS for file in static.glob(pattern)}
    known |= {file for pattern in UNWANTED for file in static.glob(pattern)}
    strange = sorted(
        file.relative_to(static).as_posix()
        for file in static.rglob("*.css")
        if file not in known and file.name != TOGETHER
    )
    if missing or strange:
        raise ExtensionError(
            f"style sheets not found in {static}: {', '.join(missing) or 'none'}; found and not "
            f"expected: {', '.join(strange) or 'none'}.  A theme or an extension has renamed, "
            "split or added one: name it in press.assets.SHEETS or UNWANTED"
        )
    return [file for files in found.values() for file in files]


def _copied(static: Path) -> bool:
    """Whether Sphinx has filled the folder since we emptied it; it does not if nothing changed."""
    return not (static / TOGETHER).is_file() or (static / OURS).is_file()


def referred(out: Path) -> set[Path]:
    """Return the files below ``_static`` that a page or the style sheet asks for."""
    files = set()
    for page in out.rglob("*.html"):
        for address in _CALLED.findall(page.read_text(encoding="utf-8")):
            name = address[address.index("_static/") :]
            files.add((out / name).resolve())
    for sheet in [file for file in files if file.suffix == ".css" and file.is_file()]:
        for address in _IN_STYLE.findall(sheet.read_text(encoding="utf-8")):
            files.add((sheet.parent / address).resolve())
    return files


def _finish(app: Sphinx, exception: Exception | None) -> None:
    static = Path(app.outdir, "_static")
    if exception or app.builder.name != "html":
        return
    if _copied(static):
        try:
            sources = sheets(static, app.extensions)
        except ExtensionError:
            _sweep(static, set())  # the next build finds what it has copied itself
            raise
        _dress(app, static, sources)
    _sweep(static, referred(Path(app.outdir)))


def _dress(app: Sphinx, static: Path, sources: list[Path]) -> None:
    """Write the one style sheet, and its checksum into every page."""
    pages = {path: path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html")}
    scripts = [
        (static / name).read_text(encoding="utf-8") for name in SCRIPTS if (static / name).exists()
    ]
    rules = _rules("\n".join(path.read_text(encoding="utf-8") for path in sources), app)
    rules = [rule for rule in rules if not (rule.at and "Font Awesome" in rule.body)]
    style = purged(rules, used(list(pages.values()), scripts))
    (static / TOGETHER).write_text(style, encoding="utf-8")
    _stamp(pages, static)


def _sweep(static: Path, keep: set[Path]) -> None:
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_file() and path.resolve() not in keep:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _rules(css: str, app: Sphinx) -> list[Rule]:
    """Return the rules of the style sheets, from the last build where they are the same.

    The themes' sheets hold thousands of rules and hardly ever change.
    """
    key = hashlib.sha256((css + app.config.press_digest).encode()).hexdigest()
    memory = Path(app.doctreedir, REMEMBERED)
    with contextlib.suppress(OSError, TypeError, ValueError, EOFError, pickle.UnpicklingError):
        remembered, rules = pickle.loads(memory.read_bytes())
        if remembered == key:
            return rules
    rules = parse(css)
    memory.write_bytes(pickle.dumps((key, rules)))
    return rules


def _stamp(pages: dict[Path, str], static: Path) -> None:
    """Write the checksum of each of our files behind its name, in every page."""

    def stamped(found: re.Match) -> str:
        file = static / found.group(2)
        if not file.is_file():
            return found.group()
        checksum = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
        return f"{found.group(1)}?v={checksum}{found.group(4)}"

    pattern = re.compile(r'(_static/([^"?#]+\.(?:css|js)))(\?v=\w*)?(")')
    for path, text in pages.items():
        marked = pattern.sub(stamped, text)
        if marked != text:
            path.write_text(marked, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Put the assets in order when everything else is written."""
    app.connect("build-finished", _finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
