"""A report as HTML: the conclusions, then a table of findings."""

import html

from backprop.doctor.notation import plain
from backprop.doctor.places import PLACES

__all__ = ["as_html"]

HEADS = ("Mistake", "Layer", "What your code computes", "The right line")


def _formula(latex: str) -> str:
    """Return the formula for a page that typesets mathematics, and for one that does not."""
    if not latex:
        return ""
    return (
        f'<span class="math notranslate nohighlight">${html.escape(latex)}$</span>'
        f"<br><code>{html.escape(plain(latex))}</code>"
    )


def _row(finding) -> str:
    place = PLACES[finding.place]
    cells = (
        "all" if finding.layer is None else str(finding.layer),
        _formula(finding.formula),
        f'<a href="{html.escape(place.link)}">{html.escape(place.text)}</a>',
    )
    head = f'<th scope="row"><code>{html.escape(finding.id)}</code></th>'
    return f"<tr>{head}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def as_html(report) -> str:
    """Return the report as HTML; what the reader's code says is escaped."""
    first, *rest = (html.escape(line) for line in report.sentences())
    parts = [f"<p><strong>{first}</strong></p>", *(f"<p>{line}</p>" for line in rest)]
    if report.findings:
        head = "".join(f'<th scope="col">{text}</th>' for text in HEADS)
        rows = "".join(map(_row, report.findings))
        table = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        parts.append(f'<table class="doctor">{table}</table>')
    last = (*report.others(), report.tested)
    return "\n".join([*parts, *(f"<p>{html.escape(line)}</p>" for line in last if line)])
