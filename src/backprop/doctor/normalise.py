"""What the reader's function returned, as a dict of arrays, or what is wrong with it."""

import reprlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.report import Finding
from backprop.network import Layers, Network

__all__ = ["Reading", "ShapeError", "as_array", "read"]


class Reading(NamedTuple):
    """The gradient in the shapes of Theta, None if it cannot be judged; symptoms."""

    arrays: Layers | None
    findings: tuple[Finding, ...] = ()
    exact: bool = True


class ShapeError(ValueError):
    """Raised where the reader's arrays cannot be put together, or taken as they are."""

    def __init__(self, message: str, id: str = "wrong-shape", layer: int | None = None):
        super().__init__(message)
        self.finding = Finding(id, layer, message)


def as_array(value: Any) -> NDArray:
    """Return a copy of value as an array; PyTorch's tensors are detached first."""
    if isinstance(value, np.ma.MaskedArray):
        raise ShapeError("The gradient is a masked array; expected a plain one", "wrong-type")
    for method in ("detach", "cpu"):
        value = getattr(value, method)() if hasattr(value, method) else value
    value = value.numpy() if hasattr(value, "detach") else value
    return np.array(value)


def _keyed(value: Any, net: Network) -> Mapping[int, Any] | str:
    """Return the entries by layer, or what was expected."""
    count = net.L - 1
    if isinstance(value, tuple) and len(value) == 2 and _is_number(value[0]):
        value = value[1]  # the cost, and then the gradient
    if isinstance(value, Mapping):
        if set(value) == set(range(count)):
            return {layer + 1: value[layer] for layer in value}
        if set(value) >= set(net.shapes):
            return value
        return f"a dict with keys {reprlib.repr(list(value))}; expected layers 1 to {count}"
    if isinstance(value, list | tuple) or _dimensions(value) == 3:
        if len(value) == count + 1 and value[0] is None:
            value = value[1:]
        if len(value) == count:
            return dict(enumerate(value, start=1))
        return f"a {type(value).__name__} of {len(value)}; expected one array for each of {count}"
    if _dimensions(value) == 1:
        return f"one vector of {len(value)}; expected arrays by layer (see `unrolled`)"
    if _dimensions(value) == 2 and count == 1:
        return {1: value}
    return f"a {type(value).__name__}; expected a dict or a list of arrays by layer"


def _dimensions(value: Any) -> int:
    return len(getattr(value, "shape", ()))


def _is_number(value: Any) -> bool:
    try:
        return as_array(value).size == 1 and as_array(value).dtype.kind in "buif"
    except (TypeError, ValueError):
        return False


def _shaped(array: NDArray, layer: int, net: Network) -> tuple[NDArray | None, Finding | None]:
    """Return the array in the shape of Theta[layer], and what had to be mended."""
    rows, columns = net.shapes[layer]
    came = f"Layer {layer}: the gradient has shape {array.shape}, Theta has {(rows, columns)}"
    if array.shape == (rows, columns):
        return array, None
    if array.shape == (columns, rows):
        return array.T, Finding("transposed-gradient", layer, f"{came}: it is transposed")
    if array.shape == (rows, columns - 1):
        return np.column_stack([np.zeros(rows), array]), None  # bias-gradient-missing will say so
    if layer < net.L - 1 and array.shape == (rows + 1, columns):
        message = f"{came}: the error of the bias unit was not dropped from δ"
        return array[1:], Finding("bias-error-kept", layer, message, place="sent-back")
    if array.size == rows * columns and 1 in (rows, columns) and array.ndim < 3:
        return array.reshape(rows, columns), Finding("wrong-shape", layer, came)
    return None, Finding("wrong-shape", layer, came)


def read(value: Any, net: Network) -> Reading:
    """Read what the function returned: arrays keyed or ordered by layer."""
    entries = _keyed(value, net)
    if isinstance(entries, str):
        return Reading(None, (Finding("wrong-type", None, f"Your function returned {entries}"),))
    arrays, findings, exact = {}, [], True
    for layer in net.shapes:
        try:
            array = as_array(entries[layer])
        except ShapeError as error:
            message = f"Layer {layer}: {str(error).replace('The', 'the', 1)}"
            findings.append(Finding(error.finding.id, layer, message))
            continue
        except (TypeError, ValueError, RuntimeError) as error:
            array = np.array(str(error), dtype=object)
        if array.dtype.kind not in "buif":
            message = f"Layer {layer}: the gradient holds {array.dtype}; expected real numbers"
            findings.append(Finding("wrong-type", layer, message))
            continue
        exact = exact and (array.dtype.kind != "f" or array.dtype.itemsize >= 8)
        array, finding = _shaped(array.astype(float), layer, net)
        findings += [finding] if finding else []
        if array is not None and not np.isfinite(array).all():
            where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
            message = f"Layer {layer}: the gradient has {array[where]} at {list(where)}"
            findings.append(Finding("not-finite", layer, message))
        elif array is not None:
            arrays[layer] = array
    return Reading(arrays if len(arrays) == net.L - 1 else None, tuple(findings), exact)
