"""The report on the reader's own program as HTML: findings, then their lines as a table.

A line that gives what it ought to is marked ✓, with what that is; one that does not, ✗.
Colour only repeats the mark; the same words are told when a line is pointed at.
"""

import html

from backprop.doctor.listing import Listing, block, changed, verdict

__all__ = ["as_html"]

STYLE = (
    ".doctor-lines{border-collapse:collapse;font-size:90%}"
    ".doctor-lines td{padding:0 .6em;text-align:left;vertical-align:top;border:0}"
    ".doctor-lines pre,.doctor-finding{margin:0;white-space:pre-wrap}"
    ".doctor-lines .right{background:rgba(0,150,60,.13)}"
    ".doctor-lines .wrong{background:rgba(210,40,40,.18)}"
)
MARKS = {"right": "✓", "wrong": "✗", "": ""}


def as_html(report) -> str:
    """Return the report as HTML; the reader's text is escaped."""
    first, *rest = report.sentences() or verdict(report)
    parts = [f"<p><strong>{_text(first)}</strong></p>", *(f"<p>{_text(one)}</p>" for one in rest)]
    for finding in report.findings:
        if finding.line is not None:
            lines = "\n".join(block(finding))
            parts.append(f'<pre class="doctor-finding">{_text(lines)}</pre>')
    parts += [f"<p>{_text(line)}</p>" for line in changed(report)]
    if report.listing is not None:
        parts.append(_table(report.listing))
    return "\n".join([*parts, f"<p><small>{_text(report.tested)}</small></p>"])


def _table(listing: Listing) -> str:
    """Return the lines of a function as a table."""
    rows = []
    for line in listing.lines:
        told = f' title="{html.escape(line.says)}"' if line.says else ""
        rows.append(
            f'<tr class="{line.state}"{told}><td>{MARKS[line.state]}</td><td>{line.number}</td>'
            f"<td><pre>{_text(line.text)}</pre></td><td>{_text(line.says)}</td></tr>"
        )
    head = "".join(
        f'<th scope="col">{text}</th>' for text in ("Mark", "Line", "Your code", "Equals")
    )
    return (
        f"<style>{STYLE}</style>"
        f'<table class="doctor-lines"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _text(text: str) -> str:
    return html.escape(text, quote=False)
