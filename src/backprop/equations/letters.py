"""Which letters a formula leaves open: free indices, and layers."""

from collections.abc import Iterator

from backprop.equations.errors import EquationError
from backprop.equations.indices import Use, items, settle, uses
from backprop.equations.program import Env, Reference, find
from backprop.equations.tree import Big, Indexed, Node, Symbol, children

__all__ = ["free_indices", "mentioned", "open_letters"]


def mentioned(node: Node, hidden: frozenset[str] = frozenset()) -> Iterator[tuple[str, bool]]:
    """Yield every letter, and whether it stands in a script; bound ones left out."""
    if isinstance(node, Big):
        for bound in (node.lower, node.upper):
            if bound is not None:
                yield from mentioned(bound, hidden)
        hidden = hidden | set(node.variables)
        yield from mentioned(node.body, hidden)
        return
    if isinstance(node, Symbol):
        for script in (node.sub, node.sup):
            for token in script.tokens if script else ():
                if token.text not in hidden:
                    yield token.text, True
        if node.base not in hidden:
            yield node.base, False
    if isinstance(node, Indexed):
        yield from ((t.text, True) for t in node.sub.tokens if t.text not in hidden)
    for child in children(node):
        yield from mentioned(child, hidden)


def open_letters(nodes: list[Node], layers: dict, names) -> list[str]:
    """Return the layer letters that these formulas leave open, sorted."""
    seen = {
        letter
        for node in nodes
        for letter, in_script in mentioned(node)
        if letter in layers and (in_script or not names(letter))
    }
    return sorted(seen)


def _uses(node: Node, run, env: Env, hidden: frozenset[str]) -> Iterator[tuple[str, Use]]:
    """Yield each open index letter with the values it may take at this place."""
    run.meter.charge(0, getattr(node, "position", None))
    if isinstance(node, Big):
        hidden = hidden | set(node.variables)
        if node.lower is not None:
            try:
                first = {node.variables[0]: run.whole(node.lower, env)}
            except EquationError:
                first = {}
            env = env.bind(first)
    if isinstance(node, Symbol):
        found = find(node, env, run.has)
        if found and found.sup and found.sup.exponent:
            yield from _uses(found.sup.exponent, run, env, hidden)
        if found and found.sub:
            yield from _entry_uses(found, run, env, hidden)
        if found is None and node.sup and node.sup.exponent:  # e^{z_k}: e itself has no name
            yield from _uses(node.sup.exponent, run, env, hidden)
    if isinstance(node, Indexed):
        try:
            size = run.evaluate(node.inner, env).shape[-2:]
        except EquationError:
            size = None
        if size:
            origin = run.origin(node.inner, env, size)
            yield from _shown(uses(node.sub, env.values, size, origin, "brackets"), hidden)
    for child in children(node):
        yield from _uses(child, run, env, hidden)


def _entry_uses(found: Reference, run, env: Env, hidden) -> Iterator[tuple[str, Use]]:
    size = run.value(found.key).shape[-2:]
    origin = run.program.origin(found.key, size)
    yield from _shown(uses(found.sub, env.values, size, origin, found.key), hidden)


def _shown(pairs, hidden):
    return [pair for pair in pairs if pair[0] not in hidden]


def free_indices(
    nodes: list[Node], run, env: Env, only: tuple[str, ...] | None = None
) -> dict[str, range]:
    """Return over what each free index of these formulas runs.

    Parameters
    ----------
    nodes : list of Node
        The sides of an equation, or the body of a sum.
    run : Run
        Knows the shapes.
    env : Env
        Letters that have a value are not free.
    only : tuple of str, optional
        The letters that are asked for; each must be found.

    Raises
    ------
    ValueError
        Where uses disagree, or a letter that is asked for indexes nothing.
    """
    found: dict[str, list[Use]] = {}
    for node in nodes:
        for letter, use in _uses(node, run, env, frozenset()):
            found.setdefault(letter, []).append(use)
    position = getattr(nodes[0], "position", 0)
    if only is not None:
        for letter in only:
            if letter not in found:
                raise EquationError(
                    f"nothing says over what {letter} runs; expected bounds, or "
                    f"an array indexed by {letter}",
                    position,
                )
        found = {letter: found[letter] for letter in only}
    return {letter: settle(letter, found[letter], position) for letter in sorted(found)}


def index_letters(symbol: Symbol) -> tuple[str, ...] | None:
    """Return the letters of a subscript that holds nothing else, such as ij; else None."""
    pieces = items(symbol.sub) if symbol.sub else []
    if not pieces or any(len(p) != 1 or p[0].kind != "letter" for p in pieces):
        return None
    return tuple(piece[0].text for piece in pieces)
