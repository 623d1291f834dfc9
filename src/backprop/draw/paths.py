"""SVG paths written short: the same points, in fewer characters."""

import re

__all__ = ["relative"]

_STEP = re.compile(r"([MLQCz])([^MLQCz]*)")


def relative(path: str) -> str:
    """Return a path in relative steps, which are shorter and exact to a hundredth.

    >>> relative("M 10.5 20 L 11 20 L 11.25 19.75 z ")
    'M10.5 20l.5 0 .25-.25z'
    """
    out, at, start, last = [], (0, 0), (0, 0), ""
    for command, numbers in _STEP.findall(path):
        if command == "z":
            out.append("z")
            at, last = start, "z"
            continue
        values = [round(float(number) * 100) for number in numbers.split()]
        points = list(zip(values[::2], values[1::2], strict=True))
        origin = (0, 0) if command == "M" else at
        steps = "".join(_short(p[i] - origin[i]) for p in points for i in (0, 1))
        letter = command if command == "M" else command.lower()
        follows = letter == last and letter != "M"
        out.append(steps if follows else letter + steps.lstrip(" "))
        at, last = points[-1], letter
        start = at if command == "M" else start
    return "".join(out)


def _short(hundredths: int) -> str:
    sign, whole = ("-" if hundredths < 0 else " "), abs(hundredths)
    digits = f"{whole // 100 or ''}.{whole % 100:02d}".rstrip("0").rstrip(".")
    return sign + (digits or "0")
