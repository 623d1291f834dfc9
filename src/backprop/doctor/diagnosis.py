"""From the reader's function to the report."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

from backprop.doctor.call import Answers, examine
from backprop.doctor.catalogue import CATALOGUE
from backprop.doctor.catalogue.explanation import Explanation, Mistake, agree
from backprop.doctor.catalogue.inputs import make_probes
from backprop.doctor.catalogue.search import Search
from backprop.doctor.catalogue.steps import Probe
from backprop.doctor.notation import at_layer
from backprop.doctor.own import diagnose_program
from backprop.doctor.report import Finding, Report, Unexplained
from backprop.network import Network
from backprop.validation import as_count, as_number, yes_or_no

__all__ = ["assert_gradient", "diagnose", "diagnose_step"]

TOLERANCE = 1e-9  # of the largest entry: rounding, not resemblance
TOLERANCE_SINGLE = 1e-5  # where the reader's numbers are float32
MOST_ALTERNATIVES = 100
CLASSES_ONLY = (
    "Your gradient is right where each target is 0 or 1, and wrong where one lies between, "
    "which the loss allows"
)
RANK = {name: rank for rank, name in enumerate(CATALOGUE)}


def _finding(mistake: Mistake, net: Network, rate: float) -> Finding:
    """Return the finding for a mistake: of one layer, or of all that it could be in."""
    row, layers = mistake.row, mistake.layers
    everywhere = len(layers) > 1 or (net.L == 2 and not mistake.in_delta)
    layer = None if everywhere else layers[0]
    kind = "hidden layer" if mistake.in_delta else "layer"
    where = f"Every {kind}" if everywhere else f"Layer {layer}"
    extra = f" (with α = {rate:.6g})" if row.id == "stale-weights" else ""
    message = f"{where}: {row.sentence}{extra}"
    return Finding(row.id, layer, message, at_layer(row.formula, layer), row.place)


def _findings(one: Explanation, net: Network) -> tuple[Finding, ...]:
    mistakes = sorted(one.mistakes, key=lambda each: (-max(each.layers), RANK[each.row.id]))
    return tuple(_finding(each, net, one.rate) for each in mistakes)


def _unexplained(search: Search, net: Network, reached: int) -> Unexplained:
    """Measure the first gradient, counting from the output, that nothing explains."""
    layer = reached - 1
    pairs = [(each.given[layer], each.gradient(layer, {})) for each in search.passes]
    given, right = (np.concatenate(arrays) for arrays in zip(*pairs, strict=True))
    norms = np.linalg.norm(given), np.linalg.norm(right)
    with np.errstate(all="ignore"):
        cosine = given @ right / (norms[0] * norms[1])
        ratio = given @ right / norms[1] ** 2
    angle = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    difference = float(np.linalg.norm(given - right) / max(sum(norms), 1e-300))
    return Unexplained(layer, search.right, difference, float(ratio), angle)


def _right_for_classes_only(search: Search, probes: list[Probe]) -> bool:
    """Return whether it is right wherever all targets are classes, and nowhere else."""
    classes = [bool(np.isin(probe.Y, (0, 1)).all()) for probe in probes]
    right = [
        all(
            agree(one.gradient(layer, {}), one.given[layer], search.tolerance)
            for layer in search.layers
        )
        for one in search.passes
    ]
    return any(classes) and not all(classes) and right == classes


def _tested(answers: Answers, tolerance: float) -> str:
    if not answers.probes:
        return ""
    m = ", ".join(str(probe.m) for probe in answers.probes)
    lams = ", ".join(f"{lam:g}" for lam in sorted({probe.lam for probe in answers.probes}))
    single = "" if answers.exact else ", since yours are in single precision"
    return (
        f"Compared on {len(answers.probes)} random data sets (m = {m}; λ = {lams}); numbers "
        f"count as equal to {tolerance:g} of the largest in their layer{single}."
    )


def diagnose(
    gradient: Callable,
    net: Network | None = None,
    *,
    cost: Callable | None = None,
    params: Any = None,
    data: Any = None,
    lam: float = 1.0,
    seed: int = 0,
    seconds: float = 30.0,
    hide_fix: bool = False,
) -> Report:
    """Say what is wrong with a gradient: the line, and the edit that makes it right.

    There are two ways in.  *Your own program*: a cost, a gradient, parameters and data.
    The cost is differentiated at the parameters and at its own variables; the first line
    of the gradient that is not what it ought to be is named, with an edit after which
    every entry agrees.  *A network that you describe*: for code without source; the
    gradient is compared with those of every mistake in the catalogue.

    Parameters
    ----------
    gradient : callable
        With params: gradient(params, X, Y) returns something like params (or that after
        the cost).  With net: gradient(Theta, X, Y, lam) returns arrays by layer, in a dict
        or in order; Theta is a dict of arrays (s_{l+1}, s_l + 1) with the bias in column
        0, X has shape (m, s_1), Y (m, s_L); for other forms see `separate_bias`,
        `columns` and `unrolled`.
    net : Network, optional
        What the gradient is meant to be of.
    cost : callable, optional
        cost(params, X, Y) returns a number; without it, gradient returns (cost, gradient).
    params : object
        Arrays in dicts, lists, tuples, objects; or the object whose methods are given.
    data : tuple
        What follows the parameters, such as (X, Y).
    lam : float
        With net: regularisation, >= 0; 0 if the code has none.  Probed are 0, lam and 2 lam.
    seed : int
        Of the random points.
    seconds : float
        How long to search.
    hide_fix : bool
        Name the lines, and what is wrong with them, without the answer.

    Returns
    -------
    Report

    Raises
    ------
    TypeError, ValueError
        For a bad argument, by name; whatever the reader's functions do is in the
        report.

    References
    ----------
    Chapter 8, *Accumulate the gradient*; chapter 11, *Check a gradient*.

    Examples
    --------
    >>> import numpy as np
    >>> def cost(params, X, Y):
    ...     return ((X @ params["w"] - Y) ** 2).mean()
    >>> def gradient(params, X, Y):
    ...     error = X @ params["w"] - Y
    ...     return {"w": X.T @ error / len(X)}
    >>> params = {"w": np.array([0.5, -1.0])}
    >>> X, Y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]), np.array([1.0, 0.0, 2.0])
    >>> report = diagnose(gradient, cost=cost, params=params, data=(X, Y))
    >>> print(report.findings[0].fix)
    return {"w": 2 * (X.T @ error / len(X))}

    >>> from backprop.network import Network
    >>> net = Network((3, 2, 1))
    >>> diagnose(net.gradient, net).correct
    True
    """
    if not callable(gradient):
        raise TypeError(f"gradient is {gradient!r}; expected a function")
    seed = as_count("seed", seed, least=0)
    yes_or_no("hide_fix", hide_fix)
    if params is not None:
        if net is not None:
            raise TypeError("net and params are both given; expected one of them")
        if cost is not None and not callable(cost):
            raise TypeError(f"cost is {cost!r}; expected a function")
        seconds = as_number("seconds", seconds, above=0)
        report = diagnose_program(gradient, cost, params, data, seconds=seconds, seed=seed)
        return report.hidden() if hide_fix else report
    if not isinstance(net, Network):
        raise TypeError(f"net is {net!r}; expected a Network, or params with cost and data")
    return _in_catalogue(gradient, net, as_number("lam", lam, least=0), seed)


def diagnose_step(
    step: Callable,
    *,
    cost: Callable,
    params: Any,
    data: Any = None,
    alpha: float | None = None,
    seed: int = 0,
    seconds: float = 30.0,
    hide_fix: bool = False,
) -> Report:
    """Say what is wrong with an update of the parameters: the line, and its fix.

    (before - after) / α is judged as a gradient is.  What concerns updates only is
    found as any other mistake: weights that are used after they were changed, an array
    that is not changed in place, a learning rate that is missing in one line.

    Parameters
    ----------
    step : callable
        step(params, X, Y) returns the parameters after one update, or changes them in
        place; or a method of the object that holds them.
    cost : callable
        cost(params, X, Y) returns a number: what the update is meant to lower.
    params, data : object
        As for `diagnose`.
    alpha : float, optional
        The learning rate; without it, it is looked for in the code, and else estimated.
    seed, seconds, hide_fix
        As for `diagnose`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError, ValueError
        For a bad argument, by name.

    Examples
    --------
    >>> import numpy as np
    >>> def cost(w, X, y):
    ...     return ((X @ w - y) ** 2).mean() / 2
    >>> def step(w, X, y, lr=0.1):
    ...     return w + lr * X.T @ (X @ w - y) / len(y)
    >>> X, y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]), np.array([1.0, 0.0, 2.0])
    >>> print(diagnose_step(step, cost=cost, params=np.ones(2), data=(X, y)).findings[0].fix)
    return w - lr * X.T @ (X @ w - y) / len(y)
    """
    for name, value in (("step", step), ("cost", cost)):
        if not callable(value):
            raise TypeError(f"{name} is {value!r}; expected a function")
    if alpha is not None:
        alpha = as_number("alpha", alpha, above=0)
    seconds, seed = as_number("seconds", seconds, above=0), as_count("seed", seed, least=0)
    yes_or_no("hide_fix", hide_fix)
    if params is None:
        raise TypeError("params is None; expected the arrays that step updates, or their object")
    report = diagnose_program(
        step, cost, params, data, seconds=seconds, seed=seed, step=True, alpha=alpha
    )
    return report.hidden() if hide_fix else report


def assert_gradient(gradient: Callable, net: Network | None = None, **asked: Any) -> None:
    """Fail, with the report as the message, unless a gradient is right.

    Parameters
    ----------
    gradient, net, **asked
        As for `diagnose`.

    Raises
    ------
    AssertionError
        If something is wrong.

    Examples
    --------
    >>> import numpy as np
    >>> def cost(w):
    ...     return (w**2).sum()
    >>> assert_gradient(lambda w: 2 * w, cost=cost, params=np.array([1.0, -2.0]))
    """
    __tracebackhide__ = True  # pytest shows the line of the test
    report = diagnose(gradient, net, **asked)
    if not report.correct:
        raise AssertionError(f"\n{report}")


def _in_catalogue(gradient: Callable, net: Network, lam: float, seed: int) -> Report:
    """Compare a gradient with those of every mistake, then of every two, then of three.

    A mistake is named only if it reproduces the numbers to rounding.
    """
    answers = examine(gradient, net, make_probes(net, lam, seed))
    tolerance = TOLERANCE if answers.exact else TOLERANCE_SINGLE
    tested = _tested(answers, tolerance)
    if not answers.probes:
        return Report(answers.findings, tested=tested)
    with np.errstate(all="ignore"):
        search = Search(net, answers.probes, answers.arrays, tolerance)
        if _right_for_classes_only(search, answers.probes):
            found = Finding("classes-only", None, CLASSES_ONLY, place="cross-entropy")
            return Report((*answers.findings, found), tested=tested)
        found, reached = search.explain()
        found.sort(key=lambda one: sum(RANK[mistake.row.id] for mistake in one.mistakes))
        unexplained = _unexplained(search, net, reached) if reached > 1 else None
    first, *others = (_findings(one, net) for one in islice(found, MOST_ALTERNATIVES))
    return Report(answers.findings + first, tuple(others), unexplained, tested)
