r"""Whether two sides say the same before anything is evaluated.

Two formulas have one form where they differ in nothing but brackets, a sign of product
that is written or left out, a term 0, a factor 1, or a term that is added and taken
away again.  A name and the formula that defined it say the same too: a claim that
repeats a definition checks nothing.
"""

from dataclasses import fields, is_dataclass

from backprop.equations.indices import items
from backprop.equations.names import render
from backprop.equations.program import Definition, Env, Reference, find
from backprop.equations.tree import Call, Node, Number, Power, Product, Script, Sum, Symbol

__all__ = ["APART", "form", "restates"]

ZERO, ONE = ("number", 0.0), ("number", 1.0)
APART = 1_000_000  # above every index
KINDS = {"beside": "matrix", "dot": "matrix"}  # a b is a \cdot b


def form(node: object, env: Env) -> object:
    """Return nested tuples that are equal for formulas that say the same."""
    if isinstance(node, Number):
        return "number", node.value
    if isinstance(node, Sum):
        return _sum(node, env)
    if isinstance(node, Product):
        return _product(node, env)
    if isinstance(node, Power) and form(node.exponent, env) == ONE:
        return form(node.base, env)
    if isinstance(node, Script):
        return "script", render(node.tokens, env.values)
    if isinstance(node, tuple):
        return tuple(form(one, env) for one in node)
    if is_dataclass(node):
        parts = (getattr(node, one.name) for one in fields(node) if one.compare)
        return type(node).__name__, *(form(part, env) for part in parts)
    return node


def _sum(node: Sum, env: Env) -> tuple:
    terms: list[tuple[int, object]] = []
    for sign, inner in node.terms:
        found = form(inner, env)
        nested = found[1] if found[0] == "sum" else ((1, found),)
        for nested_sign, term in nested:
            signed = sign * nested_sign, term
            if (-signed[0], term) in terms:
                terms.remove((-signed[0], term))
            elif term != ZERO:
                terms.append(signed)
    if not terms:
        return ZERO
    return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else ("sum", tuple(terms))


def _product(node: Product, env: Env) -> tuple:
    factors = [("first", form(node.first, env))]
    factors += [(KINDS.get(kind, kind), form(factor, env)) for kind, factor in node.rest]
    if any(kind != "over" and factor == ZERO for kind, factor in factors):
        return ZERO
    kept = [pair for pair in factors[1:] if pair[1] != ONE]
    first = factors[0][1]
    if first == ONE and kept and kept[0][0] != "over":
        first = kept.pop(0)[1]
    return ("product", first, tuple(kept)) if kept else first


def restates(side: Node, other: Node, env: Env, program) -> bool:
    """Return whether a side is a name, and the other what defined it."""
    symbol = side.function if isinstance(side, Call) else side
    if not isinstance(symbol, Symbol):
        return False
    found = find(symbol, env, program.has)
    if found is None or found.sup is not None:
        return False
    key = program.target(found.key)
    names = find(other, env, program.has) if isinstance(other, Symbol) else None
    if names and names[1:] == found[1:] and names.key != found.key:
        return program.target(names.key) == key
    definition = program.definitions.get(key)
    if definition is None or not _as_defined(side, found, definition, program):
        return False
    letters = _letters(found.sub, env) if found.sub else []
    if len(set(letters)) != len(definition.indices):
        return False
    numbers = range(APART, APART + len(letters))  # what a letter is called does not matter
    there = definition.env.bind(dict(zip(definition.indices, numbers, strict=True)))
    here = env.bind(dict(zip(letters, numbers, strict=True)))
    return form(definition.body, there) == form(other, here)


def _as_defined(side: Node, found: Reference, definition: Definition, program) -> bool:
    """Return whether the name stands as it was defined: with its parameters, its indices."""
    if isinstance(side, Call):
        return getattr(program.functions.get(found.key), "written", None) == side.written
    return (found.sub is None) == (not definition.indices)


def _letters(sub: Script, env: Env) -> list[str]:
    """Return the letters of an index; D_{i0} = ... is a case of D_{ij} = ..., no repetition."""
    found = [item[0].text for item in items(sub) if len(item) == 1 and item[0].text in env.bound]
    return found if len(found) == len(items(sub)) else []
