"""The reader's two functions, run at chosen points, and everything as it was afterwards."""

import contextlib
import dis
import functools
import io
import re
import time
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.calling import Plan, as_cost, free_arguments, options_of, plans
from backprop.doctor.draws import STRENGTHS, Draw, draws, is_penalty, own
from backprop.doctor.probe import SPAN, Hooks, Site, instrument, with_ticks
from backprop.doctor.source import Hang, Sources, Unit, discover
from backprop.doctor.state import Snapshot, _plain_object, copied
from backprop.doctor.step import Rate, after_step, estimate, homes, known_rates
from backprop.doctor.structure import (
    Leaf,
    Mismatch,
    as_floats,
    at,
    find,
    leaves,
    match,
    paths,
    rebuild,
    write,
)

__all__ = ["Outcome", "Program", "Unusable", "Version"]


COUNT = re.compile(
    r"m|M|n|N|B|num|(n|num|nb)_?\w*(samples?|examples?|train\w*|data)|batch(_size)?", re.I
)


SLOW = 3e-4  # seconds, of one run of the cost


class Unusable(Exception):
    """The reader's functions cannot be run; the text says what happened, `cause` is the error."""

    def __init__(self, message: str, cause: BaseException | None = None):
        super().__init__(message)
        self.cause = cause


@dataclass
class Outcome:
    """What one run of the gradient gave.

    Attributes
    ----------
    arrays : list of ndarray or None
        In the order of the parameters, as they came; None if the run failed.
    error : BaseException or None
        What it ended with.
    cost : float or None
        The cost that was returned along with it.
    changed : tuple of str
        The parameters that the run has changed.
    """

    arrays: list[NDArray] | None
    error: BaseException | None = None
    cost: float | None = None
    changed: tuple[str, ...] = ()


@dataclass
class Version:
    """A text of the reader's functions, rewritten with probes."""

    units: list[Unit]
    trees: dict[Unit, Any]
    codes: dict[Unit, dict]
    sites: dict[int, Site]
    bare: dict[Unit, dict] = field(default_factory=dict)  # codes without probes
    single: dict[int, dict] = field(default_factory=dict)  # with one probe only
    words: tuple | None = None  # short strings and expressions in it


def _function_of(callable_: Callable) -> types.FunctionType | None:
    """Return the Python function at the bottom of a callable."""
    while True:
        if isinstance(callable_, functools.partial):
            callable_ = callable_.func
        elif isinstance(callable_, types.MethodType):
            callable_ = callable_.__func__
        elif isinstance(callable_, types.FunctionType):
            return callable_
        elif _plain_object(callable_) and callable(type(callable_)):
            callable_ = type(callable_).__call__
        else:
            return None


def _owner(callable_: Callable) -> Any:
    while isinstance(callable_, functools.partial):
        callable_ = callable_.func
    if isinstance(callable_, types.MethodType):
        return callable_.__self__
    return callable_ if _plain_object(callable_) else None


class Program:
    """A cost and a gradient, and how to run them.

    Parameters
    ----------
    gradient : callable
    cost : callable or None
        None: `gradient` returns the cost as well.
    params : object
    data : tuple
    seconds : float
        How long one run may take.
    seed : int
    step : bool
        Whether `gradient` updates the parameters instead.
    alpha : float, optional
        With which learning rate, if that is known.
    """

    def __init__(
        self,
        gradient,
        cost,
        params,
        data: tuple,
        *,
        seconds: float = 5.0,
        seed: int = 0,
        step: bool = False,
        alpha: float | None = None,
    ):
        self.gradient, self.cost_function = gradient, cost or gradient
        self.step, self.rate = step, Rate(alpha or 1.0)
        self.alpha_given = alpha is not None
        self.single = cost is None
        self.params, self.data, self.seconds = params, data, seconds
        self.leaves: list[Leaf] = leaves(params)
        if not self.leaves:
            raise ValueError(f"params is {type(params).__name__} without arrays; expected some")
        for leaf in self.leaves:
            _refuse(leaf)
        self.drawn = list(self.leaves)
        self.settled = False
        self._present = {id(space): set(space) for space in self._globals()}
        self._before = self._first_snapshot()
        self.snapshot = self._before
        self.plan: Plan | None = None
        self.gradient_plan: Plan | None = None
        self.in_place = False
        self.cost_first = False
        self.runs = 0
        with self._quiet():
            self._find_plans(seed)
        self.version = self._version(list(self.sources.units))
        self._active: dict | None = None

    # what there is

    def _namespaces(self) -> list[tuple[dict, list]]:
        found = {id(space): space for space in self._globals()}
        skip = (types.ModuleType, type, types.FunctionType, types.BuiltinFunctionType)
        return [
            (names, [k for k, v in names.items() if k[:2] != "__" and not isinstance(v, skip)])
            for names in found.values()
        ]

    def _globals(self) -> list[dict]:
        """Return the globals of the two functions."""
        functions = map(_function_of, (self.gradient, self.cost_function))
        return [one.__globals__ for one in functions if one is not None]

    def _first_snapshot(self) -> Snapshot:
        roots = (self.gradient, self.cost_function, self.params, self.data)
        return Snapshot(roots, self._namespaces())

    def _refined_snapshot(self) -> Snapshot:
        """Return a snapshot of what the functions that run can reach by name."""
        names: dict[int, tuple[dict, set]] = {}
        created = []
        for code, namespace in self.codes.items():
            names.setdefault(id(namespace), (namespace, set()))[1].update(code.co_names)
            stored = {
                one.argval for one in dis.get_instructions(code) if one.opname == "STORE_GLOBAL"
            }
            created.append((namespace, stored))
            for name in stored - self._present.get(id(namespace), stored):
                namespace.pop(name, None)  # a run has made it already
        functions = [one for many in self.sources.functions.values() for one in many]
        roots = (self.gradient, self.cost_function, self.params, self.data, *functions)
        return Snapshot(roots, names.values(), created)

    def reachable(self) -> list:
        """Return the objects of the reader's classes that may hold gradients."""
        found = [_owner(self.gradient), _owner(self.cost_function)]
        for code, namespace in getattr(self, "codes", {}).items():
            found += [namespace[name] for name in code.co_names if name in namespace]
        for one in (_function_of(self.gradient), _function_of(self.cost_function)):
            for cell in getattr(one, "__closure__", None) or ():
                with contextlib.suppress(ValueError):
                    found.append(cell.cell_contents)
        if _plain_object(self.params):
            found.append(self.params)
        if isinstance(self.params, list | tuple):
            found += [one for one in self.params if _plain_object(one)]
        unique = {id(one): one for one in found if one is not None and _holder(one)}
        return list(unique.values())

    def label(self, leaf: Leaf) -> str:
        """Return the name of a parameter as the reader would write it."""
        if leaf.steps in self.homes:
            return Leaf(self.homes[leaf.steps][1], leaf.value).path.lstrip(".")
        if len(leaf.steps) == 1 and leaf.steps[0][0] == "key":
            return leaf.path
        names = free_arguments(self.cost_function) or []
        order = self.plan.order if self.plan is not None else ()
        first = len(self.data) if order[:1] == ("data",) else 0
        if "spread" in order:
            first += [one.steps for one in self.leaves].index(leaf.steps)
            return names[first] if first < len(names) else leaf.path
        if "params" in order and first < len(names):
            return names[first] + leaf.path
        return leaf.path.lstrip(".") or "params"

    # running

    @contextlib.contextmanager
    def _quiet(self) -> Iterator[None]:
        """Silence the reader's functions, and give unseeded generators a seed."""
        plain = np.random.default_rng

        def seeded(seed=None):
            return plain(20_240_501 if seed is None else seed)

        named = [
            (space, key)
            for space in self._globals()
            for key, value in space.items()
            if value is plain
        ]
        np.random.default_rng = seeded
        for space, key in named:
            space[key] = seeded
        try:
            with (
                warnings.catch_warnings(),
                np.errstate(all="ignore"),
                contextlib.redirect_stdout(io.StringIO()),
            ):
                warnings.simplefilter("ignore")
                yield
        finally:
            np.random.default_rng = plain
            for space, key in named:
                space[key] = plain
            self.snapshot.restore()
            self._before.restore()

    def _prepare(self, draw: Draw):
        self.runs += 1
        self.snapshot.restore()
        for space, key, value in draw.settings:
            if isinstance(space, types.CellType):
                space.cell_contents = value
            elif isinstance(space, dict):
                space[key] = value
            else:
                setattr(space, key, value)
        if self.in_place:
            write(self.params, draw.arrays)
            params = self.params
        else:
            params = rebuild(self.params, draw.arrays)
        return params, copied(draw.data)

    def _options(self, function: Callable, draw: Draw) -> Mapping:
        known = self._known_options.get(id(function))
        if known is None:
            known = self._known_options[id(function)] = options_of(function)
        return {name: value for name, value in draw.options.items() if name in known}

    cost_seconds = 1e-4
    _known_options: Mapping = {}
    _paths: list | None = None  # where the arrays of a gradient were, the last time

    def cost(self, draw: Draw, hooks: Hooks | None = None) -> float | complex:
        """Return the cost at a draw; whatever goes wrong is raised."""
        params, data = self._prepare(draw)
        with (hooks or Hooks()).active(self.seconds):
            value = self.plan.call(
                self.cost_function, params, data, None, self._options(self.cost_function, draw)
            )
        number, rest = as_cost(value)
        if self.single and rest is None:
            raise ValueError("your gradient returned one thing; expected (cost, gradient)")
        return number

    def outcome(self, draw: Draw, hooks: Hooks | None = None) -> Outcome:
        """Run the gradient at a draw."""
        params, data = self._prepare(draw)
        number = None
        try:
            with (hooks or Hooks()).active(self.seconds):
                number, value, changed = self._both(params, data, draw, hooks is None)
            if self.step:
                return Outcome(self._moved(value, params, draw), None, number)
            if self.single:
                number, value = as_cost(value)
            return Outcome(self._read(value, params), None, number, changed)
        except (Exception, SystemExit, Hang) as error:
            return Outcome(None, error, number)

    def _both(self, params, data, draw: Draw, look: bool):
        """Run the cost if the gradient needs that, then the gradient."""
        number = extra = None
        if self.cost_first:
            options = self._options(self.cost_function, draw)
            value = self.plan.call(self.cost_function, params, data, None, options)
            number, extra = as_cost(value)
        options = self._options(self.gradient, draw)
        value = self.gradient_plan.call(self.gradient, params, data, extra, options)
        if not look:
            return number, value, ()
        changed = tuple(
            self.label(leaf)
            for leaf in leaves(params)
            if leaf.steps in draw.arrays and not np.array_equal(leaf.value, draw.arrays[leaf.steps])
        )
        return number, value, changed

    def _moved(self, value: Any, params: Any, draw: Draw) -> list[NDArray]:
        """Return (before - after) / α."""
        now = after_step(self, value, params, draw)
        before = [draw.arrays[leaf.steps] for leaf in self.leaves]
        return [(a - b) / self.rate.value for a, b in zip(before, now, strict=True)]

    @functools.cached_property
    def homes(self) -> dict:
        """Where else the parameters are kept, if their own objects hold them."""
        return homes(self.params, self.reachable(), self.leaves) if self.in_place else {}

    def estimate(self, draws: Sequence[Draw], truths: Sequence) -> None:
        """Find out the learning rate of an update."""
        if self.alpha_given:
            return
        outcomes = [self.outcome(draw).arrays for draw in draws]
        known = known_rates(self, options_of(self.gradient))
        if None not in outcomes:
            self.rate = estimate(outcomes, [one.arrays for one in truths], list(known))

    def _read(self, value: Any, params: Any) -> list[NDArray]:
        if self._paths is not None:
            with contextlib.suppress(KeyError, IndexError, TypeError, AttributeError):
                found = [as_floats(at(value, steps)) for steps in self._paths]
                if all(one is not None for one in found):
                    return found
        try:
            found = match(value, self.leaves)
            if self.settled:
                self._paths = paths(value, self.leaves)
            return found
        except Mismatch:
            found = self._stored(params)
            if found is None and not self.settled and self._settle(value, params):
                return self._read(value, params)
            if found is None:
                raise
            return found

    def _settle(self, value: Any, params: Any) -> bool:
        """Leave out numbers among the parameters that have no gradient, such as a rate."""
        among = {leaf.steps: 0 for leaf in leaves(value)}
        for owner in self.reachable() if not among else ():
            among.update({leaf.steps: 0 for leaf in leaves(owner)})
        others = {steps: 0 for steps in among if steps not in {leaf.steps for leaf in self.leaves}}
        lost = [
            leaf
            for leaf in self.leaves
            if leaf.value.ndim == 0
            and find(leaf.steps, among if value is not None else others) is None
        ]
        if not lost or len(lost) == len(self.leaves):
            return False
        for leaf in lost:
            self.leaves.remove(leaf)
            if not is_penalty(str(leaf.steps[-1][1])):
                self.drawn.remove(leaf)
        return True

    def _stored(self, params: Any) -> list[NDArray] | None:
        """Return the gradients that a run has left on the reader's objects."""
        owners = self.reachable()
        if not self.in_place and _holder(params):
            owners.append(params)
        for owner in owners:
            among = {leaf.steps: leaf.value for leaf in leaves(owner)}
            paths = self._paths_in(owner, among)
            taken = []
            for own_path in paths:
                rest = {s: 0 for s in among if s != own_path and s not in paths}
                taken.append(find(own_path, rest) if own_path is not None else None)
            if None not in taken and taken and len(set(taken)) == len(taken):
                return [among[steps] for steps in taken]
        return None

    def _paths_in(self, owner: Any, among: Mapping) -> list[tuple | None]:
        """Return where in an object the parameters are kept."""
        if owner is self.params:
            return [leaf.steps for leaf in self.leaves]
        by_id = {id(at(owner, steps)): steps for steps in among}
        own_ids = [id(at(self.params, leaf.steps)) for leaf in self.leaves]
        if all(one in by_id for one in own_ids):
            return [by_id[one] for one in own_ids]
        return [leaf.steps for leaf in self.leaves]

    # finding out how

    def _find_plans(self, seed: int, few: bool = False) -> None:
        failure: BaseException | None = None
        self._known_options = {}
        penalties = self._penalties_by_option()
        for family in draws(self.drawn, self.data, penalties=penalties, seed=seed, few=few):
            for plan in plans(self.cost_function, self.params, self.data):
                if not plan.takes_params and self._alone:
                    continue
                self.plan, self.in_place = plan, not plan.takes_params
                try:
                    (draw := family(0)), (other := family(1))
                    values, self.codes = discover(
                        lambda: (self.cost(draw), self.cost(other)), self.seconds
                    )
                except (Exception, SystemExit, Hang) as error:
                    failure = failure or error
                    if isinstance(error, Hang):
                        raise Unusable(_hung("cost", error), error) from error
                    continue
                if np.isfinite(values).all():
                    if self._slow(draw) and not few:
                        return self._find_plans(seed, few=True)
                    self.family = family
                    self._gradient_plan(family(0))
                    return
                failure = failure or ValueError(f"your cost is {values[0]} near your params")
        if failure is None:
            raise Unusable(self._takes_others())
        if self.single:
            raise Unusable("cost is None, and your gradient gave no (cost, gradient)", failure)
        raise Unusable("your cost could not be computed", failure)

    def _takes_others(self) -> str:
        """Return a sentence on a cost whose arguments are not those that it would be given."""
        what = "gradient" if self.single else "cost"
        wants = ", ".join(free_arguments(self.cost_function) or ())
        given = ", ".join(("params", *(f"data[{i}]" for i in range(len(self.data)))))
        return f"your {what} takes ({wants}) and would be given ({given})"

    @property
    def _alone(self) -> bool:
        """Whether params is one number by itself, which cannot be changed in place."""
        return not self.leaves[0].steps and not isinstance(self.params, np.ndarray)

    def _slow(self, draw: Draw) -> bool:
        """Return whether the cost takes long for the number of parameters that there are."""
        times = []
        for _ in range(3):
            start = time.perf_counter()
            self.cost(draw)
            times.append(time.perf_counter() - start)
        self.cost_seconds = min(times)
        return self.cost_seconds > SLOW

    def _penalties_by_option(self) -> list:
        """Return what varies the penalty, where both functions take it by keyword."""
        ours, theirs = options_of(self.cost_function), options_of(self.gradient)
        return [
            lambda value, name=name: ({name: value}, ())
            for name in ours
            if is_penalty(name)
            and name in theirs
            and ours[name] == theirs[name]
            and isinstance(ours[name], int | float)
        ]

    def _gradient_plan(self, draw: Draw) -> None:
        """Choose how to call the gradient, find the sources of all that runs."""
        if not self.in_place and self._ignores(draw):
            if self._alone:
                raise Unusable("your cost is the same whatever params is")
            self.in_place = True
        if self.single:
            self.gradient_plan = self.plan
            _, codes = self._watched(draw)
        else:
            same_owner = _owner(self.gradient) is not None and _owner(self.gradient) is _owner(
                self.cost_function
            )
            self.cost_first = self.in_place or same_owner
            found = plans(self.gradient, self.params, self.data, after_cost=True)
            if not found:
                raise Unusable("your gradient takes other arguments than (params, *data)")
            if self.plan in found:
                found = [self.plan, *[one for one in found if one != self.plan]]
            first = None
            for one in found:
                self.gradient_plan = one
                if "extra" in one.order:
                    self.cost_first = True
                outcome, codes = self._watched(draw)
                if outcome.error is None:
                    break
                first = first or one
            else:
                self.gradient_plan = first
                _, codes = self._watched(draw)
        self.settled = True
        self.cost_codes = dict(self.codes)
        self.codes.update(codes)
        self.sources = Sources(self.codes)
        self._before.restore()
        self.snapshot = self._refined_snapshot()
        self.snapshot.forget_created()
        if self.step:
            self._leave_out_settings(draw)
        self._penalties_by_setting()
        self._counts_by_setting()

    def _leave_out_settings(self, draw: Draw) -> None:
        """Leave out numbers that are kept with the parameters, such as the learning rate.

        They are neither updated nor does the cost change with them.
        """
        outcome = self.outcome(draw)
        if outcome.arrays is None:
            return
        cost = self.cost(draw)
        for leaf, moved in list(zip(self.leaves, outcome.arrays, strict=True)):
            still = leaf.value.ndim == 0 and not np.any(moved)
            if still and self.cost(draw.moved(leaf.steps, leaf.value * 1.1 + 0.01)) == cost:
                self.leaves.remove(leaf)
                self.drawn.remove(leaf)

    def _watched(self, draw: Draw) -> tuple[Outcome, dict]:
        """Run the gradient, which has no probes yet, and return the code that ran, too."""
        outcome, codes = discover(lambda: self.outcome(draw), self.seconds)
        if isinstance(outcome.error, Hang):
            what = "update" if self.step else "gradient"
            raise Unusable(_hung(what, outcome.error), outcome.error)
        return outcome, codes

    def _ignores(self, draw: Draw) -> bool:
        """Return whether the cost does not depend on the parameters that it is handed."""
        before = self.cost(draw)
        for steps, array in draw.arrays.items():
            if self.cost(draw.moved(steps, array * 1.1 + 0.01)) != before:
                return False
        return True

    def _penalties_by_setting(self) -> None:
        """Let the draws vary a penalty kept in globals, closures or objects."""
        places = {}
        for code, space in self.codes.items():
            for name in code.co_names:
                if is_penalty(name) and isinstance(space.get(name), int | float):
                    users = {c for c in self.codes if name in c.co_names}
                    if self.single or (
                        users & set(self.cost_codes) and users - set(self.cost_codes)
                    ):
                        places[id(space), name] = (space, name)
        for one in self.reachable():
            for name, value in getattr(one, "__dict__", {}).items():
                if is_penalty(name) and isinstance(value, int | float) and self.in_place:
                    places[id(one), name] = (one, name)
        for function in (f for many in self.sources.functions.values() for f in many):
            for name, cell in zip(
                function.__code__.co_freevars, function.__closure__ or (), strict=True
            ):
                if is_penalty(name) and isinstance(cell.cell_contents, int | float):
                    places[id(cell), name] = (cell, name)
        places = [(s, n) for s, n in places.values() if not isinstance(_value(s, n), bool)]
        self._vary(lambda k, m: [(*place, STRENGTHS[k % len(STRENGTHS)]) for place in places])

    def _counts_by_setting(self) -> None:
        """Let a global that counts the reader's examples count those of the draw."""
        count = own(self.leaves, self.data).m
        places = {
            (id(space), name): (space, name)
            for code, space in self.codes.items()
            for name in code.co_names
            if count and COUNT.fullmatch(name) and type(space.get(name)) is int
            if space[name] == count
        }
        self._vary(lambda k, m: [(*place, m) for place in places.values() if m])

    def _vary(self, settings: Callable) -> None:
        """Let the draws set more, if the cost can be computed then."""
        plain = self.family

        def varied(k: int, again: int = 0) -> Draw:
            draw = plain(k, again)
            return replace(draw, settings=(*draw.settings, *settings(k, draw.m)))

        try:
            if (
                varied(0).settings
                and np.isfinite([self.cost(varied(0)), self.cost(varied(1))]).all()
            ):
                self.family = varied
        except (Exception, SystemExit, Hang):
            return

    def own_draw(self) -> Draw:
        """Return jittered parameters with the reader's own data."""
        first = self.family(0)
        return Draw(first.arrays, self.data, first.options, (), own(self.leaves, self.data).m)

    # texts

    def _modules(self, unit: Unit) -> set[str]:
        spaces = [self.codes[code] for code in unit.codes]
        return {k for space in spaces for k, v in space.items() if isinstance(v, types.ModuleType)}

    def globals_of(self, unit: Unit) -> dict:
        """Return the namespace in which a unit's functions run."""
        return next(self.codes[code] for code in unit.codes)

    def _version(self, units: Sequence[Unit]) -> Version:
        trees, codes, sites = {}, {}, {}
        for i, unit in enumerate(units):
            trees[unit], codes[unit], more = instrument(unit, i * SPAN, self._modules(unit))
            sites.update(more)
        return Version(list(units), trees, codes, sites)

    def edited(self, version: Version, unit: Unit, lines: list[str]) -> Version:
        """Return a version in which one unit has another text."""
        fresh = unit.edited(lines)
        return self._version([fresh if one is unit else one for one in version.units])

    @contextlib.contextmanager
    def running(self, version: Version | None = None) -> Iterator[None]:
        """Let the functions run with probes, in this version of their text."""
        version = version or self.version
        with self._quiet(), self.sources.installed(version.codes):
            yield

    @contextlib.contextmanager
    def probing(self, version: Version, site: Site | None) -> Iterator[None]:
        """Let the functions run with one probe only, which is faster."""
        if site is None:
            yield
            return
        if site.number not in version.single:
            if not version.bare:
                version.bare = {unit: with_ticks(unit) for unit in version.units}
            base = site.number // SPAN * SPAN
            codes = instrument(site.unit, base, self._modules(site.unit), {site.number})[1]
            version.single[site.number] = {**version.bare, site.unit: codes}
        with self.sources.installed(version.single[site.number]):
            yield

    @contextlib.contextmanager
    def trying(self, units: Sequence[Unit]) -> Iterator[None]:
        """Let the functions run in another text, without probes but with a clock."""
        with self.sources.installed({unit: with_ticks(unit) for unit in units}):
            yield


def _value(space: Any, name: str) -> Any:
    if isinstance(space, types.CellType):
        return space.cell_contents
    return space[name] if isinstance(space, dict) else getattr(space, name)


def _holder(value: Any) -> bool:
    return _plain_object(value) or isinstance(value, dict | list)


def _hung(which: str, error: Hang) -> str:
    return f"your {which} did not come to an end: it was in line {error.line} when it was stopped"


def _refuse(leaf: Leaf) -> None:
    """Raise for parameters at which nothing can be differentiated."""
    name = f"params, at {leaf.path}," if leaf.steps else "params"
    if leaf.value.dtype.kind == "c":
        raise TypeError(f"{name} holds {leaf.value.dtype}; expected real numbers")
    if not np.isfinite(leaf.value).all():
        where = [int(i) for i in np.argwhere(~np.isfinite(leaf.value))[0]]
        came = leaf.value[tuple(where)]
        raise ValueError(f"{name} has {came} at {where}; expected finite numbers")
