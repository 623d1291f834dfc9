"""The line written as its neighbour is: what stands two lines up, for this layer's names."""

import ast
import re

from backprop.doctor.edits.exchange import Rule
from backprop.doctor.rewriting import unnumbered

__all__ = ["NEIGHBOUR"]

MOST_GUESSES = 12


def _name(node) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        if isinstance(node, ast.Attribute):
            return node.attr
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            return node.slice.value
        node = node.value
    return getattr(node, "id", "")


def _middles(a: str, b: str) -> tuple[str, str]:
    """Return what differs in two names.

    Examples
    --------
    >>> _middles("dWz", "dWr")
    ('z', 'r')
    """
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return a[start : len(a) - end], b[start : len(b) - end]


class _Renamer(ast.NodeTransformer):
    def __init__(self, rename):
        self.rename = rename

    def visit_Name(self, node):
        return ast.Name(self.rename(node.id), ast.Load())

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            return ast.Constant(self.rename(node.value))
        return ast.Constant(node.value)


def written_alike(root, scene):
    """The line as a neighbour has it."""
    statement = scene.statement
    ours = _name(getattr(statement, "target", None) or getattr(statement, "targets", [None])[0])
    if not ours:
        return
    for other in scene.elsewhere:
        yield from _tried(other, lambda name: name, scene)
    for other in ast.walk(scene.function):
        if other is statement or type(other) is not type(statement) or not hasattr(other, "value"):
            continue
        theirs = _name(getattr(other, "target", None) or getattr(other, "targets", [None])[0])
        if not theirs or theirs == ours or other.value is None:
            continue
        for rename in _renamings(theirs, ours):
            yield from _tried(other.value, rename, scene)


def _renamings(theirs: str, ours: str):
    """Yield functions that turn the names of a neighbour into those of this line."""
    a, b = re.search(r"\d+", theirs), re.search(r"\d+", ours)
    if a and b and a[0] != b[0]:
        step = int(b[0]) - int(a[0])
        yield lambda name: re.sub(r"\d+", lambda found: str(int(found[0]) + step), name)
    x, y = _middles(theirs, ours)
    if x and len(x) <= 6:
        yield lambda name: name.replace(x, y)


def _tried(value, rename, scene):
    """Yield the neighbour's expression, renamed; a name that is unknown is guessed."""
    fresh = _Renamer(rename).visit(unnumbered(value))
    names = scene.first.variables, scene.first.namespace
    unknown = {
        one.id
        for one in ast.walk(fresh)
        if isinstance(one, ast.Name) and not any(one.id in space for space in names)
    }
    if not unknown:
        yield fresh
    elif len(unknown) == 1:
        (lost,) = unknown
        for entry in scene.arrays[:MOST_GUESSES]:
            if isinstance(entry.node, ast.Name):
                yield (
                    _Renamer(lambda name, e=entry: e.node.id if name == lost else name).visit(
                        unnumbered(fresh)
                    ),
                    0.1,
                )


NEIGHBOUR = Rule(
    "as-its-neighbour", 1.05, (), written_alike, "the line is not written as its neighbour is"
)
