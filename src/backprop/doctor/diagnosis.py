"""From the reader's function to the report."""

from collections.abc import Callable
from itertools import islice

import numpy as np

from backprop.doctor.call import Answers, examine
from backprop.doctor.catalogue import CATALOGUE
from backprop.doctor.catalogue.explanation import Explanation, Mistake, agree
from backprop.doctor.catalogue.inputs import make_probes
from backprop.doctor.catalogue.search import Search
from backprop.doctor.catalogue.steps import Probe
from backprop.doctor.notation import at_layer
from backprop.doctor.report import Finding, Report, Unexplained
from backprop.network import Network
from backprop.validation import as_count, as_number

__all__ = ["diagnose"]

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


def diagnose(gradient: Callable, net: Network, *, lam: float = 1.0, seed: int = 0) -> Report:
    """Say what is wrong with a gradient, by name.

    The function is called on random data, several times, and its numbers are
    compared with those of every mistake in the catalogue, then of every two, then
    of every three.  A mistake is named only if it reproduces them to rounding.

    Parameters
    ----------
    gradient : callable
        gradient(Theta, X, Y, lam) returns the gradient of net's cost: arrays by
        layer, in a dict or in order.  Theta is a dict of arrays (s_{l+1}, s_l + 1)
        with the bias in column 0, X has shape (m, s_1), Y (m, s_L).  For other
        forms see `separate_bias`, `columns` and `unrolled`.
    net : Network
        What the gradient is meant to be of.
    lam : float
        Regularisation, >= 0; 0 if the code has none.  Probed are 0, lam and 2 lam.
    seed : int
        Of the random data.

    Returns
    -------
    Report

    Raises
    ------
    TypeError, ValueError
        For a bad argument, by name; whatever the reader's function does is in the
        report.

    References
    ----------
    Chapter 8, *Accumulate the gradient*; chapter 11, *Check a gradient*.

    Examples
    --------
    >>> from backprop.network import Network
    >>> net = Network((3, 2, 1))
    >>> diagnose(net.gradient, net).correct
    True
    >>> def unaveraged(Theta, X, Y, lam):
    ...     return {layer: D * len(X) for layer, D in net.gradient(Theta, X, Y).items()}
    >>> [finding.id for finding in diagnose(unaveraged, net).findings]
    ['missing-1/m', 'regularisation-missing']
    """
    if not callable(gradient):
        raise TypeError(f"gradient is {gradient!r}; expected a function")
    if not isinstance(net, Network):
        raise TypeError(f"net is {net!r}; expected a Network")
    lam, seed = as_number("lam", lam, least=0), as_count("seed", seed, least=0)

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
