"""Trees with one node exchanged, and the same change in the reader's own text."""

import ast
import copy
import re
from itertools import combinations
from typing import Any

from backprop.doctor.source import Unit, segment

__all__ = ["build", "changed_lines", "exchanged", "parse", "spliced", "unnumbered"]

PARSED: dict[str, ast.expr] = {}


def parse(text: str) -> ast.expr:
    """Return the expression that a text is; never to be changed, it is shared."""
    if text not in PARSED:
        if len(PARSED) > 20_000:
            PARSED.clear()
        PARSED[text] = ast.parse(text, mode="eval").body
    return PARSED[text]


def build(text: str, *nodes: ast.expr) -> ast.expr:
    """Return the expression that a text is, with _0, _1, ... standing for nodes.

    Examples
    --------
    >>> ast.unparse(build("_0 / (2 * m)", parse("a + b")))
    '(a + b) / (2 * m)'
    """
    return _filled(parse(text), {f"_{i}": node for i, node in enumerate(nodes)})


def _filled(tree: Any, nodes: dict[str, ast.expr]) -> Any:
    """Return a tree with names exchanged for nodes; what holds no such name is shared."""
    if isinstance(tree, ast.Name):
        return nodes.get(tree.id, tree)
    if isinstance(tree, list):
        return [_filled(one, nodes) for one in tree]
    if not isinstance(tree, ast.AST) or not tree._fields:
        return tree
    return type(tree)(**{name: _filled(value, nodes) for name, value in ast.iter_fields(tree)})


def exchanged(tree: Any, old: ast.AST, new: ast.AST) -> Any:
    """Return the tree with one node exchanged; what is not above it is shared."""
    if tree is old:
        return new
    for name, value in ast.iter_fields(tree):
        if isinstance(value, ast.AST):
            fresh = exchanged(value, old, new)
            if fresh is not value:
                return _with(tree, name, fresh)
        elif isinstance(value, list):
            for i, one in enumerate(value):
                if isinstance(one, ast.AST):
                    fresh = exchanged(one, old, new)
                    if fresh is not one:
                        return _with(tree, name, [*value[:i], fresh, *value[i + 1 :]])
    return tree


def _with(node: ast.AST, name: str, value: Any) -> ast.AST:
    fresh = copy.copy(node)
    fresh.__dict__ = {k: v for k, v in vars(node).items() if k != "number"}
    setattr(fresh, name, value)
    return fresh


def unnumbered(tree: ast.expr) -> ast.expr:
    """Return a copy that belongs to no text: it is written anew wherever it is put."""
    fresh = copy.deepcopy(tree)
    for one in ast.walk(fresh):
        vars(one).pop("number", None)
    return fresh


class _Holder(ast.NodeTransformer):
    """Exchanges the nodes that stand in the text for placeholders."""

    def __init__(self, unit: Unit):
        self.unit, self.texts = unit, []

    def visit(self, node):
        if isinstance(node, ast.expr) and hasattr(node, "number"):
            self.texts.append(segment(self.unit.lines, node, self.unit.start))
            return ast.Name(f"_s{len(self.texts) - 1}_", ast.Load())
        return node if isinstance(node, ast.JoinedStr) else self.generic_visit(node)


def _written(unit: Unit, node: ast.expr) -> tuple[str, list[str]]:
    holder = _Holder(unit)
    fresh = holder.visit(_deep(node))
    text = ast.unparse(ast.fix_missing_locations(fresh))
    whole = "".join(unit.lines)
    if whole.count('"') > whole.count("'"):
        text = re.sub(r"'([^'\"\\]*)'", r'"\1"', text)
    return text, holder.texts


def _deep(node: ast.AST) -> ast.AST:
    """Return a copy of the nodes that are new; those of the text are kept themselves."""
    if hasattr(node, "number") and isinstance(node, ast.expr):
        return node
    fresh = copy.copy(node)
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            setattr(fresh, name, _deep(value))
        elif isinstance(value, list):
            setattr(fresh, name, [_deep(v) if isinstance(v, ast.AST) else v for v in value])
    return fresh


def spliced(unit: Unit, tree: ast.Module, swaps) -> list[str] | None:
    """Return the lines of a unit with expressions exchanged in its text, or None.

    The text that is not concerned stays as the reader wrote it; brackets are set where
    the tree would be another one without them.
    """
    lines = unit.lines
    swaps = [_outside_of_strings(tree, *swap) for swap in swaps]
    for old, new in sorted(swaps, key=lambda one: (-one[0].lineno, -one[0].col_offset)):
        found = _text(unit, tree, old, new)
        if found is None:
            return None
        lines = _replaced(lines, unit.start, old, *found)
    return lines


def _outside_of_strings(tree: ast.Module, old: ast.expr, new: ast.expr):
    """Return the swap of a whole f-string for one inside it, where places are not told."""
    for one in ast.walk(tree):
        if (
            isinstance(one, ast.JoinedStr)
            and one is not old
            and any(inner is old for inner in ast.walk(one))
        ):
            return one, exchanged(one, old, new)
    return old, new


def _text(unit: Unit, tree: ast.Module, old: ast.expr, new: ast.expr) -> tuple[str, bool] | None:
    """Return the text that stands for a node, with the brackets that it needs there.

    And whether it takes the place of brackets around the node, too.
    """
    path = _path(tree, old)
    if path is None:
        return None
    wanted = _dumped(exchanged(_at(tree, path), old, new))
    pattern, texts = _written(unit, new)
    open_ones = [i for i, one in enumerate(texts) if not _closed(one)]
    for count in range(len(open_ones) + 1):
        for chosen in combinations(open_ones, count):
            for outer in ("bare", "", "()"):
                text = _filled_in(pattern, texts, chosen)
                text = f"({text})" if outer == "()" else text
                lines = _replaced(unit.lines, unit.start, old, text, outer == "bare")
                try:
                    found = _at(unit.edited(lines).tree(), path) if lines else None
                except SyntaxError:
                    continue
                if found is not None and _dumped(found) == wanted:
                    return text, outer == "bare"
    return None


def _dumped(tree: ast.AST) -> str:
    return ast.dump(tree).replace("ctx=Store()", "ctx=Load()")


def _closed(text: str) -> bool:
    """Return whether a text needs no brackets anywhere."""
    kinds = ast.Name | ast.Constant | ast.Attribute | ast.Subscript | ast.Call | ast.List | ast.Dict
    try:
        return isinstance(ast.parse(text, mode="eval").body, kinds)
    except SyntaxError:
        return False


def _filled_in(pattern: str, texts: list[str], bracketed: tuple[int, ...]) -> str:
    for i, piece in enumerate(texts):
        pattern = pattern.replace(f"_s{i}_", f"({piece})" if i in bracketed else piece)
    return pattern


def _path(tree: ast.AST, node: ast.AST) -> list[tuple[str, int]] | None:
    """Return the way to the innermost statement that holds a node: (field, place) each time."""
    if not hasattr(tree, "ways"):
        tree.ways = {}
        _walk(tree, [], tree.ways)
    return tree.ways.get(id(node))


def _walk(node: ast.AST, path: list, found: dict) -> None:
    for name, value in ast.iter_fields(node):
        for i, one in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(one, ast.AST):
                inner = [*path, (name, i)] if isinstance(one, ast.stmt) else path
                found[id(one)] = inner
                _walk(one, inner, found)


def _at(tree: ast.AST, path: list[tuple[str, int]]) -> ast.AST | None:
    """Return the statement at the end of a way."""
    for name, i in path:
        body = getattr(tree, name, [])
        if i >= len(body):
            return None
        tree = body[i]
    return tree


def _replaced(
    lines: list[str], start: int, node: ast.expr, text: str, bare: bool
) -> list[str] | None:
    """Return the lines with a node exchanged; with the brackets around it, if it is to be bare."""
    first, last = node.lineno - start, node.end_lineno - start
    head = lines[first].encode()[: node.col_offset].decode()
    tail = lines[last].encode()[node.end_col_offset :].decode()
    if bare:
        if not head.rstrip().endswith("(") or not tail.lstrip().startswith(")"):
            return None
        head, tail = head.rstrip()[:-1], tail.lstrip()[1:]
    return [*lines[:first], *f"{head}{text}{tail}".split("\n"), *lines[last + 1 :]]


def changed_lines(old: list[str], new: list[str]) -> tuple[int, list[str], list[str]]:
    """Return where two texts begin to differ, and the lines that differ.

    Examples
    --------
    >>> changed_lines(["a", "b", "c"], ["a", "x", "y", "c"])
    (1, ['b'], ['x', 'y'])
    """
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return first, old[first : len(old) - last], new[first : len(new) - last]
