r"""The sources, audited: what three articles print, read by the machine.

A row (`backprop.book.audit.rows`) is a formula, a number or a shape as an article prints it.
It is tried under readings (`backprop.book.audit.interpretations`), the strictest first: whole
arrays, then one example, then one weight.  The first under which it holds is its
verdict.  Where none does, the row carries a correction, which must hold.

    >>> from backprop.book.audit import ROWS, judge_row
    >>> row = next(row for row in ROWS if row.id == "B14")
    >>> row.latex
    '\\sigma = \\frac{e^x}{(1 + e^{-x})}'
    >>> finding = judge_row(row)
    >>> finding.standing, finding.row.mended
    ('mended', '\\sigma = \\frac{e^x}{(1 + e^{x})}')
"""

from backprop.book.audit import article_a, article_b, article_c
from backprop.book.audit.entries import entries, summary
from backprop.book.audit.orders import layer_by_layer
from backprop.book.audit.passages import PASSAGES
from backprop.book.audit.quotations import quoted_from
from backprop.book.audit.rows import Line
from backprop.book.audit.verdicts import Judgement, audit, judge_row

__all__ = [
    "PASSAGES",
    "ROWS",
    "Judgement",
    "Line",
    "audit",
    "entries",
    "judge_row",
    "layer_by_layer",
    "quoted_from",
    "summary",
]

ROWS = (*article_a.ROWS, *article_b.ROWS, *article_c.ROWS)
