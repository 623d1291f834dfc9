"""Which letters a formula leaves open: free indices, and layers."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.equations.errors import EquationError
from backprop.equations.indices import Use, items, settle, uses
from backprop.equations.program import Env, Reference
from backprop.equations.tree import Big, Indexed, Matrix, Node, Script, Symbol, children

__all__ = ["free_indices", "index_letters", "mentioned", "open_letters"]


def mentioned(node: Node, hidden: frozenset[str] = frozenset()) -> Iterator[tuple[str, bool]]:
    """Yield every letter, and whether it stands in a script; bound ones left out."""
    if isinstance(node, Big):
        for bound in (node.lower, node.upper):
            if bound is not None:
                yield from mentioned(bound, hidden)
        hidden = hidden | set(node.variables)
        for inner in (*node.conditions, node.body):
            yield from mentioned(inner, hidden)
        return
    if isinstance(node, Symbol):
        for script in (node.sub, node.sup):
            if script is not None and isinstance(script.exponent, Matrix):  # counted out
                yield from mentioned(script.exponent, hidden)
                continue
            for token in script.tokens if script else ():
                if token.text not in hidden:
                    yield token.text, True
        if node.base not in hidden:
            yield node.base, False
    if isinstance(node, Indexed):
        yield from ((t.text, True) for t in node.sub.tokens if t.text not in hidden)
    for child in children(node):
        yield from mentioned(child, hidden)


def open_letters(nodes: Sequence[Node], layers: Mapping[str, Sequence[int]], names) -> list[str]:
    """Return the layer letters that these formulas leave open, sorted.

    Parameters
    ----------
    nodes : sequence of Node
    layers : mapping
        The letters that stand for layers.
    names : callable
        Whether a letter is a name of its own.
    """
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
        yield from _symbol_uses(node, run, env, hidden)
    if isinstance(node, Indexed):
        try:
            size = run.evaluate(node.inner, env).shape[-2:]
        except EquationError:
            size = None
        if size:
            origin = run.origin(node.inner, env, size)
            yield from _index_uses(node.sub, size, origin, "brackets", run, env, hidden)
    for child in children(node):
        yield from _uses(child, run, env, hidden)


def _symbol_uses(node: Symbol, run, env: Env, hidden) -> Iterator[tuple[str, Use]]:
    """Yield the letters in the scripts of a name, which is an array, or one of a family."""
    found = run.find(node, env)
    if found is None:
        if node.sub is not None or node.sup is not None:
            for letter, values in run.program.family(node, env).items():
                if letter not in hidden:
                    yield letter, Use(values[0], values[-1], False, node.base)
            if node.sup is not None and node.sup.exponent:
                yield from _uses(node.sup.exponent, run, env, hidden)
        return
    if found.sup and found.sup.exponent:
        yield from _uses(found.sup.exponent, run, env, hidden)
    if found.sub:
        yield from _entry_uses(found, run, env, hidden)


def _entry_uses(found: Reference, run, env: Env, hidden) -> Iterator[tuple[str, Use]]:
    size = run.value(found.key).shape[-2:]
    origin = run.program.origin(found.key, size)
    yield from _index_uses(found.sub, size, origin, found.key, run, env, hidden)


def _index_uses(
    script: Script, size, origin, where: str, run, env: Env, hidden
) -> Iterator[tuple[str, Use]]:
    """Yield the letters of an index; of one that is counted out, those that it is made of."""
    if isinstance(script.exponent, Matrix):
        yield from _uses(script.exponent, run, env, hidden)
        return
    found = uses(script, env.values, size, origin, where)
    yield from (pair for pair in found if pair[0] not in hidden)


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
