"""Calling the reader's function: it may raise, change its mind or its arguments."""

import warnings
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from backprop.doctor.catalogue.explanation import agree
from backprop.doctor.catalogue.steps import Probe
from backprop.doctor.exceptions import describe
from backprop.doctor.normalise import Reading, ShapeError, read
from backprop.doctor.report import Finding
from backprop.network import Layers, Network

__all__ = ["Answers", "examine"]


class Answers(NamedTuple):
    """The probes that were answered, the answers, the symptoms, whether in float64."""

    probes: list[Probe]
    arrays: list[Layers]
    findings: tuple[Finding, ...]
    exact: bool


def _changed(before: Probe, after: Probe) -> list[str]:
    """Return the names of the arguments that are no longer what they were."""
    named = [("X", before.X, after.X), ("Y", before.Y, after.Y)]
    for layer, theta in before.Theta.items():
        named.append((f"Theta[{layer}]", theta, after.Theta.get(layer)))
    return [name for name, old, new in named if not np.array_equal(old, new)]


def _ask(gradient: Callable, net: Network, probe: Probe) -> Reading:
    """Call the function once, with copies, and read what it returns."""
    Theta = {layer: array.copy() for layer, array in probe.Theta.items()}
    handed = Probe(Theta, probe.X.copy(), probe.Y.copy(), probe.lam)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            reading = read(gradient(*handed), net)
    except ShapeError as error:
        return Reading(None, (error.finding,))
    except (Exception, SystemExit, GeneratorExit) as error:
        shapes = f"X {probe.X.shape}, Y {probe.Y.shape}"
        message = f"Called with {shapes}, your function raised {describe(error)}"
        return Reading(None, (Finding("exception", None, message),))
    if names := _changed(probe, handed):
        message = f"Your function changes its arguments: {', '.join(names)}"
        return reading._replace(
            findings=(*reading.findings, Finding("modifies-inputs", None, message, place="update"))
        )
    return reading


def _same(a: Layers, b: Layers, tolerance: float) -> bool:
    return all(agree(a[layer], b[layer], tolerance) for layer in a)


def _steadiness(readings: Sequence[Reading]) -> Finding | None:
    """Compare three calls with the same arguments."""
    first, second, third = (reading.arrays for reading in readings)
    if any(arrays is None for arrays in (first, second, third)):
        return Finding("changes-between-calls", None, "Your function fails when called again")
    tolerance = 1e-12 if all(reading.exact for reading in readings) else 1e-5
    if _same(first, second, tolerance) and _same(second, third, tolerance):
        return None
    rises = [{k: b[k] - a[k] for k in a} for a, b in ((first, second), (second, third))]
    if _same(*rises, 1e-9 if tolerance < 1e-9 else 1e-3):
        message = "The gradient grows by the same amount with each call: Δ is not set to 0 first"
        return Finding("accumulates-between-calls", None, message, place="loop")
    message = "The gradient changes from call to call, with the same arguments"
    return Finding("changes-between-calls", None, message, place="loop")


def examine(gradient: Callable, net: Network, probes: Sequence[Probe]) -> Answers:
    """Ask for the gradient of each probe, and of the first one three times.

    Parameters
    ----------
    gradient : callable
        The reader's function.
    net : Network
    probes : sequence of Probe

    Returns
    -------
    Answers
        With no probes if the numbers are not worth comparing.
    """
    readings = [_ask(gradient, net, probes[0])]
    if readings[0].arrays is None:
        return Answers([], [], readings[0].findings, True)
    readings += [_ask(gradient, net, probes[0]) for _ in range(2)]
    if unsteady := _steadiness(readings):
        return Answers([], [], (*readings[0].findings, unsteady), True)
    readings = readings[:1] + [_ask(gradient, net, probe) for probe in probes[1:]]
    findings = {}
    for reading in readings:
        for one in reading.findings:
            findings.setdefault((one.id, one.layer), one)
    answered = [pair for pair in zip(probes, readings, strict=True) if pair[1].arrays is not None]
    return Answers(
        [probe for probe, _ in answered],
        [reading.arrays for _, reading in answered],
        tuple(findings.values()),
        all(reading.exact for reading in readings),
    )
