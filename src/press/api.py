"""The functions that readers use, on a page, from their docstrings.

Sphinx's ``autodoc`` reads them and ``napoleon`` their sections.  Here is settled what the two
leave open: a module is introduced by the first paragraph of its docstring (the rest is for who
reads the code); lines that are set in are a formula or a table, and stay as they are; names in
backquotes are code; a shape such as (s_{l+1}, s_l + 1) is set as mathematics; types are said in
words, not linked to the manuals of other projects.  The index is one of ideas, and functions
stay out of it: the search finds them.  ``{functions}`` on a page lists all of them, by module.
"""

import html
import inspect
import pydoc
import re
from collections.abc import Callable, Collection

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

__all__ = ["Unindexed", "first_paragraph", "listed", "literal", "typeset"]

SETTINGS = {
    "autodoc_typehints": "none",
    "autodoc_member_order": "bysource",
    "napoleon_google_docstring": False,
    "napoleon_use_ivar": True,
    "napoleon_use_param": False,
    "napoleon_use_rtype": False,
    "default_role": "literal",
}
LIST = "<!-- all functions -->"
_UNDERLINE = re.compile(r"-{3,}\s*$")
# a name with an index in braces; and a tuple of names, one of them with an index
_INDEXED = r"[A-Za-z]\w*(?:[_^](?:\{[^{}]*\}|\w))*[_^]\{[^{}]*\}(?:[_^]\w)?"
_ENTRY = r"(?:[A-Za-z](?:_(?:\{[^{}]*\}|\w))?|\d+)(?: ?[+-] ?\d)?"
_SHAPE = rf"\((?=[^()]*_){_ENTRY}(?:, ?{_ENTRY})*,?\)"
_TYPESET = re.compile(rf"(?P<code>`+[^`]*`+)|(?P<math>{_SHAPE}|{_INDEXED})")
_GREEK = re.compile(r"(?<![\\A-Za-z])([Tt]heta|[Dd]elta)(?![A-Za-z])")


def first_paragraph(lines: list[str]) -> list[str]:
    """Return the lines up to the first blank one.

    Examples
    --------
    >>> first_paragraph(["What it is.", "", "How it is done."])
    ['What it is.', '']
    """
    end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    return [*lines[:end], ""]


def literal(lines: list[str]) -> list[str]:
    """Return a docstring in which indented lines above its first section are left as they are.

    Examples
    --------
    >>> literal(["Return J.", "", "    J = 1", "", "Returns", "-------", "float", "    J"])
    ['Return J.', '', '::', '', '    J = 1', '', 'Returns', '-------', 'float', '    J']
    """
    sections = [i for i, line in enumerate(lines) if i and _UNDERLINE.match(line)]
    end = sections[0] - 1 if sections else len(lines)
    text, before = [], ""
    for line in lines[:end]:
        if line.startswith("    ") and not before.strip() and not _open(text):
            text += ["::", ""]
        # a bar is an absolute value here, not reStructuredText's substitution
        text.append(line if line.startswith("    ") else line.replace("|", r"\|"))
        before = line
    return text + lines[end:]


def typeset(lines: list[str]) -> list[str]:
    r"""Return a docstring in whose sentences shapes and names with an index are mathematics.

    Examples and what is set in above the first section stay, and so do the lines that give a
    parameter's name and type.

    Examples
    --------
    >>> typeset(["Returns", "-------", "ndarray", "    Of shape (s_{l+1}, s_l + 1)."])[-1]
    '    Of shape :math:`(s_{l+1}, s_l + 1)`.'
    >>> typeset(["What l stands for in Theta^{(l)}."])
    ['What l stands for in :math:`\\Theta^{(l)}`.']
    """
    sections = [i for i, line in enumerate(lines) if i and _UNDERLINE.match(line)]
    head = sections[0] - 1 if sections else len(lines)
    text, example = [], False
    for at, line in enumerate(lines):
        example = (example and bool(line.strip())) or line.lstrip().startswith(">>>")
        prose = not example and line.startswith(" ") == (at >= head)
        text.append(_TYPESET.sub(_math, line) if prose else line)
    return text


def _math(found: re.Match) -> str:
    if found["code"]:
        return found["code"]
    return f":math:`{_GREEK.sub(lambda name: chr(92) + name[0], found['math'])}`"


def _open(text: list[str]) -> bool:
    """Whether what came last before blank lines is indented too, or announces a block."""
    said = [line for line in text if line.strip()]
    return bool(said) and (said[-1].startswith("    ") or said[-1].endswith("::"))


class Functions(SphinxDirective):
    """The place of the list of all functions, which is known when every page is read."""

    def run(self) -> list[nodes.Node]:
        """Return a mark."""
        return [nodes.raw("", LIST, format="html")]


def _summary(name: str) -> str:
    """Return the first sentence about something, or "" where it has none of its own."""
    thing = pydoc.locate(name)
    if not (inspect.isroutine(thing) or inspect.isclass(thing)):
        return ""
    line = (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")
    return re.sub(r"`+", "", line)


def listed(objects: list[tuple], address: Callable[[str], str]) -> str:
    """Return all that is described as a list, module by module.

    Each entry has the id that it has on its own page, so that addresses from when all stood on
    one page still lead to it.

    Parameters
    ----------
    objects : list of tuple
        As `get_objects` of Sphinx's domain of Python has them.
    address : callable
        Takes the name of a page and returns its address.
    """
    modules = {name: where for name, _, kind, where, *_ in objects if kind == "module"}
    lines = []
    for module, page in modules.items():
        here = f"{address(page)}#module-{module}"
        lines.append(
            f'<p class="functions-module" id="module-{module}">'
            f'<a class="reference internal" href="{here}"><code>{module}</code></a></p>\n<ul>'
        )
        own = sorted(one for one in objects if one[0].startswith(module + ".") and one[3] == page)
        own = [one for one in own if _module_of(one[0], modules) == module]
        members = [one[0] for one in own if one[0].rpartition(".")[0] != module]
        for name, _, _, where, anchor, _ in own:
            if name in members or name in modules:
                continue
            ids = "".join(
                f'<span id="{html.escape(member)}"></span>'
                for member in members
                if member.startswith(name + ".")
            )
            said = html.escape(_summary(name))
            lines.append(
                f'<li id="{html.escape(anchor)}">{ids}<a class="reference internal" '
                f'href="{address(where)}#{html.escape(anchor)}"><code>{name.split(".")[-1]}</code>'
                f"</a>{': ' + said if said else ''}</li>"
            )
        lines.append("</ul>")
    return "\n".join(lines)


def _module_of(name: str, modules: Collection[str]) -> str:
    return max((one for one in modules if name.startswith(one + ".")), key=len, default="")


def _list(app: Sphinx, name: str, template: str, context: dict, doctree) -> None:
    if LIST in (context.get("body") or ""):
        objects = [one for one in app.env.get_domain("py").get_objects() if one[3] != name]
        found = listed(objects, lambda page: app.builder.get_relative_uri(name, page))
        context["body"] = context["body"].replace(LIST, found)


class Unindexed(SphinxTransform):
    """Keep functions and modules out of the index."""

    default_priority = 400

    def apply(self, **kwargs) -> None:
        """Change one page, if it describes functions."""
        if any(self.document.findall(addnodes.desc)):
            for node in list(self.document.findall(addnodes.index)):
                node.parent.remove(node)


def _process(app: Sphinx, what: str, name: str, thing, options, lines: list[str]) -> None:
    lines[:] = first_paragraph(lines) if what == "module" else literal(typeset(lines))


def _skip(app: Sphinx, what: str, name: str, thing, skip: bool, options) -> bool | None:
    """Skip what a class has from elsewhere: of a tuple its fields, of a figure its setters."""
    ours = getattr(thing, "__module__", "backprop") or ""
    return True if type(thing).__name__ == "_tuplegetter" or "backprop" not in ours else None


def _settle(app: Sphinx, config: Config) -> None:
    for name, value in SETTINGS.items():
        config[name] = value
    config.nitpick_ignore_regex = [*config.nitpick_ignore_regex, ("py:.*", ".*")]


def setup(app: Sphinx) -> dict:
    """Set up autodoc and napoleon; ours comes before napoleon's reading of the sections."""
    for extension in ("sphinx.ext.autodoc", "sphinx.ext.napoleon"):
        app.setup_extension(extension)
    app.add_transform(Unindexed)
    app.add_directive("functions", Functions)
    app.connect("html-page-context", _list, priority=600)
    app.connect("config-inited", _settle, priority=100)
    app.connect("autodoc-process-docstring", _process, priority=400)
    app.connect("autodoc-skip-member", _skip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
