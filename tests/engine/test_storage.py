"""Weights come back as they were, or are refused; nothing is half-written."""

import copy
import io
import json
import os
import pickle
import stat
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backprop.activations import ACTIVATIONS
from backprop.archive import Archive
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


def packed(path, members, method=zipfile.ZIP_DEFLATED):
    """Write an archive of these bytes, by their names."""
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in members:
            file.writestr(name, content)


def as_npy(array):
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def bomb(path, name, megabytes, described):
    """Write a file of some thousandths of the megabytes that come out of it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        if name != "network":
            file.writestr("network.npy", as_npy(np.array(json.dumps(described))))
        with file.open(f"{name}.npy", "w", force_zip64=True) as member:
            np.lib.format.write_array_header_1_0(
                member,
                {"descr": "<f8", "fortran_order": False, "shape": (2**17 * megabytes // 4, 4)},
            )
            for _ in range(megabytes):
                member.write(bytes(2**20))


FORMAT = {"format": "backprop weights 1"}
MEGABYTES = 120  # several times what may be taken
BOMBS = {
    "a layer too many": ("Theta3", {"sizes": [3, 4, 2]}),
    "a layer too large": ("Theta1", {"sizes": [3, 4, 2]}),
    "as large as it says": ("Theta1", {"sizes": [3, 2**17 * MEGABYTES // 4]}),
    "in the header": ("network", {}),
}


def refused(path):
    """Return what is said of a file, and the kilobytes that it took to say it."""
    script = """
        import resource, sys
        from backprop.storage import load_weights
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            load_weights(sys.argv[1])
        except ValueError as error:
            print(error)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said, kilobytes = done.stdout.splitlines()
    return said, int(kilobytes)


@pytest.mark.parametrize("kind", BOMBS)
def test_what_is_much_larger_unpacked_is_not_unpacked(tmp_path, kind):
    name, described = BOMBS[kind]
    path = tmp_path / "bomb.npz"
    bomb(path, name, MEGABYTES, FORMAT | described)
    assert path.stat().st_size < 2**20
    said, kilobytes = refused(path)
    assert str(path) in said
    assert kilobytes < 30_000


def test_a_large_file_that_is_no_archive_is_not_read(tmp_path):
    with (tmp_path / "film").open("wb") as file:
        file.truncate(2**29)
    said, kilobytes = refused(tmp_path / "film")
    assert "is damaged, or no file of weights" in said
    assert kilobytes < 30_000


def test_a_layer_is_not_unpacked_before_all_names_and_shapes_are_right(place, monkeypatch):
    unpacked = []
    read = Archive.read

    def noted(self, name):
        unpacked.append(name)
        return read(self, name)

    monkeypatch.setattr(Archive, "read", noted)
    for changes in ({"Theta3": np.ones((1, 3))}, {"Theta2": np.ones((2, 4))}, {"Theta2": None}):
        archive(place, **changes)
        with pytest.raises(ValueError, match="Theta"):
            load_weights(place)
    archive(place)
    with pytest.raises(ValueError, match="another network"):
        load_weights(place, Network((3, 4, 3)))
    assert set(unpacked) == {"network"}


def test_an_array_that_says_it_is_larger_than_it_is_takes_no_memory(place):
    size = 2**31
    head = as_npy(np.zeros((size, 0)))
    head = head.replace(f"({size}, 0)".encode(), f"({size}, 4)".encode())
    header = FORMAT | {"sizes": [3, size]}
    members = [("network.npy", as_npy(np.array(json.dumps(header)))), ("Theta1.npy", head)]
    packed(place, members, zipfile.ZIP_STORED)
    with pytest.raises(ValueError, match=rf"Theta1 says that it has shape \({size}, 4\), in 0 by"):
        load_weights(place)


def test_members_that_share_their_bytes_do_not_add_up(place):
    # forty layers, all of them the bytes of the first
    net = Network((200,) * 41)
    save_weights(place, net, {k: np.zeros(shape) for k, shape in net.shapes.items()})
    whole = place.read_bytes()
    assert same(load_weights(place)[1], {k: np.zeros((200, 201)) for k in net.shapes})
    with zipfile.ZipFile(place) as file:
        infos = file.infolist()
    first = next(info for info in infos if info.filename == "Theta1.npy")
    end = first.header_offset + 200 * 201 * 8 + 400
    content = io.BytesIO(whole[:end])
    with zipfile.ZipFile(content, "a") as file:
        file.filelist = [info for info in infos if info.filename == "network.npy"]
        for number in range(1, 41):
            alias = copy.copy(first)
            alias.filename = alias.orig_filename = f"Theta{number}.npy"
            file.filelist.append(alias)
        file.start_dir, file._didModify = end, True
    place.write_bytes(content.getvalue())
    with pytest.raises(ValueError, match="is damaged, or no file of weights"):
        load_weights(place)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"sizes":' * 50_000, "[" * 900_000])
def test_a_deep_header_is_refused_like_any_other(place, text):
    archive(place, network=np.array(text))
    with pytest.raises(ValueError, match="does not describe a network"):
        load_weights(place)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([("Theta1.npy", b""), ("Theta1", b"")], "a name stands in it twice"),
        ([("network.npy", as_npy(np.ones(3)))], "'network' holds float64 of shape"),
        ([("network.npy", as_npy(np.array(b"{}")))], "'network' holds .S2 of shape"),
        ([("network.npy", b"\x93NUMPY\x09\x00")], "weights: version .9, 0. of the .npy format"),
        ([("network.npy", b"")], "damaged"),
        ([("network.npy", as_npy(np.array("x" * 2**18)))], "'network' takes 1048704 bytes"),
        ([("other.npy", b"")], "'network' is missing"),
        ([], "damaged"),
    ],
)
def test_archives_that_numpy_would_not_have_written(place, members, message):
    packed(place, members, zipfile.ZIP_STORED)
    with pytest.raises(ValueError, match=message):
        load_weights(place)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(place, method):
    packed(place, [("network.npy", as_npy(np.array("{}")))], method)
    with pytest.raises(ValueError, match="packed in a way that NumPy does not pack"):
        load_weights(place)


def test_weights_that_somebody_compressed_are_read(place):
    header = FORMAT | {"sizes": [3, 4, 2], "hidden": "tanh", "output": "sigmoid"}
    header |= {"loss": "cross_entropy", "reduction": "sum"}
    arrays = {f"Theta{layer}": theta for layer, theta in THETA.items()}
    np.savez_compressed(place, network=np.array(json.dumps(header)), **arrays)
    assert not equal_or_refused(place)


def test_a_digit_changed_in_a_compressed_file_is_noticed(place):
    archive(place)
    with zipfile.ZipFile(place) as file:
        members = [(info.filename, file.read(info)) for info in file.infolist()]
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=0) as file:
        for name, content in members:
            file.writestr(name, content)
    assert not equal_or_refused(place)
    whole, number = place.read_bytes(), THETA[1][1, 2].tobytes()
    at = whole.index(number)
    for byte in range(8):
        changed = bytearray(whole)
        changed[at + byte] ^= 1
        place.write_bytes(changed)
        with pytest.raises(ValueError, match=r"the checksum of Theta1\.npy is wrong"):
            load_weights(place)


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


def test_a_link_goes_on_leading_to_the_file(tmp_path):
    (tmp_path / "runs").mkdir()
    target, link = tmp_path / "runs" / "one.npz", tmp_path / "last.npz"
    save_weights(target, NET, {layer: 2 * theta for layer, theta in THETA.items()})
    link.symlink_to(Path("runs", "one.npz"))
    save_weights(link, NET, THETA)
    assert link.is_symlink()
    assert same(load_weights(target)[1], THETA)
    assert os.listdir(tmp_path / "runs") == ["one.npz"]


def test_a_link_to_a_file_that_is_not_there_yet_makes_it(tmp_path):
    link = tmp_path / "last.npz"
    link.symlink_to(tmp_path / "first.npz")
    save_weights(link, NET, THETA)
    assert link.is_symlink()
    assert same(load_weights(tmp_path / "first.npz")[1], THETA)


def test_a_link_that_leads_to_itself_is_an_error(tmp_path):
    link = tmp_path / "round.npz"
    link.symlink_to(link)
    with pytest.raises(OSError, match=r"round\.npz"):
        save_weights(link, NET, THETA)
    assert os.listdir(tmp_path) == ["round.npz"]
    assert link.is_symlink()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_keeps_its_mode(tmp_path, monkeypatch, mode):
    path, seen = tmp_path / "weights.npz", []
    save_weights(path, NET, THETA)
    path.chmod(mode)
    savez = np.savez

    def looked_at(file, **arrays):
        seen.extend(stat.S_IMODE(part.stat().st_mode) for part in tmp_path.glob(".*"))
        savez(file, **arrays)

    monkeypatch.setattr(np, "savez", looked_at)
    save_weights(path, NET, THETA)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert seen == [mode]  # nor could anybody else read it meanwhile


@pytest.mark.parametrize("name", ["w" * 255, "é" * 127, "w" * 251 + ".npz"])
def test_names_may_be_as_long_as_the_file_system_lets_them(tmp_path, name):
    save_weights(tmp_path / name, NET, THETA)
    save_weights(tmp_path / name, NET, THETA)
    assert os.listdir(tmp_path) == [name]


def test_a_saved_file_may_be_read_by_those_who_may_read_others(tmp_path):
    (tmp_path / "other").touch()
    save_weights(tmp_path / "weights.npz", NET, THETA)
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1
