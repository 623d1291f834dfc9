"""The doctor finds nothing where nothing is wrong, and claims nothing about noise."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import Planted
from planted_autograd import autograd_with

from backprop.activations import ACTIVATIONS
from backprop.doctor import diagnose
from backprop.loop import accumulate
from backprop.network import Network
from problems import ENDS, network

pytestmark = pytest.mark.slow  # left out by `make check`

NOISE = (1e-6, 1e-4, 1e-3, 1e-2, 0.1, 1.0)


@st.composite
def networks(draw, most_layers=6):
    sizes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=most_layers))
    one, each = st.sampled_from(list(ACTIVATIONS)), [st.booleans()] * (len(sizes) - 1)
    hidden = draw(one | st.tuples(*[one] * (len(sizes) - 2)))
    bias = draw(st.booleans() | st.tuples(*each))
    end, reduction = draw(st.sampled_from(ENDS)), draw(st.sampled_from(["mean", "sum"]))
    return network(sizes, hidden, *end, reduction, bias)


@given(networks(), st.integers(0, 2**16), st.sampled_from([0.0, 0.1, 1.0, 30.0]))
@settings(max_examples=200, deadline=None)
def test_nothing_is_found_where_nothing_is_wrong(net, seed, lam):
    report = diagnose(net.gradient, net, lam=lam, seed=seed)
    assert report.correct
    assert not report.findings
    assert not report.alternatives
    assert report.unexplained is None


@given(networks(most_layers=4), st.integers(0, 2**16))
@settings(max_examples=25, deadline=None)
def test_other_ways_to_compute_a_right_gradient_are_right(net, seed):
    assert diagnose(Planted(net), net, seed=seed).correct
    assert diagnose(lambda *given: accumulate(net, *given).D, net, seed=seed).correct


@pytest.mark.parametrize("end", ENDS)
def test_autograd_is_right(end):
    net = Network((3, 4, 2), "tanh", *end)
    assert diagnose(autograd_with(net), net).correct


def noisy(gradient, make, layers):
    """Return the gradient with noise: the same noise whenever the arguments are the same."""

    def noised(Theta, X, Y, lam):
        D = dict(gradient(Theta, X, Y, lam))
        for layer in layers:
            digest = hashlib.sha256(np.round(D[layer], 9).tobytes() + bytes([layer])).digest()
            D[layer] = make(D[layer], np.random.default_rng(list(digest)))
        return D

    return noised


MAKE = {
    "added": lambda D, rng, size: D + size * np.abs(D).max() * rng.normal(size=D.shape),
    "multiplied": lambda D, rng, size: D * (1 + size * rng.normal(size=D.shape)),
    "scaled": lambda D, rng, size: D * (1 + size * rng.uniform(0.2, 0.9)),
    "one entry": lambda D, rng, size: D + size * np.abs(D).max() * np.eye(*D.shape),
    "random": lambda D, rng, size: rng.normal(size=D.shape),
}
HOUSE = Network((4, 5, 3, 2), "tanh", "sigmoid", "cross_entropy")


@pytest.mark.parametrize("size", NOISE)
@pytest.mark.parametrize("kind", MAKE)
def test_noise_in_all_layers_is_not_explained(kind, size):
    gradient = noisy(HOUSE.gradient, lambda D, rng: MAKE[kind](D, rng, size), (1, 2, 3))
    report = diagnose(gradient, HOUSE)
    assert not report.correct
    assert report.findings == ()
    assert report.unexplained.layer == 3
    assert report.unexplained.right == ()


@pytest.mark.parametrize("size", [1e-6, 0.1])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_noise_in_one_layer_is_placed_and_not_explained(layer, size):
    gradient = noisy(HOUSE.gradient, lambda D, rng: MAKE["added"](D, rng, size), (layer,))
    report = diagnose(gradient, HOUSE)
    assert report.findings == ()
    assert report.unexplained.layer == layer
    assert report.unexplained.right == tuple(k for k in (3, 2, 1) if k != layer)
    assert 0.1 * size < report.unexplained.difference < 10 * size


@pytest.mark.parametrize("name", ["hidden-derivative-missing", "factor-2", "bias-regularised"])
def test_a_mistake_with_noise_on_it_is_not_named(name):
    wrong = Planted(HOUSE, {(name, None)})
    report = diagnose(noisy(wrong, lambda D, rng: MAKE["added"](D, rng, 1e-6), (1, 2, 3)), HOUSE)
    assert report.findings == ()
    assert report.unexplained.layer == 3


def test_what_nobody_would_call_a_mistake_is_not_named():
    for factor in (0.0, 0.999, 1.7, -3.0):
        report = diagnose(lambda *given, c=factor: scaled(HOUSE.gradient(*given), c), HOUSE)
        assert report.findings == ()
        assert report.unexplained.ratio == pytest.approx(factor)


def scaled(D, factor):
    return {layer: factor * array for layer, array in D.items()}


@given(networks(most_layers=4), st.sampled_from(NOISE), st.integers(0, 2**16))
@settings(max_examples=10, deadline=None)
def test_noise_is_not_explained_on_any_network(net, size, seed):
    layers = tuple(net.shapes)
    report = diagnose(
        noisy(net.gradient, lambda D, rng: D + size * rng.normal(size=D.shape), layers),
        net,
        seed=seed,
    )
    assert report.findings == ()
    assert report.unexplained.layer == max(layers)


def test_the_layers_that_are_explained_are_named_and_the_rest_is_not():
    wrong = Planted(HOUSE, {("bias-regularised", 3)})
    report = diagnose(noisy(wrong, lambda D, rng: MAKE["added"](D, rng, 1e-3), (1,)), HOUSE)
    assert [(one.id, one.layer) for one in report.findings] == [("bias-regularised", 3)]
    assert report.unexplained.layer == 1
    assert report.unexplained.right == (2,)


def test_ratio_and_angle_are_those_of_the_layer():
    def turned(Theta, X, Y, lam):
        D = HOUSE.gradient(Theta, X, Y, lam)
        D[2] = -1.5 * D[2]
        return D

    unexplained = diagnose(turned, HOUSE).unexplained
    assert unexplained.layer == 2
    assert unexplained.ratio == pytest.approx(-1.5)
    assert unexplained.angle == pytest.approx(180)
    assert unexplained.difference == pytest.approx(1)
