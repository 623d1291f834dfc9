r"""From MyST to Markdown that reads right wherever a notebook is opened.

References become what the site prints for them, admonitions block quotes with a bold title; a
displayed equation gets its number and its sign as a ``\tag*``.  What only the checker and the
index read, comments and labels, goes.  Code stays as it is.
"""

import re
from collections.abc import Callable

from press.edition.places import Places

__all__ = ["SIGNS", "Text", "quoted"]

# the sign of a definition is one that KaTeX, which VS Code sets formulas with, refuses
SIGNS = {"claim": "✓", "def": ":=", "refuted": "✗", "exempt": "○"}
# a code block or a directive, an equation, a span of code or a formula: not ordinary text
_FENCE = re.compile(
    r"(?ms)^(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$"
)
_COMMENT = re.compile(r"(?s)[ \t]*<!--.*?-->[ \t]*\n?")
_TARGET = re.compile(r"(?m)^\([\w-]+\)=\n")
_EQUATION = re.compile(
    r"(?ms)^(?P<space>[ \t]*)\$\$(?P<tex>.*?)\$\$[ \t]*(?:\((?P<label>[\w-]+)\))?[ \t]*$"
)
_DISPLAY = re.compile(r"(?ms)^\$\$.*?\$\$$")
_ROLE = re.compile(r"\{(?P<role>[\w:-]+)\}`(?P<what>[^`]+)`")
_LINK = re.compile(
    r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<to>#[\w-]+|[\w./-]+\.(?:ipynb|md)(?:#[\w-]*)?)\)"
)
_TITLED = re.compile(r"(?s)^(?P<text>.*?)\s*<(?P<label>[^<>]+)>$")


def quoted(title: str, body: str) -> str:
    """Return a block quote with a bold title.

    Examples
    --------
    >>> print(quoted("In short", "One.\\n\\nTwo."))
    > **In short**
    >
    > One.
    >
    > Two.
    """
    # the sign at the beginning of a line would be taken for a part of a formula
    body = _DISPLAY.sub(lambda found: " ".join(found.group().split()), body.strip())
    lines = [f"**{title}**", "", *body.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


class Text:
    """The Markdown of one notebook, resolved.

    Parameters
    ----------
    places : Places
        What the site calls things.
    link : callable
        From the target of a link to where it leads, or "" where it would lead nowhere.

    Attributes
    ----------
    cited : list of str
        The keys of what was cited so far, in order.
    equations : list of str
        The labels of the equations so far, in order.
    """

    def __init__(self, places: Places, link: Callable[[str], str]) -> None:
        self.places, self.link = places, link
        self.cited: list[str] = []
        self.equations: list[str] = []

    def plain(self, text: str) -> str:
        """Return a text without what only MyST reads.

        Raises
        ------
        ValueError
            For a directive, a role or a label that it does not know, naming it.
        """
        out, at = [], 0
        text = _without_comments(text)
        for fence in _FENCE.finditer(text):
            out += [self._prose(text[at : fence.start()]), self._block(fence)]
            at = fence.end()
        out.append(self._prose(text[at:]))
        return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip("\n")

    def _block(self, fence: re.Match) -> str:
        if not _is_directive(fence):
            return fence.group()
        name, _, title = fence["info"].strip().removeprefix("{").partition("}")
        body = re.sub(r"\A(?::[\w-]+:[^\n]*\n)+", "", fence["body"])
        if name == "admonition":
            return quoted(self._inline(title.strip()), self.plain(body))
        if name in ("note", "tip", "warning", "important", "hint", "caution", "danger"):
            return quoted(name.capitalize(), self.plain(f"{title.strip()}\n{body}"))
        raise ValueError(f"the directive {name!r} has no form in plain Markdown")

    def _prose(self, text: str) -> str:
        out, at = [], 0
        text = _TARGET.sub("", text)
        for equation in _EQUATION.finditer(text):
            out += [self._inline(text[at : equation.start()]), self._equation(equation)]
            at = equation.end()
        return "".join([*out, self._inline(text[at:])])

    def _equation(self, found: re.Match) -> str:
        lines = [line for line in found["tex"].splitlines() if not line.lstrip().startswith("%")]
        tex, space = "\n".join(lines).strip("\n"), found["space"]
        if label := found["label"]:
            self.equations.append(label)
            tex += f"\n{space}\\tag*{{{self.number(label)}}}"
        return f"{space}$$\n{tex}\n{space}$$"

    def number(self, label: str) -> str:
        """Return what stands beside an equation: its number and its sign."""
        number = self._known(self.places.equations, label)
        kind, _ = self.places.standings.get(label, ("", ""))
        return f"{number} {SIGNS[kind]}" if kind else number

    def figure(self, label: str) -> str:
        """Return what the site calls a figure."""
        return self._known(self.places.figures, label)

    def _inline(self, text: str) -> str:
        return _LINK.sub(self._linked, _ROLE.sub(self._role, text))

    def _role(self, found: re.Match) -> str:
        role, what = found["role"], found["what"]
        titled = _TITLED.match(what)
        label = titled["label"] if titled else what
        if role == "eq":
            return self._known(self.places.equations, label)
        if role == "numref" and (not titled or "%s" not in titled["text"]):
            return self._known(self.places.figures, label)
        if role in ("cite", "cite:p"):
            return self._cite(what)
        if role == "doc":
            title = titled["text"] if titled else ""
            return f"*{title or self._known(self.places.titles, f'book/{label}')}*"
        if role in ("term", "ref") and (titled or role == "term"):
            return titled["text"] if titled else what
        raise ValueError(f"the role {found.group()!r} has no form in plain Markdown")

    def _cite(self, keys: str) -> str:
        labels = []
        for key in re.split(r"\s*,\s*", keys.strip()):
            labels.append(self._known(self.places.citations, key)[0])
            if key not in self.cited:
                self.cited.append(key)
        return f"[{', '.join(labels)}]"

    def _linked(self, found: re.Match) -> str:
        where = found["to"]
        to = self.link(where)
        text = found["text"] or self._known(self.places.titles, f"book/{_page(where)}")
        return f"[{text}]({to})" if to else text

    @staticmethod
    def _known(table: dict, label: str):
        if label not in table:
            raise ValueError(f"the site has nothing called {label!r}")
        return table[label]


def _without_comments(text: str) -> str:
    """Take out comments, where they do not stand in code."""
    out, at = [], 0
    for fence in _FENCE.finditer(text):
        inside = _COMMENT.sub("", fence.group()) if _is_directive(fence) else fence.group()
        out += [_COMMENT.sub("", text[at : fence.start()]), inside]
        at = fence.end()
    return "".join([*out, _COMMENT.sub("", text[at:])])


def _is_directive(fence: re.Match) -> bool:
    return fence["info"].strip().startswith("{")


def _page(where: str) -> str:
    return re.sub(r"\.(ipynb|md)(#.*)?$", "", where)
