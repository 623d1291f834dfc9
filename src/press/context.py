"""What a page is made of: our templates, and the facts about it that they print.

Above the text of a chapter stand the time it takes to read and a link to its notebook; in
its head, a description taken from its first paragraph.  A page loads a script or a font only
if something on it needs one.

Configuration
-------------
press_words_a_minute : int
    How fast prose is read; 200.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from backprop.figures import explorer
from press import STATIC
from press.folds import is_folded
from press.mathml import mathml
from press.spoken import spoken

__all__ = ["description", "minutes"]

HERE = Path(__file__).parent
# What makes a page need a script: (its mark in the text, the files)
NEEDS = {
    'class="explorer': ["explorer.css", "explorer.js"],
    'class="question"': ["questions.js"],
    'class="reference internal"': ["cards.js"],
    "data-sym=": ["cards.js"],
}
# Extensions whose work press.js, <details> and a plain page do, without their scripts.
UNUSED = {"sphinx_thebe", "sphinx_togglebutton", "sphinx_copybutton", "sphinx_comments"}
_IN_OUTPUT = re.compile(
    r'<span class="math notranslate nohighlight">\$([^<]*)\$</span>(?:<br><code>[^<]*</code>)?'
)
SECONDS_A_CODE_LINE = 4
SECONDS_A_FORMULA = 8


def minutes(doctree: nodes.document, words_a_minute: int = 200) -> int:
    """Estimate how long a page takes to read: its prose, its code, its displayed formulas.

    What is folded is not counted, be it code, a solution or the greater part of a list.
    """
    folded = {id(one) for cell in doctree.findall(is_folded) for one in cell.findall()}
    folded |= set(_in_details(doctree))
    code = [one for one in doctree.findall(nodes.literal_block) if id(one) not in folded]
    cells = [block for block in code if "output" not in str(block.get("classes"))]
    lines = sum(len(block.astext().splitlines()) for block in cells)
    formulas = sum(id(one) not in folded for one in doctree.findall(nodes.math_block))
    prose = [one for one in _prose(doctree) if id(one) not in folded]
    words = sum(len(node.astext().split()) for node in prose)
    seconds = words * 60 / words_a_minute
    return max(
        1, round((seconds + lines * SECONDS_A_CODE_LINE + formulas * SECONDS_A_FORMULA) / 60)
    )


def description(
    doctree: nodes.document, length: int = 155, macros: dict[str, str] | None = None
) -> str:
    """Return the first paragraph of a page, cut between words to fit a search result."""
    for paragraph in doctree.findall(nodes.paragraph):
        copy = paragraph.deepcopy()
        for formula in list(copy.findall(nodes.math)):
            formula.replace_self(nodes.Text(spoken(formula.astext(), macros)))
        text = " ".join(copy.astext().split())
        if len(text) > 20:
            cut = text[: length + 1].rsplit(" ", 1)[0].rstrip(",;: ") + " …"
            return text if len(text) <= length else cut
    return ""


def _in_details(doctree: nodes.document) -> Iterator[int]:
    """Yield the ids of what stands between the tags of a `<details>`."""
    depth = 0
    for node in doctree.findall():
        if isinstance(node, nodes.raw):
            text = node.astext()
            depth += text.count("<details") - text.count("</details")
        elif depth:
            yield id(node)


def _prose(doctree: nodes.document) -> list[nodes.Node]:
    return [
        node
        for node in doctree.findall(
            lambda node: isinstance(node, nodes.paragraph | nodes.title | nodes.term)
        )
        if not isinstance(node.parent, nodes.literal_block)
    ]


def _facts(app: Sphinx, name: str, template: str, context: dict, doctree: nodes.document) -> None:
    body = context.get("body") or ""
    config = app.config
    context["press_base"] = (config.html_baseurl or "").rstrip("/")
    context["default_mode"] = "light"  # what a page shows until, or without, our script
    context["press_math"] = "<math" in body
    wanted = [file for mark, files in NEEDS.items() if mark in body for file in files]
    context["press_extra"] = list(dict.fromkeys(wanted))
    context["press_description"] = context["press_time"] = context["press_notebook"] = ""
    context["press_home"] = name == config.root_doc
    if doctree is not None:
        context["press_description"] = description(doctree, macros=config.press_math_macros)
        if not any(doctree.findall(addnodes.desc)):  # nobody reads a list of functions through
            context["press_time"] = minutes(doctree, config.press_words_a_minute)
        if str(app.env.doc2path(name)).endswith(".ipynb") and context.get("sourcename"):
            context["press_notebook"] = context["pathto"](f"_sources/{context['sourcename']}", 1)
    context["body"] = _tidied(body)


def _tidied(body: str) -> str:
    """Mend in the text what a screen reader stumbles over."""
    # the visible words of the summary are its name
    body = body.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    # an empty corner of a table heads nothing
    body = re.sub(r"<th(?: class=\"[^\"]*\")?>\s*(?:<p>\s*</p>)?\s*</th>", "<td></td>", body)
    # roles that the elements have already, or that are deprecated
    body = re.sub(r' role="(?:list|listitem|doc-biblioentry|doc-bibliography)"', "", body)
    # no line begins with the comma behind a formula, or ends with the bracket before it
    body = re.sub(r"</math></span>([,.;:!?)\]’”]+)", r"</math>\1</span>", body)
    body = re.sub(r"([(\[“])(<span class=\"math inline notranslate\">)", r"\2\1", body)
    # mathematics in an output of ours, such as the doctor's report: set it as all other is
    body = _IN_OUTPUT.sub(lambda found: mathml(html.unescape(found[1]), display=False), body)
    return body.replace("#</a>", '<span aria-hidden="true">#</span></a>')


def _silence(app: Sphinx, config) -> None:
    """Take out what Jupyter Book always brings and no page of ours uses."""
    for listeners in list(app.events.listeners.values()):
        for listener in list(listeners):
            # what a conf.py connects belongs to no module
            module = getattr(listener.handler, "__module__", None) or ""
            if module.split(".")[0] in UNUSED:
                app.disconnect(listener.id)


def _templates(app: Sphinx, config) -> None:
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path = [*config.html_static_path, str(STATIC), str(explorer.STATIC)]


def setup(app: Sphinx) -> dict:
    """Put our templates before the theme's, and tell them about each page."""
    app.add_config_value("press_words_a_minute", 200, "html", int)
    app.connect("config-inited", _silence, priority=100)
    app.connect("config-inited", _templates, priority=900)
    app.connect("html-page-context", _facts, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
