"""Frames written as what changes between neighbours, in plain text.

Deflate would be shorter still, but its bytes differ between builds of zlib, and
a stored output is compared byte by byte; the web server compresses the page on
its way in any case.  `unpack` is what the page's script does, in Python.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

__all__ = ["pack", "unpack"]

_ELEMENTS = re.compile(r"(?=<)")
_WORDS = re.compile(r"(?<=[\s\"=>])|(?=[-\s\"<])")
Piece = tuple[bool, str, str]  # whether both say the same; the old text; the new text
_WORTH = 12  # characters a copy must save to pay for the numbers that ask for it


def pack(frames: list[str], shape: tuple[int, ...]) -> list:
    """Return frames as the first in full, and each other as changes to an earlier one.

    Parameters
    ----------
    frames : list of str
        In the order of the grid, last parameter fastest.
    shape : tuple of int
        How many values each parameter has.

    Returns
    -------
    list
        `[of, keep, skip, insert, keep, skip, insert, …]`: from frame number `of`
        keep so many characters, skip so many, insert this; then what is left.

    Examples
    --------
    >>> pack(["a tangent, flat, on a curve", "a tangent, steep, on a curve"], (2,))
    ['a tangent, flat, on a curve', [0, 11, 4, 'steep']]
    """
    packed: list = [frames[0]]
    for at in range(1, len(frames)):
        earlier = [at - stride for stride in _strides(at, shape)]
        choices = [[of, *_changes(frames[of], frames[at])] for of in earlier]
        packed.append(min(choices, key=lambda choice: len(str(choice))))
    return packed


def unpack(packed: list, at: int) -> str:
    """Return frame number `at` in full.

    Examples
    --------
    >>> unpack(["a tangent, flat, on a curve", [0, 11, 4, "steep"]], 1)
    'a tangent, steep, on a curve'
    """
    if isinstance(packed[at], str):
        return packed[at]
    of, *steps = packed[at]
    source, text, read = unpack(packed, of), "", 0
    for keep, skip, insert in zip(steps[::3], steps[1::3], steps[2::3], strict=True):
        text += source[read : read + keep] + insert
        read += keep + skip
    return text + source[read:]


def _strides(at: int, shape: tuple[int, ...]) -> list[int]:
    """How far back the neighbours lie that differ in one parameter only."""
    strides, stride = [], 1
    for size in reversed(shape):
        if at // stride % size:
            strides.append(stride)
        stride *= size
    return strides


def _changes(old: str, new: str) -> list:
    """Return keep, skip, insert, … that turn old into new."""
    steps, at, keep = [], 0, 0
    for same, before, after in _refined(old, new):
        if same:
            keep += len(before)
        elif steps and keep < _WORTH:
            steps[-2] += keep + len(before)
            steps[-1] += old[at - keep : at] + after
            keep = 0
        else:
            steps += [keep, len(before), after]
            keep = 0
        at += len(before)
    return steps


def _refined(old: str, new: str) -> Iterator[Piece]:
    """Compare element by element, what differs word by word, and then by letters."""
    for same, before, after in _compared(_ELEMENTS.split(old), _ELEMENTS.split(new)):
        if same or not before or not after:
            yield same, before, after
            continue
        for like, one, other in _compared(_WORDS.split(before), _WORDS.split(after)):
            yield from [(like, one, other)] if like else _trimmed(one, other)


def _compared(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag == "equal", "".join(old[a:b]), "".join(new[c:d])


def _trimmed(old: str, new: str) -> Iterator[Piece]:
    """Keep the beginning and the end that both share."""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    yield True, old[:head], new[:head]
    yield False, old[head : len(old) - tail], new[head : len(new) - tail]
    yield True, old[len(old) - tail :], new[len(new) - tail :]


def _shared(old: str, new: str) -> int:
    """Count the letters that both begin with."""
    shortest = min(len(old), len(new))
    return next((i for i in range(shortest) if old[i] != new[i]), shortest)
