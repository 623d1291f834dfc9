"""Weights in a file: written whole or not at all, read only if nothing is wrong with it.

A file is a NumPy archive (.npz): the network as JSON text under "network", and
an array Theta1, Theta2, ... for each layer.  No pickle is written or read, so
that opening a stranger's file runs none of his code.
"""

import io
import json
import os
import secrets
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.network import Layers, Network
from backprop.validation import as_weights

__all__ = ["load_weights", "save_weights"]

HEADER, FORMAT = "network", "backprop weights 1"


def _as_real(Theta: Mapping[int, ArrayLike], net: Network) -> Layers:
    Theta = as_weights(Theta, net.shapes)
    for layer, theta in Theta.items():
        if theta.dtype.kind == "c":
            raise TypeError(f"Theta[{layer}] holds complex numbers; expected real ones")
    return Theta


def save_weights(path: str | os.PathLike, net: Network, Theta: Mapping[int, ArrayLike]) -> None:
    """Write a network and its weights.

    The file appears under its name when it is complete, in one step; whatever
    goes wrong before that, a file of this name that was there stays as it was.

    Parameters
    ----------
    path : str or path-like
        Taken as it is; ".npz" is the usual ending.
    net : Network
    Theta : dict of array_like
        In the network's shapes, finite and real.

    Raises
    ------
    ValueError, TypeError
        For weights that do not fit the network, naming the layer.
    OSError
        Where the file cannot be written.

    References
    ----------
    Chapter 10, *Train on real data*.
    """
    path, Theta = Path(path), _as_real(Theta, net)
    header = json.dumps({"format": FORMAT, **asdict(net)})
    arrays = {f"Theta{layer}": theta for layer, theta in Theta.items()}
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            np.savez(file, **{HEADER: np.array(header)}, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _members(path: Path) -> dict[str, NDArray]:
    """Return the arrays of an archive whose checksums are all right."""
    content = io.BytesIO(path.read_bytes())
    try:
        with zipfile.ZipFile(content) as archive:
            if damaged := archive.testzip():
                raise ValueError(f"the checksum of {damaged} is wrong")
        content.seek(0)
        with np.load(content, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except Exception as error:  # damage shows in as many ways as there are decoders
        raise ValueError(f"{path} is damaged, or no file of weights: {error}") from error


def _network(path: Path, members: dict[str, NDArray]) -> Network:
    try:
        described = json.loads(str(members.pop(HEADER)))
        version = described.pop("format")
        if version != FORMAT:
            raise ValueError(f"its format is {version!r}; expected {FORMAT!r}")
        return Network(**described)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path} does not describe a network: {error}") from error


def load_weights(path: str | os.PathLike, net: Network | None = None) -> tuple[Network, Layers]:
    """Read what `save_weights` wrote.

    Parameters
    ----------
    path : str or path-like
    net : Network, optional
        What the file is expected to hold; any network by default.

    Returns
    -------
    (Network, dict of ndarray)
        The network and its weights.

    Raises
    ------
    ValueError
        For a file that is damaged, cut short or no such file; that lacks a layer or
        has one more; whose weights have another shape or are not finite; that
        holds another network than `net`.
    OSError
        Where the file cannot be read.

    References
    ----------
    Chapter 10, *Train on real data*.
    """
    path = Path(path)
    members = _members(path)
    found = _network(path, members)
    if net is not None and net != found:
        pairs = [(name, held, getattr(net, name)) for name, held in asdict(found).items()]
        other = [
            f"{name} {held!r}, expected {wanted!r}"
            for name, held, wanted in pairs
            if held != wanted
        ]
        raise ValueError(f"{path} holds another network: {'; '.join(other)}")
    expected = {f"Theta{layer}": layer for layer in found.shapes}
    try:
        Theta = _as_real({expected.get(name, name): a for name, a in members.items()}, found)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path} does not hold the weights of {found}: {error}") from error
    return found, Theta
