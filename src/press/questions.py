r"""Questions that a page asks, and answers when asked to.

In the source a question is an admonition of class ``question`` whose last part is a list::

    ```{admonition} Question
    :class: question
    What is the derivative of $x^2$ at 3?

    - [= 6 ± 0.01]
      It is $2x$.
    - [= 9]
      That is $x^2$ itself.
    - [else]
      Differentiate first, put 3 in afterwards.
    ```

Of several answers to choose from, the right one begins with ``[x]`` and each other with ``[ ]``;
the answer stands on the first line, the reason why it is right or wrong on those below.

Questions are numbered as they come.  One whose title ends in a number, such as ``Exercise 3``,
keeps it: so a page can take the answer to an exercise that asks for a number or a choice.

In the page it is a ``<fieldset>`` with native controls.  Its reasons stand in a ``<details>``:
that is what a reader without JavaScript opens, what paper shows, and where our script
(``static/questions.js``) finds the one to say.  Nothing is stored or sent.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import NodeMatcher

from press.spoken import spoken

__all__ = ["Choice", "Questions", "form", "named", "read"]

logger = logging.getLogger(__name__)

# how an answer begins
MARK = re.compile(
    r"\s*\[(?:(?P<choice>[xX ])|(?P<other>else)"
    r"|=\s*(?P<value>[^]±]*?)\s*(?:±\s*(?P<within>[^]]*?)\s*)?)\]\s*"
)
EXPECTED = "[x], [ ], [= number ± tolerance], [= number] or [else]"
FIELD = '<input type="text" autocomplete="off" autocapitalize="off" spellcheck="false" size="12">'


@dataclass(frozen=True)
class Choice:
    """An answer and its reason; `value` is what the reader types, None a choice or any other."""

    kind: str
    right: bool
    value: float | None
    within: float
    answer: list[nodes.Node]
    reason: list[nodes.Node]


def read(box: nodes.Element) -> list[Choice]:
    """Return the items of a question.

    Raises
    ------
    ValueError
        Saying what a reader of the page could not answer, or would not be told.
    """
    if not isinstance(box.children[-1], nodes.bullet_list):
        raise ValueError(f"it ends without a list of answers; expected items with {EXPECTED}")
    items = [_item(entry) for entry in box.children[-1].children]
    kinds = {item.kind for item in items} - {"else"}
    right = [item for item in items if item.right]
    others = sum(item.kind == "else" for item in items)
    if len(kinds) > 1 or (others and kinds == {"choice"}):
        raise ValueError("it mixes answers to choose from and numbers to type")
    if len(right) != 1:
        sign = "±" if kinds == {"number"} else "[x]"
        raise ValueError(f"it has {len(right) or 'no'} right answers; expected one with {sign}")
    if kinds == {"choice"} and len(items) < 2:
        raise ValueError("it has one answer; expected at least two to choose from")
    if kinds == {"number"}:
        _apart([item for item in items if item.kind == "number"], right[0], others)
    return items


def _apart(numbers: list[Choice], right: Choice, others: int) -> None:
    if others != 1:
        raise ValueError(f"it has {others or 'no'} items [else]; expected one, for other numbers")
    values = [item.value for item in numbers]
    for item in numbers:
        # as the page judges it (static/questions.js), which lets a number be rounded
        edge = right.within + 1e-9 * abs(item.value)
        if item is not right and abs(item.value - right.value) <= edge:
            raise ValueError(f"the wrong answer {item.value:g} lies within those taken as right")
        if values.count(item.value) > 1:
            raise ValueError(f"the answer {item.value:g} occurs twice")


def _item(entry: nodes.Element) -> Choice:
    first, *rest = entry.children or [nodes.paragraph()]
    text = first.children[0].astext() if first.children else ""
    mark = MARK.match(text)
    if not mark or not isinstance(first, nodes.paragraph):
        raise ValueError(f"an answer begins {text[:20]!r}; expected {EXPECTED}")
    inline = [nodes.Text(text[mark.end() :]), *first.children[1:]]
    kind = "choice" if mark["choice"] else mark["other"] or "number"
    answer, reason = _cut(inline) if kind == "choice" else ([], inline)
    if kind == "choice" and not _said(answer):
        raise ValueError(f"an answer marked {mark.group().strip()} is empty")
    blocks = [nodes.paragraph("", "", *reason)] if _said(reason) else []
    blocks += rest
    if not blocks:
        raise ValueError(f"the answer {first.astext().strip()!r} has no reason")
    value = number_of(mark["value"]) if kind == "number" else None
    within = number_of(mark["within"]) if mark["within"] is not None else 0.0
    right = mark["within"] is not None if kind == "number" else mark["choice"] in ("x", "X")
    return Choice(kind, right, value, within, answer, blocks)


def _said(children: list[nodes.Node]) -> str:
    return "".join(child.astext() for child in children).strip()


def _cut(inline: list[nodes.Node]) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Cut the children of a paragraph behind its first line."""
    for place, child in enumerate(inline):
        if isinstance(child, nodes.Text) and "\n" in child:
            head, tail = child.astext().split("\n", 1)
            return [*inline[:place], nodes.Text(head)], [nodes.Text(tail), *inline[place + 1 :]]
    return inline, []


def number_of(text: str) -> float:
    """Return the number that an answer names, as 0.25, -3, 1e-3 or 1/4."""
    try:
        return float(Fraction(text.strip().replace("−", "-")))
    except (ValueError, ZeroDivisionError):
        raise ValueError(
            f"{text.strip()!r} is not a number; expected one as 0.25, -3, 1e-3 or 1/4"
        ) from None


def named(boxes: list[nodes.Element]) -> list[str]:
    """Return what each box of a page is called: Question 1, Question 2, Exercise 3, Question 3."""
    names: list[str] = []
    for box in boxes:
        first = box.children[0]
        title = first.astext().strip() if isinstance(first, nodes.title) else "Question"
        own = re.search(r"\d$", title)
        before = sum(name.rpartition(" ")[0] == title for name in names)
        names.append(title if own else f"{title} {before + 1}")
    return names


def form(
    box: nodes.Element, items: list[Choice], called: str, macros: dict[str, str] | None = None
) -> list[nodes.Node]:
    """Return what stands in the page for a question that is called so."""
    _, *asked, _ = box.children if isinstance(box.children[0], nodes.title) else [None, *box]
    name = re.sub(r"\W+", "-", called.lower())
    parts = [_raw(f'<fieldset class="question" id="{name}"><legend>')]
    parts += [nodes.strong("", f"{called}."), nodes.Text(" ")]
    if asked and isinstance(asked[0], nodes.paragraph):
        parts.append(nodes.inline("", "", *asked.pop(0).children))
    parts += [_raw("</legend>"), *asked]
    parts += _choices(items, name, macros) if items[0].kind == "choice" else _field()
    parts.append(_raw('<button type="button" class="pst-js-only">Check</button>'))
    parts.append(_raw('<div class="question-said" role="status"></div>'))
    return [*parts, *_reasons(items), _raw("</fieldset>\n")]


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def _choices(items: list[Choice], name: str, macros: dict[str, str] | None) -> Iterator[nodes.Node]:
    yield _raw('<ol class="question-choices">')
    for item in items:
        said = _label(item.answer, macros)
        yield _raw(f'<li><label><input class="pst-js-only" type="radio" name="{name}"{said}>')
        yield nodes.inline("", "", *item.answer)
        yield _raw("</label></li>")
    yield _raw("</ol>")


def _label(answer: list[nodes.Node], macros: dict[str, str] | None) -> str:
    """Return a name for an answer that holds a formula: MathML alone gives a control none."""
    if not any(isinstance(part, nodes.math) for part in answer):
        return ""
    words = [
        spoken(part.astext(), macros) if isinstance(part, nodes.math) else part.astext()
        for part in answer
    ]
    return f' aria-label="{html.escape("".join(words).strip())}"'


def _field() -> Iterator[nodes.Node]:
    yield _raw(f'<label class="question-number pst-js-only">Your answer, a number: {FIELD}</label>')


def _reasons(items: list[Choice]) -> Iterator[nodes.Node]:
    yield _raw('<details class="question-answers"><summary>Answers</summary><ol>')
    for item in items:
        facts = ' class="right"' if item.right else ""
        if item.value is not None:
            facts += f' data-value="{item.value!r}"'
            facts += f' data-within="{item.within!r}"' if item.right else ""
            shown = html.escape(f"{item.value:g}").replace("-", "−")
            yield _raw(f"<li{facts}><span>{shown}: </span><div>")
        else:
            other = "<span>Any other: </span>" if item.kind == "else" else ""
            yield _raw(f"<li{facts}>{other}<div>")
        first, *rest = item.reason
        verdict = [nodes.strong("", "Right." if item.right else "No."), nodes.Text(" ")]
        if isinstance(first, nodes.paragraph):
            yield nodes.paragraph("", "", *verdict, *first.children)
        else:
            yield from [nodes.paragraph("", "", *verdict), first]
        yield from [*rest, _raw("</div></li>")]
    yield _raw("</ol></details>")


class Questions(SphinxPostTransform):
    """Turn the questions of a page into forms."""

    default_priority = 690  # before `press.details`
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Change the admonitions of one page."""
        boxes = [
            box
            for box in self.document.findall(NodeMatcher(nodes.Admonition))
            if "question" in box.get("classes", [])
        ]
        for called, box in zip(named(boxes), boxes, strict=True):
            try:
                parts = form(box, read(box), called, self.config.press_math_macros)
            except ValueError as error:
                logger.warning("%s: %s", called, error, location=box, type="press")
            else:
                here = box.parent.index(box)
                box.parent[here : here + 1] = parts


def setup(app: Sphinx) -> dict:
    """Register the transform."""
    app.add_post_transform(Questions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
