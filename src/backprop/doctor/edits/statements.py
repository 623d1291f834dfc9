"""Rules for whole statements: dropped, moved, exchanged with the next, added.

They cannot be judged where they stand; each gives a new text, and the gradient is run.
`STATEMENTS` is the table; each is make(block, i, text) and yields lists of lines.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from backprop.doctor.edits.exchange import Rule
from backprop.doctor.source import Unit, segment

__all__ = ["STATEMENTS", "Block", "blocks"]


class Block:
    """Statements of one indentation, in the text of a unit.

    Parameters
    ----------
    unit : Unit
    body : list of ast.stmt
    outer : Block or None
        That holds the loop or branch whose body this is.
    at : int
        Which statement of `outer` that is.
    """

    def __init__(self, unit: Unit, body: Sequence[ast.stmt], outer=None, at: int = 0):
        self.unit, self.body, self.outer, self.at = unit, body, outer, at

    def span(self, i: int) -> tuple[int, int]:
        """Return the first and the last line of a statement, counted in the unit."""
        one = self.body[i]
        return one.lineno - self.unit.start, one.end_lineno - self.unit.start

    def text(self, i: int) -> list[str]:
        """Return the lines of a statement."""
        first, last = self.span(i)
        return self.unit.lines[first : last + 1]

    def without(self, i: int) -> list[str]:
        """Return the unit's lines without a statement."""
        first, last = self.span(i)
        kept = [f"{self.indent}pass"] if len(self.body) == 1 else []
        return [*self.unit.lines[:first], *kept, *self.unit.lines[last + 1 :]]

    @property
    def indent(self) -> str:
        """The white space before the statements."""
        return re.match(r"\s*", self.unit.lines[self.span(0)[0]])[0]

    def alone(self, i: int) -> bool:
        """Return whether a statement has its lines for itself."""
        first, last = self.span(i)
        return (
            not any(
                a <= last and first <= b
                for j in range(len(self.body))
                if j != i
                for a, b in [self.span(j)]
            )
            and re.match(r"\s*", self.unit.lines[first])[0] == " " * self.body[i].col_offset
        )


def blocks(unit: Unit, node: ast.AST, outer: Block | None = None) -> Iterator[Block]:
    """Yield the blocks in a function, the outermost first."""
    body = getattr(node, "body", None)
    if not isinstance(body, list):
        return
    for part in (body, getattr(node, "orelse", [])):
        if part:
            block = Block(unit, part, outer, getattr(node, "place", 0))
            yield block
            for i, one in enumerate(part):
                if isinstance(one, ast.For | ast.While | ast.If | ast.With):
                    one.place = i
                    yield from blocks(unit, one, block)


def _simple(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.AugAssign | ast.Expr)


def dropped(block: Block, i: int, scene=None):
    """Drop a statement."""
    if _simple(block.body[i]) and not isinstance(
        getattr(block.body[i], "value", None), ast.Constant
    ):
        yield block.without(i)


def swapped(block: Block, i: int, scene=None):
    """Two statements in the other order."""
    if i + 1 < len(block.body) and _simple(block.body[i]) and _simple(block.body[i + 1]):
        (a, b), (c, d) = block.span(i), block.span(i + 1)
        lines = block.unit.lines
        yield [*lines[:a], *lines[c : d + 1], *lines[b + 1 : c], *lines[a : b + 1], *lines[d + 1 :]]


def later(block: Block, i: int, scene=None):
    """A statement moved behind others."""
    if not _simple(block.body[i]):
        return
    (a, b), lines = block.span(i), block.unit.lines
    for j in range(i + 2, min(len(block.body), i + 8)):
        if isinstance(block.body[j], ast.Return):
            break
        end = block.span(j)[1]
        yield [*lines[:a], *lines[b + 1 : end + 1], *lines[a : b + 1], *lines[end + 1 :]]


def _put(block: Block, i: int, fresh: str) -> list[str]:
    """Return the unit's lines with the first line of a statement exchanged."""
    line = block.span(i)[0]
    return [*block.unit.lines[:line], fresh, *block.unit.lines[line + 1 :]]


def accumulated(block: Block, i: int, scene=None):
    """`+=` for `=`, and the other way round."""
    one, unit = block.body[i], block.unit
    text = unit.lines[block.span(i)[0]]
    if isinstance(one, ast.AugAssign):
        yield _put(block, i, re.sub(r"\s([-+*/@]{1,2})=\s", " = ", text, count=1))
    elif isinstance(one, ast.Assign) and len(one.targets) == 1:
        target = segment(unit.lines, one.targets[0], unit.start)
        head = text[: text.find(target) + len(target)]
        for op in ("+=", "-="):
            yield _put(block, i, head + re.sub(r"^\s*=\s*", f" {op} ", text[len(head) :], count=1))


def subtracted(block: Block, i: int, scene=None):
    """`-=` for `+=`, and the other way round."""
    if isinstance(block.body[i], ast.AugAssign):
        text = block.unit.lines[block.span(i)[0]]
        for op in ("+=", "-="):
            yield _put(block, i, re.sub(r"\s([-+*/@]{1,2})=\s", f" {op} ", text, count=1))


def renewed(block: Block, i: int, scene=None):
    """`x = x + y` for `x += y`; numpy's sum over repeated indices for `x[i] += y`, `x[i] = y`."""
    one, unit = block.body[i], block.unit
    if isinstance(one, ast.Assign) and len(one.targets) == 1:
        one = ast.copy_location(ast.AugAssign(one.targets[0], ast.Add(), one.value), one)
        if not isinstance(one.target, ast.Subscript):
            return
    if not isinstance(one, ast.AugAssign) or one.lineno != one.end_lineno:
        return
    target = segment(unit.lines, one.target, unit.start)
    value = segment(unit.lines, one.value, unit.start)
    if isinstance(one.target, ast.Subscript):
        base = segment(unit.lines, one.target.value, unit.start)
        index = segment(unit.lines, one.target.slice, unit.start)
        if isinstance(one.op, ast.Add) and not isinstance(one.target.slice, ast.Constant):
            index = f"({index})" if isinstance(one.target.slice, ast.Tuple) else index
            yield _put(block, i, f"{block.indent}np.add.at({base}, {index}, {value})")
    sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}.get(type(one.op))
    if sign:
        value = f"({value})" if isinstance(one.value, ast.BinOp) else value
        yield _put(block, i, f"{block.indent}{target} = {target} {sign} {value}")


def in_place(block: Block, i: int, scene=None):
    """`x -= y` for `x = x - y`: the array that others hold changes, too."""
    one, unit = block.body[i], block.unit
    value = getattr(one, "value", None)
    if not isinstance(one, ast.Assign) or not isinstance(value, ast.BinOp) or len(one.targets) > 1:
        return
    sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}.get(type(value.op))
    target = segment(unit.lines, one.targets[0], unit.start)
    if sign and target == segment(unit.lines, value.left, unit.start):
        right = segment(unit.lines, value.right, unit.start)
        yield _put(block, i, f"{block.indent}{target} {sign}= {right}")


SPARED = ("[1:]", "[:, 1:]", "[:-1]", "[:, :-1]")


def spared(block: Block, i: int, scene=None):
    """A penalty, or what else is added, that spares the bias, or no longer does so."""
    one, unit = block.body[i], block.unit
    if not isinstance(one, ast.AugAssign) or one.lineno != one.end_lineno:
        return
    line, text = block.span(i)[0], unit.lines[block.span(i)[0]].encode()
    parts = [
        x for x in ast.walk(one.value) if isinstance(x, ast.Name | ast.Attribute | ast.Subscript)
    ]
    for index in SPARED:
        for part in parts:
            ends = sorted((one.target.end_col_offset, part.end_col_offset), reverse=True)
            fresh = text
            for end in ends:
                fresh = fresh[:end] + index.encode() + fresh[end:]
            yield [*unit.lines[:line], fresh.decode(), *unit.lines[line + 1 :]]
    whole = text.decode()
    for index in SPARED:
        if whole.count(index) > 1:
            yield [*unit.lines[:line], whole.replace(index, ""), *unit.lines[line + 1 :]]


def moved(block: Block, i: int, scene=None):
    """A statement taken out of its loop, or into the loop before it."""
    if not _simple(block.body[i]) or not block.alone(i):
        return
    lines, (a, b) = block.unit.lines, block.span(i)
    if block.outer is not None and i == len(block.body) - 1 and len(block.body) > 1:
        owner = block.outer
        end = owner.span(block.at)[1]
        shift = len(block.indent) - len(owner.indent)
        text = [line[shift:] for line in lines[a : b + 1]]
        yield [*lines[:a], *lines[b + 1 : end + 1], *text, *lines[end + 1 :]]
    if i and isinstance(block.body[i - 1], ast.For | ast.While | ast.If):
        inner = block.body[i - 1].body
        shift = inner[-1].col_offset - block.body[i].col_offset
        text = [" " * shift + line for line in lines[a : b + 1]]
        yield [*lines[:a], *text, *lines[b + 1 :]]


def copied(block: Block, i: int, scene=None):
    """An array that was only given a second name, copied."""
    one, unit = block.body[i], block.unit
    if isinstance(one, ast.Assign) and isinstance(
        one.value, ast.Name | ast.Subscript | ast.Attribute
    ):
        line, text = (
            one.value.end_lineno - unit.start,
            unit.lines[one.value.end_lineno - unit.start],
        )
        head = text.encode()[: one.value.end_col_offset].decode()
        yield [*unit.lines[:line], head + ".copy()" + text[len(head) :], *unit.lines[line + 1 :]]


def added(block: Block, i: int, scene=None):
    """A division by a number in scope, behind a loop that adds up."""
    if scene is None or not isinstance(block.body[i], ast.For):
        return
    sums = [one.target for one in ast.walk(block.body[i]) if isinstance(one, ast.AugAssign)]
    names = {segment(block.unit.lines, _whole(one), block.unit.start) for one in sums}
    end, lines = block.span(i)[1], block.unit.lines
    for number in scene:
        for name in sorted(names):
            if name.isidentifier():
                yield [*lines[: end + 1], f"{block.indent}{name} /= {number}", *lines[end + 1 :]]
        plain = [name for name in sorted(names) if name.isidentifier()]
        if len(plain) > 1:
            more = [f"{block.indent}{name} /= {number}" for name in plain]
            yield [*lines[: end + 1], *more, *lines[end + 1 :]]


def _whole(target: ast.expr) -> ast.expr:
    """Return the array that an entry is assigned to."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return target


NUMBERED = re.compile(r"(?<=[A-Za-z_])\d+(?!\w)")


def _of_neighbour(block: Block, i: int, kinds=ast.AugAssign) -> Iterator[list[str]]:
    """Yield the lines of a statement as they would be for another layer."""
    unit = block.unit
    if not isinstance(block.body[i], kinds) or not block.alone(i):
        return
    text, known = "\n".join(block.text(i)), "\n".join(unit.lines)
    for step in (-1, 1, -2, 2):
        fresh = NUMBERED.sub(lambda found, step=step: str(int(found[0]) + step), text)
        words = set(re.findall(r"\w+", fresh))
        if fresh != text and all(re.search(rf"\b{word}\b", known) for word in words):
            yield fresh.split("\n")


def alike(block: Block, i: int, scene=None):
    """Add the line that its neighbour has, for the other layer."""
    lines, last = block.unit.lines, block.span(i)[1]
    for fresh in _of_neighbour(block, i):
        yield [*lines[: last + 1], *fresh, *lines[last + 1 :]]


def as_neighbour(block: Block, i: int, scene=None):
    """Write a line nearby as this one is, for the other layer."""
    for fresh in _of_neighbour(block, i, ast.AugAssign | ast.Assign):
        target = fresh[0].split("=")[0]
        for j in range(max(0, i - 4), min(len(block.body), i + 5)):
            if j == i or type(block.body[j]) is not type(block.body[i]) or not block.alone(j):
                continue
            a, b = block.span(j)
            if isinstance(block.body[i], ast.AugAssign) or block.text(j)[0].startswith(target):
                yield [*block.unit.lines[:a], *fresh, *block.unit.lines[b + 1 :]]


def summed(block: Block, i: int, scene=None):
    """Add up, in a list that is built of two, what only the second gives."""
    for node in ast.walk(block.body[i]) if _simple(block.body[i]) else ():
        if not isinstance(node, ast.ListComp) or not isinstance(node.elt, ast.Name):
            continue
        target = node.generators[0].target
        if isinstance(target, ast.Tuple) and len(target.elts) == 2:
            names = [segment(block.unit.lines, x, block.unit.start) for x in target.elts]
            line = node.elt.lineno - block.unit.start
            text = block.unit.lines[line].encode()
            head, tail = text[: node.elt.col_offset], text[node.elt.end_col_offset :]
            fresh = (head + " + ".join(names).encode() + tail).decode()
            yield [*block.unit.lines[:line], fresh, *block.unit.lines[line + 1 :]]


STATEMENTS = (
    Rule("as-its-neighbour", 1.05, (), as_neighbour, "the line is not written as its neighbour is"),
    Rule("line-of-its-neighbour", 1.25, (), alike, "the line that its neighbour has is missing"),
    Rule(
        "accumulated",
        1.0,
        (),
        accumulated,
        "it sets where it ought to add up, or the other way round",
    ),
    Rule("subtracted", 1.0, (), subtracted, "the sign is the other one"),
    Rule("swapped", 1.1, (), swapped, "two lines stand in the wrong order"),
    Rule("spared", 1.1, (), spared, "the bias is penalised, too, or something else is spared"),
    Rule("in-place", 1.1, (), in_place, "a new array is made, and the old one stays as it is"),
    Rule("renewed", 1.2, (), renewed, "an array is changed in place that others hold, too"),
    Rule("dropped-line", 1.4, (), dropped, "the line does not belong there"),
    Rule("moved", 1.2, (), moved, "the line stands inside the loop, or outside of it"),
    Rule("later", 1.4, (), later, "the line comes too early"),
    Rule("copied", 1.2, (), copied, "an array has two names, and is changed under one of them"),
    Rule("summed", 1.2, (), summed, "it sets where it ought to add up"),
    Rule("added", 1.5, (), added, "a line is missing"),
)
