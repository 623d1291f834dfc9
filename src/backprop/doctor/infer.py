"""Which functions, parameters and data of a file are meant, if that is not said."""

import importlib.util
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Question", "Unclear", "load", "question"]

ROLES = {  # the usual names, the likeliest first; then what a name has in it
    "cost": (("cost", "loss", "J", "objective"), re.compile(r"cost|loss|objective", re.I)),
    "gradient": (
        ("gradient", "gradients", "grad", "grads", "backward", "backprop"),
        re.compile(r"grad|backw|back_?prop", re.I),
    ),
    "step": (("step", "train_step", "update"), re.compile(r"step|update", re.I)),
    "params": (
        ("params", "parameters", "theta", "Theta", "weights", "model", "net", "w", "W"),
        re.compile(r"params|parameters|theta|weights", re.I),
    ),
    "data": (("data", "batch", "dataset"), re.compile(r"data", re.I)),
}
MAKERS = {"params": re.compile(r"init|make_param|create", re.I), "data": re.compile(r"data", re.I)}
NOT_MEANT = re.compile(r"num(eric\w*)?_|check|sigmoid|relu|tanh|softmax|activation|plot", re.I)


class Unclear(ValueError):
    """What is meant cannot be inferred; the text says which option says it."""


class Question(NamedTuple):
    """What is handed to `diagnose`, or to `diagnose_step` if `step` is true."""

    function: Callable
    cost: Callable | None
    params: Any
    data: tuple
    step: bool


def load(path: Path) -> ModuleType:
    """Import a file by its path; what stands under `if __name__ == "__main__":` does not run."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None:
        raise Unclear(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)
    sys.path.insert(0, str(path.resolve().parent))
    spec.loader.exec_module(module)
    return module


def question(module: ModuleType, given: dict[str, str | None]) -> Question:
    """Return what to ask about a module.

    Parameters
    ----------
    module : module
    given : dict
        For "cost", "gradient", "step", "params", "data": an expression in the names of
        the module, or None where that is to be inferred.

    Raises
    ------
    Unclear
        If it cannot be.
    """

    def said(role: str) -> Any:
        text = given.get(role)
        if text is None:
            return None
        try:
            return eval(text, {"np": np, **vars(module)})
        except Exception as error:
            raise Unclear(f"--{role} {text}: {type(error).__name__}: {error}") from error

    step = said("step")
    gradient = said("gradient")
    if step is None and gradient is None:
        gradient = _function("gradient", module)
        step = None if gradient is not None else _function("step", module)
    function = step if step is not None else gradient
    if function is None:
        raise Unclear("no function that looks like a gradient: name it with --gradient")
    cost = said("cost")
    if cost is None:
        cost = _function("cost", module, but=function)
    if cost is None and step is not None:
        raise Unclear("no function that looks like a cost: name it with --cost")
    first, *names = _arguments(cost if cost is not None else function)
    params = said("params")
    if params is None:
        params = _value("params", module, first)
    data = said("data") if given.get("data") is not None else _data(module, names)
    return Question(function, cost, params, data, step is not None)


def _functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    for name, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__module__ == module.__name__:
            yield name, value


def _function(role: str, module: ModuleType, but: Callable | None = None) -> Callable | None:
    """Return the function that has the usual name, or else one that has it in its name."""
    usual, pattern = ROLES[role]
    other = ROLES["gradient"][1] if role == "cost" else None  # loss_and_gradient is a gradient
    named = dict(_functions(module))
    found = [vars(module)[name] for name in usual if callable(vars(module).get(name))]
    found += [
        one
        for name, one in named.items()
        if pattern.search(name)
        and not NOT_MEANT.search(name)
        and not (other and other.search(name))
        and len(_arguments(one)) > 1
    ]
    return next((one for one in found if one is not but), None)


def _arguments(function: Callable) -> list[str]:
    """Return the names of the arguments without a default."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ["params"]
    needed = [
        one.name
        for one in parameters
        if one.default is one.empty and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
    return needed or ["params"]


def _value(role: str, module: ModuleType, name: str) -> Any:
    """Return the module's object of that name, of a usual name, or what a maker returns."""
    usual, pattern = ROLES[role]
    plain = {k: v for k, v in vars(module).items() if k[:1] != "_" and not callable(v)}
    for one in (name, *usual, *(k for k in plain if pattern.search(k))):
        if one in plain and not isinstance(plain[one], ModuleType):
            return plain[one]
    for one, function in _functions(module):
        if MAKERS[role].search(one) and _arguments(function) == ["params"]:
            return function()
    raise Unclear(
        f"no {role} in the module: say what they are, such as --{role} "
        f"{'init(3, 5, 2)' if role == 'params' else 'X, Y'}"
    )


def _data(module: ModuleType, names: list[str]) -> tuple:
    """Return what follows the parameters: by the names of the arguments, or as one tuple."""
    lower = {k.lower(): v for k, v in vars(module).items() if not callable(v)}
    found = []
    for name in names:
        for one in (name, f"{name}_train", f"train_{name}", f"{name}s"):
            if one in vars(module) or one.lower() in lower:
                found.append(vars(module).get(one, lower.get(one.lower())))
                break
    if len(found) == len(names):
        return tuple(found)
    value = _value("data", module, "data")
    return value if isinstance(value, tuple) else (value,)
