"""How the book is printed: what Sphinx and the command line need, and no mathematics.

Listed as a Sphinx extension (``press``), it turns on all of its parts:

========================  ======================================================================
`press.numbers`           a chapter has the number of its file
`press.equation_badges`   beside each equation, what the machine made of it
`press.cards`             every symbol of a formula has a card
`press.places`            numbers and symbols are found by the search
`press.mathml`            formulas become MathML when the book is built
`press.figures`           drawings stand in the page, in the colours of its theme, each with a name
`press.questions`         a question of the page is a form, answered in the page
`press.folds`             the figure first, its code folded behind it
`press.details`           a solution that opens is a ``<details>``
`press.solutions`         what is said of a solution is folded with it
`press.index`             an index, of what comments in the text name
`press.api`               the functions that readers use, from their docstrings
`press.context`           our templates; reading time, notebook link, description, what a page loads
`press.address`           repository, site and edition, where they are set
`press.csp`               the Content-Security-Policy of each page, and what it would refuse
`press.assets`            one style sheet, of the rules that are used; no file that nothing asks for
`press.opening`           the first page: a picture that moves, the chapters as cards
`press.site`              404 page, sitemap, the first page
`press.feed`              the changelog as a feed
`press.forms`             links to PDF, EPUB and ZIP, where they are there
`press.edition`           the notebooks that readers download, made from those in book/
`press.incremental`       an incremental build that finds what a full one would
========================  ======================================================================

`press.spoken` says formulas in words, for what has a name and no markup; `press.drawing` says
which cells of a notebook only draw, `press.legible` how wide a drawing has to stay to be read;
`press.symbols` and `press.marks` read symbols from equations and their markup.

Others ask them, or the commands in `tools` do: `press.purge` says which rules of a style sheet are
used, `press.widgets` takes out of a notebook what no page shows, `press.paper` makes a chapter
ready to be printed.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
STATIC = HERE / "static"
PARTS = [
    "numbers",
    "equation_badges",
    "cards",
    "places",
    "mathml",
    "figures",
    "questions",
    "folds",
    "details",
    "solutions",
    "index",
    "api",
    "context",
    "address",
    "csp",
    "assets",
    "opening",
    "site",
    "feed",
    "forms",
    "edition",
    "incremental",
]


def digest() -> str:
    """Return a checksum of what prints: pages printed by another one are out of date."""
    from backprop.figures import explorer  # a command that needs no figures waits for no Matplotlib

    folders = (HERE, explorer.STATIC)
    found = sorted(path for folder in folders for path in folder.rglob("*"))
    files = [path for path in found if path.is_file() and path.suffix != ".pyc"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def setup(app: "Sphinx") -> dict:
    """Turn on every part."""
    app.add_config_value("press_digest", digest(), "html", str)
    for part in PARTS:
        app.setup_extension(f"press.{part}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
