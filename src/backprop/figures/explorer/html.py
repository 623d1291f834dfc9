"""An explorer as HTML that needs no kernel, and until its script comes no script.

What stands here is complete: the first frame, its sentence, its values.  The
controls wait, hidden and disabled, for static/explorer.js.
"""

import hashlib
import json
import re
from html import escape

from backprop.figures.explorer.frames import Frame
from backprop.figures.explorer.grid import Parameter
from backprop.figures.explorer.packing import pack
from backprop.figures.plots.paths import packed
from backprop.figures.plots.picture import picture

__all__ = ["address_of", "figure_html", "prefix_of"]

NOTE = "Run the cells above and this one to move the sliders."


def address_of(title: str | None, told: object) -> str:
    """Return an id that is the same each time: of the title, else of what is told."""
    slug = "-".join(re.findall(r"[a-z0-9]+", (title or "").lower()))
    return f"explorer-{slug or _digest(repr(told))}"


def prefix_of(address: str) -> str:
    """Return what the ids inside an explorer's <svg> begin with."""
    return f"x{_digest(address)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def figure_html(
    address: str,
    parameters: tuple[Parameter, ...],
    frames: list[Frame],
    initial: dict,
    *,
    title: str | None,
    caption: str | None,
    play: str | None,
    interval: int,
) -> str:
    """Return the <figure> with everything that its script needs."""
    at = 0
    for parameter in parameters:
        at = at * len(parameter.values) + parameter.index(initial[parameter.name])
    shown = ", ".join(
        f"{parameter.label} = {signed(parameter.text(initial[parameter.name]))}"
        for parameter in parameters
    )
    longest = max((frame.sentence for frame in frames), key=len)
    named = {parameter.name: parameter for parameter in parameters}
    controls = "\n".join(
        _control(address, parameter, initial[parameter.name]) for parameter in parameters
    )
    if play:
        label = escape(named[play].label)
        controls += (
            f'\n<button type="button" class="explorer-play" disabled data-play="{play}" '
            f'data-interval="{interval}" value="{label}">Play {label}</button>'
        )
    lines = [
        f'<figure class="explorer" id="{address}">',
        f'<p class="explorer-title">{escape(title)}</p>' if title else "",
        f'<div class="explorer-frame">{picture(frames[at].svg, frames[at].sentence)}</div>',
        f'<p class="explorer-sentence" data-longest="{escape(longest)}">'
        f'<output aria-live="polite">{escape(frames[at].sentence)}</output></p>',
        f'<p class="explorer-values">{escape(shown)}</p>',
        f'<div class="explorer-controls" hidden>\n{controls}\n</div>',
        f'<p class="explorer-note">{NOTE}</p>',
        f"<figcaption>{escape(caption)}</figcaption>" if caption else "",
        f'<script type="application/json" class="explorer-frames">{_data(parameters, frames)}'
        "</script>",
        "</figure>",
    ]
    return "\n".join(line for line in lines if line)


def signed(text: str) -> str:
    """Write a number's sign as a minus and not as a hyphen."""
    return re.sub(r"^-(?=[\d.])", "−", text)


def _control(address: str, parameter: Parameter, value: object) -> str:
    text = escape(signed(parameter.text(value)))
    texts = json.dumps(parameter.texts, ensure_ascii=False, separators=(",", ":"))
    texts = escape(texts, quote=False).replace("'", "&#39;")
    label = escape(parameter.label)
    slider = (
        f'<input type="range" name="{parameter.name}" min="0" '
        f'max="{len(parameter.values) - 1}" step="1" value="{parameter.index(value)}" '
        f'aria-valuetext="{text}" autocomplete="off" disabled data-values=\'{texts}\'>'
    )
    shown = f'<span class="explorer-value" aria-hidden="true">{text}</span>'
    if not parameter.choice:
        return (
            f'<label class="explorer-control"><span class="explorer-name">{label}</span>'
            f"{slider}{shown}</label>"
        )
    # the slider, unseen, holds what the buttons choose
    return (
        f'<div class="explorer-control explorer-choice" role="radiogroup" aria-label="{label}">'
        f'<span class="explorer-name" aria-hidden="true">{label}</span>'
        f"{slider.replace('<input', '<input hidden', 1)}{shown}"
        f'<span class="explorer-options">{_options(address, parameter, value)}</span></div>'
    )


def _options(address: str, parameter: Parameter, value: object) -> str:
    chosen = parameter.index(value)
    return "".join(
        f'<label><input type="radio" name="{address}.{parameter.name}" autocomplete="off" '
        f"disabled{' checked' if at == chosen else ''}> {escape(signed(text))}</label>"
        for at, text in enumerate(parameter.texts)
    )


def _data(parameters: tuple[Parameter, ...], frames: list[Frame]) -> str:
    """Return all frames as JSON that no HTML parser takes for its own.

    A frame is its sentence, a line's end, and what is inside its <svg>.  Counts are
    of UTF-16 units, which is how a browser counts.
    """
    texts = [_units(packed(f"{frame.sentence}\n{frame.body}")) for frame in frames]
    shape = tuple(len(parameter.values) for parameter in parameters)
    data = json.dumps(pack(texts, shape), separators=(",", ":"))
    return data.replace("</", "<\\/").replace("<!", "\\u003c!")


def _units(text: str) -> str:
    if text.isascii() or max(text) < "\U00010000":
        return text
    raw = text.encode("utf-16-le")
    return "".join(chr(int.from_bytes(raw[i : i + 2], "little")) for i in range(0, len(raw), 2))
