r"""Indices: which entry \theta_{10} is, and over what a free index runs."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backprop.equations import limits
from backprop.equations.arrays import named
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.lexer import Token
from backprop.equations.names import render
from backprop.equations.tree import Script

__all__ = ["Use", "items", "locate", "settle"]


class Use(NamedTuple):
    """A place where an index letter is used: the values it may take there."""

    first: int
    last: int
    shifted: bool
    where: str


def items(script: Script) -> list[tuple[Token, ...]]:
    r"""Return the indices in a script: `ij` and `i,j` are two, `i+1` is one."""
    found: list[list[Token]] = [[]]
    tokens = script.tokens
    commas = any(token.text == "," for token in tokens)
    whole = any(token.text in ("+", "-", ":") for token in tokens)
    for token in tokens:
        if token.text == ",":
            found.append([])
        elif commas or whole or not found[-1]:
            found[-1].append(token)
        else:
            found.append([token])
    return [tuple(item) for item in found]


def _refuse_nested(script: Script) -> None:
    if any(token.kind == "script" for token in script.tokens):
        raise EquationError(
            f"an index within the index {script.text} picks by a number that is drawn; expected a "
            "letter, or a product with an array of zeros and ones",
            script.tokens[0].start,
        )


def _value(item: Sequence[Token], values: Mapping[str, int], position: int) -> int:
    text = render(item, values or {"": 0})
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text)
    if not digits.isdecimal() or len(digits) > limits.NUMBER:
        raise EquationError(
            f"the index {text or 'nothing'} is no number and runs over nothing", position
        )
    return sign * int(digits)


def _range(item: Sequence[Token], values, first: int, count: int, position: int) -> slice:
    """Return the places that an item picks: one, or first:last, both included."""
    texts = [token.text for token in item]
    if ":" in texts:
        middle = texts.index(":")
        start = _value(item[:middle], values, position) if middle else first
        rest = item[middle + 1 :]
        stop = _value(rest, values, position) if rest else first + count - 1
    else:
        start = stop = _value(item, values, position)
    if not first <= start <= stop < first + count:
        raise Misfit(
            f"index {render(item, values)} is outside {first} ... {first + count - 1}", position
        )
    return slice(start - first, stop - first + 1)


def locate(
    script: Script,
    values: Mapping[str, int],
    size: tuple[int, int],
    origin: tuple[int, int],
    position: int,
) -> tuple[slice, slice]:
    r"""Return the rows and columns that an index picks.

    A vector takes one index, a matrix two.  Two digits side by side are one index
    or two, whichever exists; where both do, a comma decides.
    """
    _refuse_nested(script)
    found = items(script)
    long = 1 if size[0] == 1 and size[1] > 1 else 0

    def picked(pieces):
        axes = (long,) if len(pieces) == 1 else (0, 1)
        if len(pieces) > 2 or (len(pieces) == 1 and 1 not in size):
            raise Misfit(
                f"{len(pieces)} index(es) on {named(size)}; expected "
                f"{'one or two' if 1 in size else 'two'}",
                position,
            )
        both = [slice(0, 1), slice(0, 1)]
        for axis, piece in zip(axes, pieces, strict=True):
            both[axis] = _range(piece, values, origin[axis], size[axis], position)
        return tuple(both)

    readings = [found]
    if len(found) == 1 and len(found[0]) == 1 and len(found[0][0].text) == 2:
        number = found[0][0]
        if number.kind == "number":
            readings.append([(number._replace(text=digit),) for digit in number.text])
    results, failures = [], []
    for reading in readings:
        try:
            results.append(picked(reading))
        except Misfit as error:
            failures.append(error)
    if (
        not results
        and len(failures) == 1
        and (len(found) > 2 or (len(found) == 1 and 1 not in size))
    ):
        raise EquationError(failures[0].message, position)  # another thing than a wrong number
    if not results:
        raise failures[-1]
    if len(results) > 1:
        raise EquationError(f"the index {script.text} has two readings; expected a comma", position)
    return results[0]


def uses(
    script: Script,
    values: Mapping[str, int],
    size: tuple[int, int],
    origin: tuple[int, int],
    where: str,
) -> list[tuple[str, Use]]:
    """Return for each letter without a value the values it may take in this index.

    Parameters
    ----------
    script : Script
        The index, such as ij, i+1 or n-k.
    values : mapping of str to int
        The letters that have a value.
    size, origin : (int, int)
        Rows and columns, and the numbers of the first of them.
    where : str
        What is indexed, for errors.
    """
    _refuse_nested(script)
    found = items(script)
    long = 1 if size[0] == 1 and size[1] > 1 else 0
    if len(found) == 1 and 1 not in size:
        return []  # a matrix with one index: `locate` says so
    axes = (long,) if len(found) == 1 else (0, 1)
    result = []
    for axis, item in zip(axes, found, strict=False):
        letters = [t for t in item if _is_letter(t) and t.text not in values]
        if len(letters) != 1 or any(token.text == ":" for token in item):
            continue
        here = item.index(letters[0])
        sign = -1 if here and item[here - 1].text == "-" else 1
        shift = _value(item, {**values, letters[0].text: 0}, 0) if len(item) > 1 else 0
        ends = (origin[axis] - shift) * sign, (origin[axis] + size[axis] - 1 - shift) * sign
        result.append((letters[0].text, Use(min(ends), max(ends), len(item) > 1, where)))
    return result


def _is_letter(token: Token) -> bool:
    return token.kind == "letter" or token.text == r"\ell"


def settle(letter: str, found: Sequence[Use], position: int) -> range:
    """Return what a letter runs over: all uses must agree.

    They may differ by a first row or column 0, the bias, which one array has and
    another has not; a use such as i + 1 only narrows.
    """
    plain = [use for use in found if not use.shifted] or list(found)
    lasts, firsts = {use.last for use in plain}, {use.first for use in plain}
    if (len(lasts) > 1 and len(plain) > 1) or max(firsts) - min(firsts) > 1:
        said = ", ".join(sorted({f"{u.first} ... {u.last} in {u.where}" for u in plain}))
        raise Misfit(f"index {letter} runs over {said}", position)
    run = range(max(use.first for use in found), min(use.last for use in found) + 1)
    limits.within(f"values of {letter}", len(run), limits.RANGE, position)
    return run
