"""Second derivatives, and the learning rate that they allow."""

import numpy as np
import pytest

from backprop.checking import roll, unroll
from backprop.gradients.curvature import hessian, largest_rate
from backprop.network import Network
from backprop.training import Diverged, train
from problems import problem


def test_second_derivatives_are_those_of_the_cost():
    net, Theta, X, Y = problem(Network((2, 3, 2), hidden="tanh"))
    H = hessian(net, Theta, X, Y, 0.7)
    flat, rng, eps = unroll(Theta), np.random.default_rng(0), 1e-3

    def cost(step):
        return net.cost(roll(flat + step, net.shapes), X, Y, 0.7)

    assert (H == H.T).all()
    for _ in range(5):
        u = rng.normal(size=len(flat)) * eps
        assert cost(u) - 2 * cost(0) + cost(-u) == pytest.approx(u @ H @ u, rel=1e-4)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_a_little_less_than_the_largest_rate_settles_and_a_little_more_does_not(momentum):
    net = Network((1, 1), output="identity", loss="half_squared_error")
    X, Y, Theta = [[-1.0], [0.0], [1.0], [2.0]], [[0.1], [1.2], [1.6], [2.7]], {1: [[-1.5, 3.0]]}
    limit = largest_rate(hessian(net, Theta, X, Y), momentum)

    def last(share):
        try:
            run = train(net, Theta, X, Y, alpha=share * limit, momentum=momentum, steps=600)
            return run.costs[-1]
        except Diverged:
            return np.inf

    start = net.cost(Theta, X, Y)
    assert last(0.99) < start / 10
    assert last(1.01) > start


def test_what_has_no_largest_rate_is_refused():
    with pytest.raises(ValueError, match="largest eigenvalue of H is -1; expected one above 0"):
        largest_rate([[-1.0]])
    with pytest.raises(ValueError, match="momentum is -1"):
        largest_rate([[1.0]], momentum=-1)
    with pytest.raises(ValueError, match="eps is 0"):
        hessian(Network((1, 1)), {1: [[0, 0]]}, [[1]], [[1]], eps=0)
    with pytest.raises(TypeError, match="complex"):
        hessian(Network((1, 1)), {1: [[0, 1j]]}, [[1]], [[1]])
