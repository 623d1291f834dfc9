"""Every edit of every line that the wrong entries depend on, one for each outcome.

Where no place is known, or the one that is known is not the guilty one: what an edit
comes to is worked out on recorded variables, and of those that come to the same only one
is run.  Edits after which a variable equals a derivative of the cost come first.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop.doctor.edits.exchange import EXCHANGES, Rule
from backprop.doctor.edits.neighbour import NEIGHBOUR
from backprop.doctor.edits.scene import Edit, Scene, guarded
from backprop.doctor.probe import Site

__all__ = ["Group", "edits_of", "groups", "heads"]

HEAD = Rule("head", 1.2, (), None, "the loop or the branch takes other cases")
MOST_ALIKE = 8  # of the edits that come to the same


@dataclass
class Group:
    """Edits of one line that come to the same.

    Attributes
    ----------
    site : Site
    value : object
        What they come to.
    edits : list of Edit
        The most natural first.
    """

    site: Site
    value: Any
    edits: list[Edit] = field(default_factory=list)


def edits_of(place: Scene) -> Iterator[Edit]:
    """Yield the edits of a line that exchange one thing, each once."""
    seen, twins = set(), _twins(place.nodes())
    rules = [(root, NEIGHBOUR) for root in place.roots[:1]]
    rules += [(n, rule) for n in place.nodes() for rule in EXCHANGES if isinstance(n, rule.kinds)]
    rules += [(n, rule) for n in place.targets for rule in EXCHANGES if rule.id == "index"]
    for node, rule in rules:
        for found in guarded(rule.make(node, place)):
            new, more = found if isinstance(found, tuple) else (found, 0.0)
            key = id(node), ast.dump(new)
            if key in seen:
                continue
            seen.add(key)
            yield Edit(rule, ((node, new),), rule.cost + more, None, node.lineno)
            for others in twins.get(id(node), ()):
                swaps = ((node, new), *((other, new) for other in others))
                yield Edit(rule, swaps, rule.cost + more + 0.2, None, node.lineno)


def _twins(nodes: list[ast.expr]) -> dict[int, list[list[ast.expr]]]:
    """Return, for the first of several nodes that are written alike, the others."""
    alike: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if not isinstance(node, ast.Constant):
            alike.setdefault(ast.dump(node), []).append(node)
    return {id(many[0]): [many[1:]] for many in alike.values() if len(many) > 1}


def groups(place: Scene, edits: Iterator[Edit]) -> list[Group]:
    """Return the edits that change what a line gives, those together that come to the same."""
    found: dict[bytes, Group] = {}
    now = _key(place.outcomes(Edit(None)))
    for edit in edits:
        values = place.outcomes(edit)
        if values is None or (key := _key(values)) == now:
            continue
        group = found.setdefault(key, Group(place.site, values[-1]))
        group.edits.append(edit)
    for group in found.values():
        group.edits.sort(key=lambda edit: edit.cost)
        del group.edits[MOST_ALIKE:]
    return sorted(found.values(), key=lambda one: one.edits[0].cost)


def _key(values: list | None) -> bytes:
    """Return what two lists of values that are the same to rounding have in common."""
    if values is None:
        return b""
    parts = []
    for value in values:
        array = np.asarray(value) if isinstance(value, np.ndarray | float | int) else None
        if array is not None and array.dtype.kind in "fiub":
            size = float(np.abs(array).max(initial=0.0)) or 1.0
            parts += [repr(array.shape).encode(), np.round(array / size, 9).tobytes()]
            parts.append(f"{size:.9e}".encode())
        else:
            parts.append(repr(value)[:4000].encode())
    return b"|".join(parts)


def heads(place: Scene) -> Iterator[Edit]:
    """Yield edits of what a loop runs over, or of what a branch depends on."""
    head = place.site.node
    for edit in edits_of(place):
        yield Edit(HEAD, edit.swaps, edit.cost + 0.1, None, edit.line)
    if isinstance(place.statement, ast.For):
        for node in ast.walk(head):
            for new in _other_loops(node):
                yield Edit(HEAD, ((node, new),), HEAD.cost, None, node.lineno)


def _other_loops(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a loop could run over instead: backwards, from 1, one less far."""
    from backprop.doctor.rewriting import build, parse

    if not isinstance(node, ast.expr):
        return
    name = getattr(getattr(node, "func", None), "id", "")
    if name == "reversed":
        yield node.args[0]
    if name in ("range", "enumerate", "zip"):
        yield build("reversed(_0)", node) if name == "range" else build("reversed(list(_0))", node)
    if name == "range":
        for i, one in enumerate(node.args[:2]):
            if isinstance(one, ast.BinOp) and isinstance(one.right, ast.Constant):
                yield ast.Call(node.func, [*node.args[:i], one.left, *node.args[i + 1 :]], [])
            for text in ("_0 - 1", "_0 + 1"):
                yield ast.Call(
                    node.func, [*node.args[:i], build(text, one), *node.args[i + 1 :]], []
                )
        if len(node.args) == 1:
            yield ast.Call(node.func, [parse("1"), *node.args], [])
        elif len(node.args) == 2:
            yield ast.Call(node.func, node.args[1:], [])
            yield ast.Call(node.func, [parse("0"), node.args[1]], [])
    if isinstance(node, ast.Name | ast.Attribute):
        yield build("_0[::-1]", node)
        yield build("reversed(_0)", node)
