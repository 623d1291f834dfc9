"""Is a program's gradient the derivative of its cost?  Central differences, nothing else."""

import copy
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from doctor_programs.cases import Case, draw, load, whole
from doctor_programs.structure import aligned, leaves, rebuilt, without_loss

STENCIL = ((-2, 1 / 12), (-1, -2 / 3), (1, 2 / 3), (2, -1 / 12))  # of fourth order
STEP = 1e-4
JITTER = 0.1  # biases that are all 0 hide mistakes


@dataclass(frozen=True)
class Point:
    """A program at one draw: its functions, parameters and data."""

    cost: object
    gradient: object
    params: object
    data: tuple


def point(case: Case, folder: Path, which: int = 0, jitter: bool = True) -> Point:
    """Write the case's file, import it and draw parameters and data."""
    text, entries = whole(case)
    if "compute" in case.entry:
        text = text.replace(*case.entry["compute"])
    module = load(text, folder / f"{case.program}_{case.id or 'right'}.py".replace("-", "_"))
    if "compute" in case.entry:
        old, new = case.entry["compute"]
        exact = {k: case.entry[k].replace(old, new) for k in ("params", "data")}
        case = replace(case, entry=case.entry | exact)
    params, data = draw(case, module, which)
    if jitter:
        params = jittered(params, case.entry["seed"] + which)
    names = vars(module) | {"np": np}
    functions = {k: eval(v, names) for k, v in entries.items() if v}
    gradient = functions.get("gradient") or as_gradient(functions["step"], case.entry["alpha"])
    return Point(functions["cost"], gradient, params, data)


def jittered(params, seed: int):
    rng = np.random.default_rng(seed)
    noise = {k: v + JITTER * rng.normal(size=v.shape) for k, v in leaves(params).items()}
    return rebuilt(params, noise)


def as_gradient(step, alpha: float):
    """Return the gradient that an update used: (before - after) / alpha."""

    def gradient(params, *data):
        before, form = leaves(params), copy.deepcopy(params)
        given = step(params, *data)
        after = leaves(params if given is None else given)
        return rebuilt(form, {k: (before[k] - after[k]) / alpha for k in before})

    return gradient


def calm():
    """Silence warnings of overflow and log(0): differences tell what they did."""
    return np.errstate(all="ignore")


def differences(at: Point) -> dict[str, np.ndarray]:
    """Return the derivative of the cost with respect to every parameter."""
    values, found = leaves(at.params), {}
    for path, value in values.items():
        found[path] = np.zeros(value.shape)
        for i in np.ndindex(value.shape):
            for k, weight in STENCIL:
                moved = value.copy()
                moved[i] += k * STEP
                J = at.cost(rebuilt(at.params, values | {path: moved}), *copy.deepcopy(at.data))
                found[path][i] += weight / STEP * float(np.squeeze(J))
    return found


def returned(at: Point) -> dict[str, np.ndarray]:
    """Return the program's gradient under the paths of the parameters."""
    params = rebuilt(at.params, leaves(at.params))
    gradient = without_loss(at.gradient(params, *copy.deepcopy(at.data)), params)
    return aligned(gradient, at.params)


def error(given: dict[str, np.ndarray], truth: dict[str, np.ndarray]) -> float:
    """Return the largest error of any array, relative to the array's largest entry.

    Where an array has next to no gradient, a thousandth of the largest entry of all counts.
    """
    largest = max(np.abs(value).max() for value in truth.values())
    errors = [
        np.abs(given[k] - truth[k]).max() / max(np.abs(truth[k]).max(), 1e-3 * largest, 1e-300)
        for k in truth
    ]
    return float(np.max(np.where(np.isfinite(errors), errors, np.inf)))


def same_cost(one: Point, other: Point, tolerance: float = 0) -> bool:
    """Say whether two programs have the same cost, judged at three points."""
    for scale in (1, 0.7, 1.3):
        values = {k: scale * v + 0.01 * (scale - 1) for k, v in leaves(one.params).items()}
        params = rebuilt(one.params, values)
        J = [at.cost(copy.deepcopy(params), *copy.deepcopy(at.data)) for at in (one, other)]
        first, second = (float(np.squeeze(value)) for value in J)
        if not abs(first - second) <= tolerance * abs(first):
            return False
    return True


def measured(case: Case, which: int = 0, known=None) -> float:
    """Return the error of a case's gradient; `known` is (point, truth) of the right program."""
    with tempfile.TemporaryDirectory() as folder, calm():
        at = point(case, Path(folder), which)
        given = returned(at)
        truth = known[1] if known and same_cost(known[0], at) else differences(at)
        return error(given, truth)


def cost_kept(case: Case, other: Case) -> bool:
    """Say whether two texts have the same cost, but for rounding."""
    with tempfile.TemporaryDirectory() as folder, calm():
        at = [point(replace(c, id=name), Path(folder)) for c, name in ((case, "a"), (other, "b"))]
        return same_cost(*at, tolerance=1e-9)
