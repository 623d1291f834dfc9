"""An incremental build that finds what a full one would.

Sphinx reads and writes again only what changed, so a second run of a broken book has nothing
to say and ends well.  Here a page that gave a warning is read again until it gives none, and
when a title, a label or a number changes, every page is written again: any of them may show
it.  So ``make book`` may be quick and still be believed.
"""

import hashlib
import json
import logging as standard
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import get_node_location, is_suppressed_warning

__all__ = ["shared"]

REMEMBERED = "press-warned.json"


class _Collector(standard.Handler):
    """Notes which pages warnings name."""

    def __init__(self, quiet: list[str]) -> None:
        super().__init__(standard.WARNING)
        self.quiet = quiet
        self.places: set[str] = set()

    def emit(self, record: standard.LogRecord) -> None:
        kind = getattr(record, "type", None), getattr(record, "subtype", None)
        if not is_suppressed_warning(*kind, self.quiet):
            self.places.add(_place(getattr(record, "location", None)))


def _place(location: nodes.Node | tuple | str | None) -> str:
    """Return the page, or the path of one, that a warning names; "" if none."""
    if isinstance(location, nodes.Node):
        location = get_node_location(location)
    if isinstance(location, tuple):
        location = location[0]
    return re.sub(r":\d*$", "", str(location or ""))


def shared(env: BuildEnvironment) -> str:
    """Return a checksum of what pages show of one another: titles, labels, numbers."""
    domains = [
        sorted((str(item) for item in domain.get_objects()), key=str)
        for _, domain in sorted(env.domains.items())
    ]
    numbers = json.dumps([env.toc_fignumbers, env.toc_secnumbers], sort_keys=True, default=str)
    titles = sorted((name, title.astext()) for name, title in env.titles.items())
    equations = sorted(map(str, env.get_domain("math").equations.items()))
    labels = sorted(map(str, env.get_domain("std").labels.items()))
    # sphinx-external-toc adds a page's contents once more each time the page is read
    trees = sorted((name, list(dict.fromkeys(got))) for name, got in env.toctree_includes.items())
    text = repr([domains, numbers, titles, equations, labels, trees])
    return hashlib.sha256(text.encode()).hexdigest()


def _memory(app: Sphinx) -> Path:
    return Path(app.doctreedir) / REMEMBERED


def _start(app: Sphinx) -> None:
    app._press_collector = _Collector(app.config.suppress_warnings)
    standard.getLogger("sphinx").addHandler(app._press_collector)


def _again(app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
    """Name the pages that gave warnings the last time."""
    if not _memory(app).exists():
        return []
    warned = json.loads(_memory(app).read_text(encoding="utf-8"))
    return sorted(env.found_docs) if warned == "all" else sorted(set(warned) & env.found_docs)


def _rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name all pages if what they show of one another has changed."""
    now = shared(env)
    before, env.press_shared = getattr(env, "press_shared", None), now
    return [] if before == now else sorted(env.found_docs)


def _finish(app: Sphinx, exception: Exception | None) -> None:
    standard.getLogger("sphinx").removeHandler(app._press_collector)
    places = app._press_collector.places
    pages = {name: name for name in app.env.found_docs} if app.env else {}
    pages |= {str(app.env.doc2path(name)): name for name in pages}
    # a warning that names no page may come from any of them
    known = not exception and all(place in pages for place in places)
    warned = sorted({pages[place] for place in places}) if known else "all"
    if warned:
        _memory(app).write_text(json.dumps(warned), encoding="utf-8")
    else:
        _memory(app).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict:
    """Listen to warnings, and to what changes."""
    app.connect("builder-inited", _start)
    app.connect("env-get-outdated", _again)
    # after numbers are given, which is later than "env-updated"
    app.connect("env-get-updated", _rewrite, priority=900)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
