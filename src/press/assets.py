"""One style sheet of the rules that are used, and no file that nothing asks for.

When the pages are written, the style sheets of the theme, of the notebooks and of ours are
read, cut to what the pages and our scripts use (`press.purge`), and written as one
``press.css``, whose checksum stands in every page.  Then what came with themes and
extensions and no page asks for is removed: megabytes of scripts, fonts and source maps.
"""

import contextlib
import hashlib
import pickle
import re
from pathlib import Path

from sphinx.application import Sphinx

from press.purge import Rule, parse, purged, used

__all__ = ["SHEETS", "referred"]

# In the order in which they apply; a star stands for a checksum.
SHEETS = [
    "styles/theme.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
    "figures.css",
    "page.css",
    "math.css",
    "questions.css",
    "print.css",
]
SCRIPTS = ("press.js", "explorer.js", "questions.js", "searchtools.js", "sphinx_highlight.js")
TOGETHER = "press.css"
REMEMBERED = "press-rules.pickle"  # beside the doctrees, which are pickled as well
_CALLED = re.compile(r"""(?:src|href|content)=["']([^"']*_static/[^"'?#]*)""")
_IN_STYLE = re.compile(r"""url\(["']?(?!data:)([^"')?#]+)""")


def _sources(static: Path) -> list[Path]:
    return [path for pattern in SHEETS for path in sorted(static.glob(pattern))]


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
    sources = _sources(static)
    if exception or app.builder.name != "html" or len(sources) < len(SHEETS) - 3:
        return  # nothing was written, so nothing was copied: what is there is right
    pages = {path: path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html")}
    scripts = [
        (static / name).read_text(encoding="utf-8") for name in SCRIPTS if (static / name).exists()
    ]
    rules = _rules("\n".join(path.read_text(encoding="utf-8") for path in sources), app)
    rules = [rule for rule in rules if not (rule.at and "Font Awesome" in rule.body)]
    style = purged(rules, used(list(pages.values()), scripts))
    (static / TOGETHER).write_text(style, encoding="utf-8")
    _stamp(pages, static)
    keep = referred(Path(app.outdir))
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
