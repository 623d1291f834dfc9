r"""Quotations: whether a text is word for word what an article says.

>>> from backprop.book.audit import quoted_from
>>> quoted_from("mostly between 0 and 1")
'A'
>>> quoted_from("usually between 0 and 1")
''
"""

import re
from collections.abc import Iterator

from backprop.book.audit import article_a, article_b, article_c
from backprop.book.audit.passages import PASSAGES

__all__ = ["quoted_from", "words_of"]

TEXT = re.compile(r"\\text\s*\{([^{}]*)\}")
SHOWN = {"’": "'", "‘": "'", "“": '"', "”": '"', "−": "-", "\u00a0": " "}


def words_of(text: str) -> list[str]:
    r"""Return the words and signs of a text: dollars, braces and spaces set nothing apart.

    Examples
    --------
    >>> words_of(r"for $n + 1$ times") == words_of("for $n+1$  times")
    True
    >>> words_of("a function") == words_of("a functions")
    False
    """
    for shown, typed in SHOWN.items():
        text = text.replace(shown, typed)
    text = TEXT.sub(r" \1 ", text)
    return re.findall(r"\\?\w+|[^\w\s]", re.sub(r"[${}]|\\[()]|\\quad", " ", text))


def _texts() -> Iterator[tuple[str, str]]:
    """Yield what there is of each article: its sentences, then its formulas."""
    yield from ((passage.article, passage.text) for passage in PASSAGES)
    for rows in (article_a.ROWS, article_b.ROWS, article_c.ROWS):
        yield from ((row.id[0], row.latex) for row in rows)


def _has(words: list[str], part: list[str]) -> bool:
    """Return whether one list stands in another; of the first word's case only the rest counts."""
    first, rest = part[0][:1], [part[0][1:], *part[1:]]
    return any(
        words[at : at + len(part)]
        and words[at][:1].lower() == first.lower()
        and [words[at][1:], *words[at + 1 : at + len(part)]] == rest
        for at in range(len(words) - len(part) + 1)
    )


def quoted_from(text: str) -> str:
    """Return the letters of the articles that have a text, word for word.

    A quotation may begin with a capital where the article has none, or the other way
    round, and end with a stop or a comma of its own.

    Parameters
    ----------
    text : str
        What stands between the quotation marks.

    Raises
    ------
    ValueError
        For a text without a word.
    """
    part = words_of(text.rstrip(".,;:"))
    if not part:
        raise ValueError(f"text is {text!r}; expected at least a word")
    return "".join(
        dict.fromkeys(article for article, whole in _texts() if _has(words_of(whole), part))
    )
