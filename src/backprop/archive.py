"""A NumPy archive from a stranger: looked at from outside before anything is unpacked."""

import io
import math
import re
import zipfile
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

__all__ = ["Archive", "Damaged"]

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MOST = 20  # how many times its own size a file may hold: numbers shrink little
READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.removesuffix(".npy")


class Damaged(ValueError):
    """Said of a file, by its name, that cannot be read to the end."""


class Archive:
    """The arrays in a .npz file, by name; each is read, and its checksum compared, when asked for.

    Parameters
    ----------
    path : Path

    Raises
    ------
    Damaged
        For a file that is damaged or no archive, with its name; for one that is
        packed in another way than NumPy does, has a name twice, or holds more than
        MOST times its size.  What memory is taken is thus bounded by the file's size.
    OSError
        Where the file cannot be read.
    """

    def __init__(self, path: Path):
        self._path = path
        with path.open("rb") as file:
            content = file.read(4)
            content += file.read() if content == b"PK\x03\x04" else b""
        self._content = io.BytesIO(content)
        try:
            self._zip = zipfile.ZipFile(self._content)
            infos = self._infos()
        except Exception as error:
            raise self._damaged(error) from error
        self._members = {_name(one): one for one in infos}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """The names of the arrays."""
        return list(self._members)

    def size(self, name: str) -> int:
        """Return how many bytes an array takes when it is unpacked."""
        return self._members[name].file_size

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of an array, which is not read for it."""
        try:
            with self._zip.open(self._members[name]) as member:
                return self._header(member)[0]
        except Exception as error:
            raise self._damaged(error) from error

    def read(self, name: str) -> NDArray:
        """Return an array whose checksum is right and whose size is what it says."""
        try:
            with self._zip.open(self._members[name]) as member:
                shape, dtype = self._header(member)
                rest = self.size(name) - member.tell()
                if math.prod(shape) * dtype.itemsize != rest:
                    raise ValueError(f"{name} says that it has shape {shape}, in {rest} bytes")
            with self._zip.open(self._members[name]) as member:
                return npy.read_array(member, allow_pickle=False)  # to its end, so checked
        except Exception as error:  # damage shows in as many ways as there are decoders
            raise self._damaged(error) from error

    def _header(self, member) -> tuple[tuple[int, ...], np.dtype]:
        version = npy.read_magic(member)
        if version not in READERS:
            raise ValueError(f"version {version} of the .npy format")
        shape, _, dtype = READERS[version](member)
        if dtype.hasobject:
            raise ValueError("objects are pickled, and not loaded (allow_pickle=False)")
        return shape, dtype

    def _infos(self) -> list[zipfile.ZipInfo]:
        """Return what the archive says of its members, if none of it is suspicious."""
        infos = self._zip.infolist()
        if len({_name(one) for one in infos}) < len(infos):
            raise ValueError("a name stands in it twice")
        if any(one.compress_type not in METHODS for one in infos):
            raise ValueError("it is packed in a way that NumPy does not pack")
        held, own = sum(one.file_size for one in infos), len(self._content.getvalue())
        if held > MOST * own:
            raise ValueError(f"its {own} bytes hold {held}; expected at most {MOST} times as many")
        return infos

    def _damaged(self, error: Exception) -> Damaged:
        said = re.sub(r"^Bad CRC-32 for file '(.*)'$", r"the checksum of \1 is wrong", str(error))
        return Damaged(f"{self._path} is damaged, or no file of weights: {said}")
