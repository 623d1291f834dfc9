"""The engine of *Carry the engine over to arrays*: its six cells, as they stand in the page.

`tests/book/test_arrays_engine.py` compares them; what each line does, the chapter says.
"""

import itertools

import numpy as np


# engine 1/6: the way back through a broadcast
def unbroadcast(v, shape):
    v = np.asarray(v)
    v = v.sum(axis=tuple(range(v.ndim - len(shape))))  # axes put in front
    stretched = tuple(i for i, n in enumerate(shape) if n == 1)
    return v.sum(axis=stretched, keepdims=True)


# engine 2/6: ways forward and back that are more than a formula
def T(a):
    return np.swapaxes(a, -1, -2)


def total(a, axis=None):  # keeps the axis, with length 1
    return np.sum(a, axis=axis, keepdims=True)


def stretch(v, a, axis=None):
    return np.broadcast_to(v, a.shape)


def put_back(v, a, key):
    message = np.zeros(a.shape)
    np.add.at(message, key, v)
    return message


# engine 3/6: for each operation its value, and a way back for each operand
RULES = {
    "+": (np.add, lambda v, a, b: v, lambda v, a, b: v),
    "-": (np.subtract, lambda v, a, b: v, lambda v, a, b: -v),
    "*": (np.multiply, lambda v, a, b: v * b, lambda v, a, b: v * a),
    "/": (np.divide, lambda v, a, b: v / b, lambda v, a, b: -v * a / b**2),
    "@": (np.matmul, lambda v, a, b: v @ T(b), lambda v, a, b: T(a) @ v),
    "**": (np.power, lambda v, a, n: v * n * a ** (n - 1)),
    "exp": (np.exp, lambda v, a: v * np.exp(a)),
    "log": (np.log, lambda v, a: v / a),
    "tanh": (np.tanh, lambda v, a: v * (1 - np.tanh(a) ** 2)),
    "relu": (lambda a: np.maximum(a, 0), lambda v, a: v * (a > 0)),
    "T": (T, lambda v, a: T(v)),
    "sum": (total, stretch),
    "reshape": (np.reshape, lambda v, a, shape: v.reshape(a.shape)),
    "[]": (lambda a, key: a[key], put_back),
}


# engine 4/6: an array that knows how it was made
class Array:
    __array_ufunc__ = None  # NumPy leaves `numbers * Array` to us
    births = itertools.count()

    def __init__(self, value, parents=(), vjps=()):
        self.value = np.array(value, dtype=float)
        self.parents, self.vjps = parents, vjps
        self.born, self.grad = next(Array.births), None


def operation(rule, *operands):
    forward, *vjps = RULES[rule]
    parents = [one if isinstance(one, Array) else Array(one) for one in operands[: len(vjps)]]
    inputs = [one.value for one in parents] + [*operands[len(vjps) :]]
    back = [lambda v, vjp=vjp: vjp(v, *inputs) for vjp in vjps]
    return Array(forward(*inputs), parents, back)


# engine 5/6: signs and methods
def method(rule, order=1):
    return lambda *operands: operation(rule, *operands[::order])


SIGNS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "@": "matmul"}
for sign, name in SIGNS.items():
    setattr(Array, f"__{name}__", method(sign))
    setattr(Array, f"__r{name}__", method(sign, order=-1))
for name in ("exp", "log", "tanh", "relu", "sum", "reshape"):
    setattr(Array, name, method(name))
Array.__pow__, Array.__getitem__ = method("**"), method("[]")
Array.T = property(method("T"))
Array.__neg__ = lambda a: 0 - a


# engine 6/6: from the output back
def backward(output, v=1.0):
    if output.value.size > 1 and np.shape(v) != output.value.shape:
        raise ValueError(f"output of shape {output.value.shape}: which v?")
    found, todo = {output}, [output]
    while todo:
        fresh = set(todo.pop().parents) - found
        found, todo = found | fresh, [*todo, *fresh]
    for node in found:
        node.grad = np.zeros(node.value.shape)
    output.grad += v
    for node in sorted(found, key=lambda node: -node.born):
        for parent, vjp in zip(node.parents, node.vjps, strict=True):
            parent.grad += unbroadcast(vjp(node.grad), parent.grad.shape)
