"""Where a number and a symbol are found: what the search knows beside the words of the text.

Sphinx's index holds words. A reader who has "(8.9)" before the eyes, or a δ, looks for those:
`searchplaces.js` says at which anchor each numbered equation and figure stands, and on which
page a symbol is defined or used first, in which sense.  `static/search.js` reads it.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from press.marks import name_of
from press.mathml import mathml
from press.numbers import chapter_of
from press.spoken import spoken

__all__ = ["FILE", "in_words", "letter_name", "places"]

FILE = "searchplaces.js"
LONGEST = 110  # signs of a formula in words
_MARK = re.compile(r'data-sym="(\d+)"')


def letter_name(base: str) -> str:
    """Return what a letter is called where it is spelled out, or "".

    Examples
    --------
    >>> letter_name("δ"), letter_name("λ"), letter_name("z")
    ('delta', 'lambda', '')
    """
    name = unicodedata.name(base, "") if len(base) == 1 else ""
    name = name.removesuffix(" SYMBOL").lower()
    return name.rpartition(" ")[2].replace("lamda", "lambda") if "greek" in name else ""


def in_words(node: nodes.Node, macros: dict | None = None) -> str:
    """Return what a node says, its formulas in words."""
    copy = node.deepcopy()
    for formula in list(copy.findall(nodes.math)):
        formula.replace_self(nodes.Text(spoken(formula.astext(), macros)))
    return " ".join(copy.astext().split())


def _section(node: nodes.Node) -> tuple[str, nodes.Node | None]:
    """Return the id of the section that a node stands in, and its title."""
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    if node is None:
        return "", None
    return node["ids"][0], node.next_node(nodes.title)


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0] + " …"


def _explained(doctree: nodes.document, macros: dict) -> Iterator[list[str]]:
    """Yield the symbols of a table of symbols and meanings, as those of equations."""
    for table in doctree.findall(nodes.tgroup):
        head = [entry.astext().strip().lower() for entry in table[-2].findall(nodes.entry)]
        if head[:2] != ["symbol", "meaning"]:
            continue
        anchor, _ = _section(table)
        for row in table[-1].findall(nodes.row):
            symbol, meaning = list(row.findall(nodes.entry))[:2]
            for formula in symbol.findall(nodes.math):
                try:
                    name = name_of(mathml(formula.astext(), False, macros))
                except ValueError:
                    continue
                if name is not None:
                    yield [name.base, anchor, in_words(meaning, macros), formula.astext()]


def _note(app: Sphinx, doctree: nodes.document) -> None:
    """Remember what of a page is found by its number or its letter."""
    macros = app.config.press_math_macros
    equations, symbols, seen = {}, [], set()
    bases, cards = doctree.get("press_bases", []), json.loads(doctree.get("press_cards") or "[]")
    for node in doctree.findall(nodes.math_block):
        if not node.get("label"):
            continue
        title = _section(node)[1]
        words = _cut(spoken(node.astext(), macros))
        equations[node["label"]] = [in_words(title, macros) if title is not None else "", words]
        for number in map(int, _MARK.findall(node.get("mathml", ""))):
            words, *rest = cards[number]
            label = (rest[3] if len(rest) > 3 else "") or node["label"]
            if bases[number] in seen or rest[4:] == ["common"] or not words:
                continue
            seen.add(bases[number])
            anchor = "equation-" + nodes.make_id(label)
            symbols.append([bases[number], anchor, words, ""])
    noted = {"equations": equations, "symbols": [*_explained(doctree, macros), *symbols]}
    _all(app.env)[app.env.docname] = noted


def _all(env: BuildEnvironment) -> dict:
    if not hasattr(env, "press_places"):
        env.press_places = {}
    return env.press_places


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _all(env).pop(docname, None)


def _merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other) -> None:
    _all(env).update({name: _all(other)[name] for name in docnames if name in _all(other)})


def places(env: BuildEnvironment) -> dict[str, list]:
    """Return what is found by number or letter, page by page.

    Returns
    -------
    dict
        ``equations`` and ``figures``: number, page, anchor, section and words, or caption;
        ``symbols``: letter, its name, page, anchor, words; ``chapters``: number, page.
    """
    found = {"equations": [], "figures": [], "symbols": [], "chapters": []}
    numbered = env.get_domain("math").equations
    for docname, noted in sorted(_all(env).items()):
        chapter = chapter_of(docname)
        if chapter is not None:
            found["chapters"].append([str(chapter), docname])
        for label, (section, words) in noted["equations"].items():
            if label not in numbered or numbered[label][0] != docname:
                continue
            number = str(numbered[label][1])
            number = number if chapter is None or "." in number else f"{chapter}.{number}"
            anchor = "equation-" + nodes.make_id(label)
            found["equations"].append([number, docname, anchor, section, words])
        for base, anchor, words, _ in noted["symbols"]:
            found["symbols"].append([base, letter_name(base), docname, anchor, words])
    captions = {
        (name, anchor): caption for name, anchor, caption in env.get_domain("std").labels.values()
    }
    for docname, kinds in sorted(env.toc_fignumbers.items()):
        for anchor, number in kinds.get("figure", {}).items():
            caption = captions.get((docname, anchor), "")
            found["figures"].append([".".join(map(str, number)), docname, anchor, caption])
    return found


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.name == "html":
        text = json.dumps(places(app.env), ensure_ascii=False, separators=(",", ":"))
        Path(app.outdir, FILE).write_text(f"var places={text}", encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Remember the places of each page when it is read; write them in the end."""
    app.connect("doctree-read", _note, priority=650)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("build-finished", _write)
    # a build before this one has remembered nothing: each page is read again
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
