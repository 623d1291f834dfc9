"""A slope and what a difference quotient makes of it: tangent and secant on a curve."""

from collections.abc import Callable

import numpy as np

from backprop.figures.plots.canvas import PALETTE, Drawing, figure
from backprop.validation import as_number, one_of

__all__ = ["draw_secant"]


def draw_secant(
    f: Callable[[float], float],
    slope: float,
    w: float,
    eps: float,
    *,
    method: str = "forward",
    limits: tuple[float, float],
    heights: tuple[float, float],
) -> Drawing:
    r"""Draw a curve, its tangent at w, and the secant whose slope stands in for it.

    Parameters
    ----------
    f : callable
        The curve, a function of one number.
    slope : float
        Its derivative at w.
    w, eps : float
        Where, and how far apart; eps > 0.
    method : {"forward", "central"}
        Whether the secant goes through w and w + eps or through w - eps and w + eps.
    limits, heights : (float, float)
        Ranges of the axes, the same for all frames of a sequence.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError, TypeError
        For another method, or an eps that is no number above zero.

    Examples
    --------
    >>> fig = draw_secant(lambda w: w**2, 2.0, 1.0, 0.5, limits=(0, 2), heights=(0, 4))
    >>> fig.axes[0].get_title("left")
    'tangent 2.0000, secant 2.5000'
    """
    eps = as_number("eps", eps, above=0)
    left = w if one_of("method", method, ("forward", "central")) == "forward" else w - eps
    quotient = (f(w + eps) - f(left)) / (w + eps - left)
    fig, ax = figure(6.4, 3.3)
    across = np.linspace(*limits, 81)
    ends = np.array(limits)
    ax.plot(across, [f(x) for x in across], color=PALETTE["ink"], lw=1.4, ls="-", label="cost")
    ax.plot(ends, f(w) + slope * (ends - w), color=PALETTE["blue"], lw=1.4, ls="-", label="tangent")
    secant = f(left) + quotient * (ends - left)
    ax.plot(ends, secant, color=PALETTE["orange"], lw=1.8, ls="--", label="secant")
    ax.plot([left, w + eps], [f(left), f(w + eps)], "o", ls="", color=PALETTE["orange"], ms=6)
    ax.plot([w], [f(w)], "o", ls="", mfc=PALETTE["paper"], mec=PALETTE["ink"], ms=6)
    ax.set(xlim=limits, ylim=heights, xlabel="$w$")
    ax.set(title=f"tangent {slope:z.4f}, secant {quotient:z.4f}".replace("-", "−"))
    ax.legend(loc="upper right")
    return fig
