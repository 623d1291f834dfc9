"""Weights come back as they were, or are refused; nothing is half-written."""

import json
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backprop.activations import ACTIVATIONS
from backprop.network import Network
from backprop.storage import load_weights, save_weights
from problems import PAIRS, network, problem

HIDDEN = list(ACTIVATIONS)
NET, THETA, *_ = problem(Network((3, 4, 2), hidden="tanh", reduction="sum"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "whole.npz"
    save_weights(path, NET, THETA)
    return path.read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("damaged") / "weights.npz"


def same(A, B):
    return A.keys() == B.keys() and all((A[layer] == B[layer]).all() for layer in A)


def equal_or_refused(path):
    """Return whether the file was refused; fail if it was read as something else."""
    try:
        net, Theta = load_weights(path)
    except ValueError as error:
        if str(path) not in str(error):
            raise
        return True
    assert net == NET
    assert same(Theta, THETA)
    return False


@given(st.sampled_from(PAIRS), st.lists(st.integers(1, 5), min_size=2, max_size=5), st.data())
def test_what_was_saved_comes_back(place, names, sizes, data):
    path = place.parent / "weights"
    biased = data.draw(st.booleans() | st.tuples(*[st.booleans()] * (len(sizes) - 1)))
    if data.draw(st.booleans()):  # one activation for each hidden layer
        names = (tuple(data.draw(st.sampled_from(HIDDEN)) for _ in sizes[2:]), *names[1:])
    net = network(sizes, *names, data.draw(st.sampled_from(["mean", "sum"])), biased)
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    Theta = {
        layer: np.array(
            data.draw(st.lists(numbers, min_size=rows * columns, max_size=rows * columns))
        ).reshape(rows, columns)
        for layer, (rows, columns) in net.shapes.items()
    }
    save_weights(path, net, Theta)
    found, weights = load_weights(str(path), net)
    assert found == net
    assert same(weights, Theta)
    assert not [name for name in os.listdir(path.parent) if name.endswith(".part")]


@pytest.mark.slow
def test_cut_anywhere_it_is_refused(whole, place):
    for length in range(len(whole)):
        place.write_bytes(whole[:length])
        assert equal_or_refused(place), f"cut after {length} bytes it was read"


@pytest.mark.slow
def test_any_byte_changed_it_is_read_right_or_refused(whole, place):
    refused = 0
    for at in range(len(whole)):
        for bits in (0x01, 0x80, 0xFF):
            place.write_bytes(whole[:at] + bytes([whole[at] ^ bits]) + whole[at + 1 :])
            refused += equal_or_refused(place)
    assert refused > 1.5 * len(whole)


@given(data=st.data())
def test_bytes_replaced_inserted_and_lost(data, whole, place):
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    place.write_bytes(whole[:start] + data.draw(st.binary(max_size=40)) + whole[end:])
    equal_or_refused(place)


@given(st.binary(max_size=300))
@example(b"")
@example(pickle.dumps({1: [[1.0]]}))
def test_what_is_no_archive_is_refused(place, content):
    place.write_bytes(content)
    with pytest.raises(ValueError, match="is damaged, or no file of weights"):
        load_weights(place)


def archive(path, /, **changes):
    """Write an archive by hand, with some of its parts changed or (None) left out."""
    header = {"format": "backprop weights 1", "sizes": [3, 4, 2], "hidden": "tanh"}
    header |= {"output": "sigmoid", "loss": "cross_entropy", "reduction": "sum"}
    header |= changes.pop("header", {})
    arrays = {"network": np.array(json.dumps(header))}
    arrays |= {f"Theta{layer}": THETA[layer] for layer in THETA} | changes
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})


def test_the_archive_by_hand_is_right(place):
    archive(place)
    assert not equal_or_refused(place)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Theta2": None}, "Theta lacks layer 2; expected layers 1 to 2"),
        ({"Theta3": np.ones((1, 3))}, "Theta has a layer 'Theta3'"),
        ({"Theta2": np.ones((2, 4))}, r"Theta\[2\] has shape \(2, 4\); expected \(2, 5\)"),
        ({"Theta1": np.full((4, 4), np.nan)}, r"Theta\[1\] has nan at \[0, 0\]; expected finite"),
        ({"Theta1": np.full((4, 4), -np.inf)}, r"Theta\[1\] has -inf at \[0, 0\]"),
        ({"Theta1": np.full((4, 4), 1j)}, r"Theta\[1\] holds complex numbers"),
        ({"Theta1": np.full((4, 4), "a")}, r"Theta\[1\] holds <U1; expected numbers"),
        ({"Theta1": np.full((4, 4), None)}, "allow_pickle=False"),
        ({"network": None}, "does not describe a network: 'network'"),
        ({"network": np.array("{")}, "does not describe a network"),
        ({"network": np.array("[]")}, "does not describe a network"),
        ({"header": {"format": "2"}}, "its format is '2'; expected 'backprop weights 1'"),
        ({"header": {"hidden": "tan"}}, "hidden is 'tan'; expected one of"),
        ({"header": {"depth": 3}}, "does not describe a network.*'depth'"),
        ({"header": {"sizes": [3, 5, 2]}}, r"Theta\[1\] has shape \(4, 4\); expected \(5, 4\)"),
        ({"header": {"sizes": [3, 0, 2]}}, r"sizes\[1\] is 0"),
    ],
)
def test_whole_files_with_wrong_content_are_refused(place, changes, message):
    archive(place, **changes)
    with pytest.raises(ValueError, match=message):
        load_weights(place)


def test_pickled_code_is_never_run(place, tmp_path):
    class Harm:
        def __reduce__(self):
            return Path.touch, (tmp_path / "harm",)

    archive(place, Theta1=np.array([Harm()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load_weights(place)
    assert os.listdir(tmp_path) == []


def test_another_network_than_expected_is_refused(place):
    archive(place)
    other = Network((3, 4, 2), hidden="sigmoid", reduction="sum")
    with pytest.raises(ValueError, match=r"another network: hidden 'tanh', expected 'sigmoid'$"):
        load_weights(place, other)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_weights(tmp_path / "none.npz")


@pytest.mark.parametrize(
    ("Theta", "error", "message"),
    [
        ({1: THETA[1]}, ValueError, "lacks layer 2"),
        (THETA | {2: THETA[2] * np.nan}, ValueError, "expected finite numbers"),
        (THETA | {2: THETA[2] + 1j}, TypeError, r"Theta\[2\] holds complex numbers"),
    ],
)
def test_weights_that_could_not_be_read_are_not_written(tmp_path, Theta, error, message):
    with pytest.raises(error, match=message):
        save_weights(tmp_path / "weights.npz", NET, Theta)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("step", ["numpy.savez", "os.fsync", "os.replace"])
def test_what_fails_half_way_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, step):
    path = tmp_path / "weights.npz"
    save_weights(path, NET, THETA)
    before = path.read_bytes()

    def full(*arguments, **options):
        if hasattr(arguments[0], "write"):
            arguments[0].write(b"half of it")
        raise OSError("No space left on device")

    monkeypatch.setattr(step, full)
    with pytest.raises(OSError, match="No space left"):
        save_weights(path, NET, {layer: 2 * THETA[layer] for layer in THETA})
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["weights.npz"]


def test_a_saved_file_may_be_read_by_those_who_may_read_others(tmp_path):
    (tmp_path / "other").touch()
    save_weights(tmp_path / "weights.npz", NET, THETA)
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1
