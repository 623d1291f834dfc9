"""The data sets are what their sources print."""

import numpy as np
import pytest

from backprop.data import circles, houses, moons, xor


def test_houses_as_article_a_prints_them():
    X, Y = houses()
    assert X.tolist() == [
        [0.00632, 18.0, 2.31, 0.0],
        [0.02731, 0.0, 7.07, 0.0],
        [0.027279, 0.0, 7.07, 0.0],
        [0.03237, 0.0, 2.18, 0.0],
        [0.06905, 0.0, 2.18, 0.0],
    ]
    assert (Y * 50).round(6).ravel().tolist() == [24.0, 21.6, 34.7, 33.4, 36.2]


def test_data_may_be_changed_without_changing_the_source():
    houses()[0][:] = 0
    assert houses()[0].any()


def test_xor():
    X, Y = xor()
    assert {(*x, *y) for x, y in zip(X.tolist(), Y.tolist(), strict=True)} == {
        (0, 0, 0),
        (0, 1, 1),
        (1, 0, 1),
        (1, 1, 0),
    }


@pytest.mark.parametrize("make", [circles, moons])
def test_rings_and_moons_come_from_the_generator_alone(make):
    X, Y = make(np.random.default_rng(3), 21)
    again, _ = make(np.random.default_rng(3), 21)
    other, _ = make(np.random.default_rng(4), 21)
    assert X.shape == (21, 2)
    assert Y.shape == (21, 1)
    assert Y.sum() == 10
    assert (again == X).all()
    assert (other != X).all()


def test_rings_have_their_radii_all_around():
    X, Y = circles(np.random.default_rng(0), 400, inner=0.3, noise=0.0)
    radius = np.linalg.norm(X, axis=1)
    assert radius[Y[:, 0] == 1] == pytest.approx(0.3)
    assert radius[Y[:, 0] == 0] == pytest.approx(1.0)
    for ring in (X[Y[:, 0] == 1], X[Y[:, 0] == 0]):
        quadrants = {(bool(x > 0), bool(y > 0)) for x, y in ring}
        assert len(quadrants) == 4


def test_moons_are_half_circles_that_no_line_parts():
    X, Y = moons(np.random.default_rng(0), 400, noise=0.0)
    lower, upper = X[Y[:, 0] == 1], X[Y[:, 0] == 0]
    assert np.linalg.norm(lower - [1, 0.5], axis=1) == pytest.approx(1.0)
    assert np.linalg.norm(upper, axis=1) == pytest.approx(1.0)
    assert lower[:, 1].max() <= 0.5
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() > upper[:, 1].min()


@pytest.mark.parametrize("make", [circles, moons])
def test_noise_is_what_it_says(make):
    clean, _ = make(np.random.default_rng(1), 2000, noise=0.0)
    noisy, _ = make(np.random.default_rng(1), 2000, noise=0.2)
    assert (noisy - clean).std() == pytest.approx(0.2, rel=0.05)


@pytest.mark.parametrize("make", [circles, moons])
def test_rings_and_moons_refuse_by_name(make):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="m is 1; expected a whole number >= 2"):
        make(rng, 1)
    with pytest.raises(ValueError, match="noise is -1; expected a number >= 0"):
        make(rng, 10, noise=-1)
    with pytest.raises(ValueError, match="inner is 0; expected a number > 0"):
        circles(rng, 10, inner=0)
    with pytest.raises(TypeError, match=r"rng is 0; expected a numpy\.random\.Generator"):
        make(0)
