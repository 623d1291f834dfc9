"""A report as HTML: the conclusions, then a table of findings."""

import html
from functools import partial

from backprop.doctor.notation import plain
from backprop.doctor.references import PLACES

__all__ = ["as_html"]

escape = partial(html.escape, quote=False)  # of text; no attribute holds a quote
HEADS = ("Mistake", "Layer", "What your code computes", "The right line")


def _formula(latex: str) -> str:
    """Return the formula for a page that typesets mathematics, and for one that does not."""
    if not latex:
        return ""
    return (
        f'<span class="math notranslate nohighlight">${escape(latex)}$</span>'
        f"<br><code>{escape(plain(latex))}</code>"
    )


def _row(finding) -> str:
    place = PLACES[finding.place]
    cells = (
        "all" if finding.layer is None else str(finding.layer),
        _formula(finding.formula),
        f'<a href="{escape(place.link)}">{escape(place.text)}</a>',
    )
    head = f'<th scope="row"><code>{escape(finding.id)}</code></th>'
    return f"<tr>{head}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def as_html(report) -> str:
    """Return the report as HTML; what the reader's code says is escaped."""
    first, *rest = (escape(line) for line in report.sentences())
    parts = [f"<p><strong>{first}</strong></p>", *(f"<p>{line}</p>" for line in rest)]
    if report.findings:
        head = "".join(f'<th scope="col">{text}</th>' for text in HEADS)
        rows = "".join(map(_row, report.findings))
        table = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        parts.append(f'<table class="doctor">{table}</table>')
    last = (*report.others(), report.tested)
    return "\n".join([*parts, *(f"<p>{escape(line)}</p>" for line in last if line)])
