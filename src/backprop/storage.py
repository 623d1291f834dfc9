"""Weights in a file: written whole or not at all, read only if nothing is wrong with it.

A file is a NumPy archive (.npz): the network as JSON text under "network", and
an array Theta1, Theta2, ... for each layer.  No pickle is written or read, so
that opening a stranger's file runs none of his code; and nothing is read of it
before the names and sizes of what it holds are those of a network's weights.
"""

import errno
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from backprop.archive import Archive, Damaged
from backprop.network import Layers, Network
from backprop.validation import as_weights

__all__ = ["load_weights", "save_weights"]

HEADER, FORMAT = "network", "backprop weights 1"
LARGEST_HEADER = 1 << 20  # bytes; a network of thousands of layers takes tens of thousands


def _as_real(Theta: Mapping[int, ArrayLike], net: Network) -> Layers:
    Theta = as_weights(Theta, net.shapes)
    for layer, theta in Theta.items():
        if theta.dtype.kind == "c":
            raise TypeError(f"Theta[{layer}] holds complex numbers; expected real ones")
    return Theta


def _target(path: Path) -> Path:
    """Return what a path leads to: the file behind links, there already or not."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return target


def _write(path: Path, **arrays: ArrayLike) -> None:
    """Write an archive beside the file, with the file's mode, and put it in its place."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    part = path.with_name(f".{secrets.token_hex(8)}.part")  # short, whatever the file's name
    created = 0o666 if mode is None else 0o600  # nobody else reads what only the owner may
    try:
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, created), "wb") as file:
            if mode is not None:
                part.chmod(mode)
            np.savez(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def save_weights(path: str | os.PathLike, net: Network, Theta: Mapping[int, ArrayLike]) -> None:
    """Write a network and its weights.

    The file appears under its name when it is complete, in one step; whatever
    goes wrong before that, a file of this name that was there stays as it was.
    A file that is written anew keeps its mode, and a link goes on leading to it.

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
    header = np.array(json.dumps({"format": FORMAT, **asdict(net)}))
    _write(_target(path), **{HEADER: header}, **{f"Theta{k}": theta for k, theta in Theta.items()})


def _network(archive: Archive) -> Network:
    """Return the network that the archive describes; ValueError where it does not."""
    if HEADER not in archive.names:
        raise ValueError(f"{HEADER!r} is missing")
    if archive.size(HEADER) > LARGEST_HEADER:
        raise ValueError(f"{HEADER!r} takes {archive.size(HEADER)} bytes")
    header = archive.read(HEADER)
    if header.shape != () or header.dtype.kind != "U":
        raise ValueError(f"{HEADER!r} holds {header.dtype} of shape {header.shape}; expected text")
    try:
        described = json.loads(header.item())
        version = described.pop("format")
        if version != FORMAT:
            raise ValueError(f"its format is {version!r}; expected {FORMAT!r}")
        return Network(**described)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _weights(archive: Archive, net: Network) -> Layers:
    """Return the weights, once names and shapes are those of the network."""
    expected = {f"Theta{layer}": layer for layer in net.shapes}
    held = {expected.get(name, name) for name in archive.names if name != HEADER}
    if missing := [layer for layer in net.shapes if layer not in held]:
        raise ValueError(f"Theta lacks layer {missing[0]}; expected layers 1 to {net.L - 1}")
    if extra := [name for name in held if name not in net.shapes]:
        raise ValueError(f"Theta has a layer {min(extra)!r}; expected layers 1 to {net.L - 1}")
    for name, layer in expected.items():
        if archive.shape(name) != net.shapes[layer]:
            came, wanted = archive.shape(name), net.shapes[layer]
            raise ValueError(f"Theta[{layer}] has shape {came}; expected {wanted}")
    return _as_real({layer: archive.read(name) for name, layer in expected.items()}, net)


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
        holds another network than `net`; whose compressed content is many times its
        own size.
    OSError
        Where the file cannot be read.

    References
    ----------
    Chapter 10, *Train on real data*.
    """
    path = Path(path)
    with Archive(path) as archive:
        try:
            found = _network(archive)
        except Damaged:
            raise
        except ValueError as error:
            raise ValueError(f"{path} does not describe a network: {error}") from error
        if net is not None and net != found:
            pairs = [(name, held, getattr(net, name)) for name, held in asdict(found).items()]
            other = [
                f"{name} {held!r}, expected {wanted!r}"
                for name, held, wanted in pairs
                if held != wanted
            ]
            raise ValueError(f"{path} holds another network: {'; '.join(other)}")
        try:
            return found, _weights(archive, found)
        except Damaged:
            raise
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path} does not hold the weights of {found}: {error}") from error
