"""RMSProp and Adam: as printed, as a loop over single numbers, and what they promise."""

import math

import numpy as np
import pytest

from backprop.equations import Sheet
from backprop.network import Network
from backprop.training import train
from backprop.updates import METHODS, Stepper
from problems import problem

LINE = Network((1, 1), output="identity", loss="half_squared_error")
STEPS = 4
PRINTED = {
    "descent": r"v_t = \mu v_{t-1} - \alpha g_t, \quad \theta_t = \theta_{t-1} + v_t",
    "rmsprop": r"""s_t = \beta_2 s_{t-1} + (1 - \beta_2) g_t \odot g_t, \quad
        \theta_t = \theta_{t-1} - \alpha \frac{g_t}{\sqrt{s_t} + \epsilon}""",
    "adam": r"""u_t = \beta_1 u_{t-1} + (1 - \beta_1) g_t, \quad
        s_t = \beta_2 s_{t-1} + (1 - \beta_2) g_t \odot g_t, \quad
        \hat u_t = \frac{u_t}{1 - \beta_1^t}, \quad \hat s_t = \frac{s_t}{1 - \beta_2^t}, \quad
        \theta_t = \theta_{t-1} - \alpha \frac{\hat u_t}{\sqrt{\hat s_t} + \epsilon}""",
}
OPTIONS = {
    "descent": {"momentum": 0.7},
    "rmsprop": {"beta2": 0.8, "eps": 0.01},
    "adam": {"beta1": 0.6, "beta2": 0.8, "eps": 0.01},
}
ALPHA = 0.3


def walked(method, options):
    """Return a function for a sheet: a start in column 1 and gradients behind it -> the end."""

    def walk(packed):
        stepper, Theta = Stepper(method, **options), {1: packed[..., :1]}
        for t in range(1, packed.shape[-1]):
            Theta = stepper.step(Theta, {1: packed[..., t : t + 1]}, ALPHA)
        return Theta[1]

    return walk


def printed(method, alpha=ALPHA, **options):
    """Return a sheet with the recursion as it is printed, and the code as its function f."""
    zeros = {name: np.zeros(3) for name in ("v_0", "u_0", "s_0")}
    sheet = Sheet(
        {"P": (3, STEPS + 1), r"\alpha": alpha, r"\mu": options.get("momentum", 0.0)}
        | {rf"\beta_{i}": options.get(f"beta{i}", 0.0) for i in (1, 2)}
        | {r"\epsilon": options.get("eps", 0.0)}
        | zeros,
        {"f": walked(method, OPTIONS[method])},
        layers={"t": range(1, STEPS + 1)},
    )
    sheet.define(r"\theta_0 = P_{:,1}")
    for t in range(1, STEPS + 1):
        sheet.define(rf"g_{t} = P_{{:,{t + 1}}}")
    sheet.define(PRINTED[method])
    return sheet


@pytest.mark.parametrize("method", METHODS)
def test_the_code_is_the_printed_recursion(method):
    verdict = printed(method, **OPTIONS[method]).check(rf"\theta_{STEPS} = f(P)")
    assert verdict.holds, verdict.reason
    assert verdict.draws >= 20


@pytest.mark.parametrize(
    ("method", "name"), [(m, name) for m, row in OPTIONS.items() for name in row]
)
def test_the_sheet_sees_another_number(method, name):
    other = OPTIONS[method] | {name: OPTIONS[method][name] / 2}
    assert not printed(method, **other).check(rf"\theta_{STEPS} = f(P)").holds


def by_hand(method, net, Theta, batches, alpha, lam, **o):
    """Walk with one number at a time, in Python's own arithmetic."""
    Theta = {k: theta.copy() for k, theta in Theta.items()}
    places = [(k, *at) for k in Theta for at in np.ndindex(Theta[k].shape)]
    u, s = dict.fromkeys(places, 0.0), dict.fromkeys(places, 0.0)
    for t, (X, Y, share) in enumerate(batches, start=1):
        D = net.gradient(Theta, X, Y, lam * share)
        for place in places:
            k, i, j = place
            g = float(D[k][i, j])
            if method == "descent":
                u[place] = o["momentum"] * u[place] - alpha(t) * g
                Theta[k][i, j] += u[place]
                continue
            s[place] = o["beta2"] * s[place] + (1 - o["beta2"]) * g * g
            if method == "rmsprop":
                Theta[k][i, j] -= alpha(t) * g / (math.sqrt(s[place]) + o["eps"])
                continue
            u[place] = o["beta1"] * u[place] + (1 - o["beta1"]) * g
            first, second = u[place] / (1 - o["beta1"] ** t), s[place] / (1 - o["beta2"] ** t)
            Theta[k][i, j] -= alpha(t) * first / (math.sqrt(second) + o["eps"])
    return Theta


@pytest.mark.parametrize("papers", [True, False])
@pytest.mark.parametrize("method", METHODS)
def test_training_is_a_loop_over_single_numbers(method, papers):
    """Once with the papers' values, once with others; over batches, with a falling rate."""
    net, Theta, X, Y = problem(Network((3, 4, 2), "tanh"), m=6)
    usual = {"momentum": 0.0} if method == "descent" else {"beta2": 0.9, "eps": 1e-8}
    usual = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8} if method == "adam" else usual
    options, steps = {} if papers else OPTIONS[method], 6

    def alpha(t):
        return 0.1 / t

    run = train(
        net,
        Theta,
        X,
        Y,
        method=method,
        alpha=alpha,
        steps=steps,
        lam=0.5,
        batch_size=2,
        rng=np.random.default_rng(4),
        **options,
    )
    rng, batches = np.random.default_rng(4), []
    for _ in range(steps // 3):
        order = rng.permutation(6)
        batches += [(X[order[i : i + 2]], Y[order[i : i + 2]], 1 / 3) for i in (0, 2, 4)]
    found = by_hand(method, net, Theta, batches, alpha, 0.5, **(usual | options))
    for layer in Theta:
        assert run.Theta[layer] == pytest.approx(found[layer], rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e5])
def test_adams_first_step_is_alpha_in_every_entry_whatever_the_gradient(scale):
    D = {1: scale * np.array([[1.0, -2.0, 0.5]])}
    moved = Stepper("adam").step({1: np.zeros((1, 3))}, D, 0.01)[1]
    assert moved == pytest.approx(-0.01 * np.sign(D[1]), rel=1e-4)


@pytest.mark.parametrize("method", ["rmsprop", "adam"])
def test_a_weight_without_a_gradient_stays(method):
    net, Theta, X, Y = problem(Network((3, 4, 2), bias=False))
    run = train(net, Theta, X, Y, method=method, alpha=0.01, steps=5)
    assert all((run.Theta[k][:, 0] == Theta[k][:, 0]).all() for k in Theta)
    assert all((run.Theta[k][:, 1:] != Theta[k][:, 1:]).all() for k in Theta)


@pytest.mark.parametrize("method", ["rmsprop", "adam"])
def test_features_on_other_scales_are_learnt_with_one_rate(method):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 2)) * [1.0, 0.01]
    net = Network((2, 1), output="identity", loss="half_squared_error")
    Y, start = X @ [[1.0], [100.0]], {1: [[0.0, 0.0, 0.0]]}
    own = train(net, start, X, Y, method=method, alpha=0.5, steps=600)
    plain = train(net, start, X, Y, alpha=0.5, steps=600)
    assert own.costs[-1] < 0.1 < 0.4 < plain.costs[-1]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"method": "adamw"}, ValueError, "method is 'adamw'; expected one of descent, rmsprop"),
        ({"method": None}, ValueError, "method is None; expected one of"),
        ({"beta1": 0.9}, ValueError, "beta1 is 0.9; method 'descent' has no beta1, but momentum"),
        ({"method": "adam", "momentum": 0.9}, ValueError, "momentum is 0.9; method 'adam' has no"),
        ({"method": "rmsprop", "beta1": 0}, ValueError, "beta1 is 0; method 'rmsprop' has no"),
        ({"method": "adam", "beta1": 1}, ValueError, "beta1 is 1; expected a number below 1"),
        ({"method": "adam", "beta2": -0.1}, ValueError, "beta2 is -0.1; expected a number >= 0"),
        ({"method": "adam", "eps": 0}, ValueError, "eps is 0; expected a number > 0"),
        ({"method": "adam", "eps": "1"}, TypeError, "eps is '1'; expected a number"),
    ],
)
def test_bad_options_are_refused_by_name(options, error, message):
    with pytest.raises(error, match=message):
        train(LINE, {1: [[0, 0]]}, [[1]], [[1]], alpha=0.1, steps=1, **options)
