"""A line that is missing behind another: a division, a mask, a penalty."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from backprop.doctor.edits.exchange import Rule
from backprop.doctor.edits.fit import constant_of, ratio_of
from backprop.doctor.edits.scene import Edit, Scene, Spot, _relation, _stored
from backprop.doctor.edits.solve import solutions
from backprop.doctor.evaluate import Evaluator
from backprop.doctor.evaluate import _store as store
from backprop.doctor.rewriting import parse
from backprop.doctor.state import copied

__all__ = ["INSERTED", "inserted", "rescaled"]

RESCALED = Rule("rescaled", 1.2, (), None, "entries are set that ought to be scaled")
INSERTED = Rule("added", 1.3, (), None, "a line is missing here")
SIGNS = {ast.Mult: "*", ast.Div: "/", ast.Add: "+", ast.Sub: "-"}


def inserted(scene: Scene) -> Iterator[Edit]:
    """Yield lines that could follow a statement, at the latest before its variable is used."""
    target = scene.site.node
    if scene.site.kind != "after":
        target = getattr(scene.statement, "targets", [None])[0]
        if not isinstance(target, ast.Name) or scene.site.node is not scene.statement.value:
            return
    if any(len(s) > 1 and sum(x.wanted is not None for x in s) == 1 for s in scene.spots):
        return
    text = ast.unparse(target)
    extra = 0.0 if scene.site.kind == "after" else 0.2
    found = [_behind(scene, text)] if scene.site.kind == "after" else []
    found += [_before(scene, text, later, marks) for later, marks in scene.later]
    for behind in found:
        for _, node, new, cost in solutions(behind, True) if behind is not None else ():
            if node is behind.site.node and behind.judge(Edit(INSERTED, ((node, new),))):
                lines = _with_line(scene, behind.statement, _as_statement(text, new))
                yield Edit(INSERTED, (), INSERTED.cost + cost - 1.1 + extra, lines)


def rescaled(scene: Scene) -> Iterator[Edit]:
    """Yield `x[i] *= c` for `x[i] = value`, where that is what is wanted of x."""
    statement, spot = scene.statement, scene.first
    if scene.site.kind != "after" or not isinstance(statement, ast.Assign) or not scene.targets:
        return
    target = scene.targets[0]
    inside = [
        Evaluator(spot.variables, spot.namespace)(one) for one in _relation(target, scene.site.node)
    ]
    index = inside[0] if len(inside) == 1 else tuple(inside)
    before = np.asarray(spot.evaluate(scene.site.node), dtype=float)[index]
    c = constant_of(ratio_of(before, spot.wanted[index]))
    if c:
        unit, at = scene.site.unit, statement.lineno - scene.site.unit.start
        fresh = f"{unit.lines[at].split(' = ')[0]} *= {c:.10g}"
        after = at + statement.end_lineno - statement.lineno + 1
        lines = (*unit.lines[:at], fresh, *unit.lines[after:])
        yield Edit(RESCALED, (), RESCALED.cost, lines)


def _before(scene: Scene, target: str, statement: ast.stmt, marks) -> Scene | None:
    """Return the scene as it is right before another statement."""
    found = []
    for spots, here in zip(scene.spots, marks, strict=True):
        if len(here) != len(spots):
            return None
        pairs = zip(here, spots, strict=True)
        found.append(
            [Spot(variables, spot.namespace, {}, spot.wanted) for variables, spot in pairs]
        )
    site = replace(scene.site, kind="root", node=parse(target), statement=statement)
    return Scene(site, scene.tree, found, [[] for _ in found])


def _behind(scene: Scene, target: str) -> Scene | None:
    """Return the scene as it is behind the statement: what it changed is known."""
    root = parse(target)
    names = {one.id for one in ast.walk(root) if isinstance(one, ast.Name)}
    found = []
    for spots, values in zip(scene.spots, scene.values, strict=True):
        here = []
        for spot, value in zip(spots, values, strict=False):
            variables = dict(spot.variables)
            variables.update(copied({k: v for k, v in variables.items() if k in names}))
            try:
                store(_stored(root), np.array(value), Evaluator(variables, spot.namespace))
            except Exception:
                return None
            here.append(Spot(variables, spot.namespace, {}, spot.wanted))
        found.append(here)
    return Scene(
        replace(scene.site, kind="root", node=root), scene.tree, found, [[] for _ in found]
    )


def _as_statement(target: str, new: ast.expr) -> str:
    """Return `x /= m` for "x / m", `x = f(x)` for anything else."""
    if isinstance(new, ast.BinOp) and type(new.op) in SIGNS and ast.unparse(new.left) == target:
        return f"{target} {SIGNS[type(new.op)]}= {ast.unparse(new.right)}"
    return f"{target} = {ast.unparse(new)}"


def _with_line(scene: Scene, other: ast.stmt, line: str) -> tuple[str, ...]:
    """Return the text with a line behind the statement, or before another one."""
    unit, statement = scene.site.unit, scene.statement
    at = statement.end_lineno + 1 if other is statement else other.lineno
    at -= unit.start
    indent = re.match(r"\s*", unit.lines[statement.lineno - unit.start])[0]
    return (*unit.lines[:at], indent + line, *unit.lines[at:])
