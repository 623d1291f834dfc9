"""Mistakes that a line can have, most in two styles, with all rules at work: named and mended."""

import textwrap

import pytest
from planted_programs import module_of

from backprop.doctor import diagnose

HEAD = """
import numpy as np

rng = np.random.default_rng(0)
"""
SOFTMAX_ROWS = """
X, y = rng.normal(size=(7, 4)), rng.integers(0, 3, 7)
params = {"W1": rng.normal(size=(4, 5)), "b1": rng.normal(size=5),
          "W2": rng.normal(size=(5, 3)), "b2": rng.normal(size=3)}

def forward(params, X):
    h = np.maximum(0, X @ params["W1"] + params["b1"])
    s = h @ params["W2"] + params["b2"]
    p = np.exp(s - s.max(axis=1, keepdims=True))
    return h, p / p.sum(axis=1, keepdims=True)

def cost(params, X, y, reg=0.1):
    h, p = forward(params, X)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    return loss + 0.5 * reg * ((params["W1"] ** 2).sum() + (params["W2"] ** 2).sum())

def gradient(params, X, y, reg=0.1):
    h, p = forward(params, X)
    dscores = p.copy()
    dscores[np.arange(len(y)), y] -= 1
    dscores /= len(y)
    dW2 = h.T @ dscores + reg * params["W2"]
    db2 = dscores.sum(axis=0)
    dh = dscores @ params["W2"].T
    dh[h <= 0] = 0
    dW1 = X.T @ dh + reg * params["W1"]
    return {"W1": dW1, "b1": dh.sum(axis=0), "W2": dW2, "b2": db2}
"""
COLUMNS = """
class Net:
    def __init__(self):
        self.Ws = [rng.normal(size=(5, 4)), rng.normal(size=(3, 5))]
        self.bs = [rng.normal(size=(5, 1)), rng.normal(size=(3, 1))]

    def forward(self, X):
        self.z = self.Ws[0] @ X + self.bs[0]
        self.a = np.tanh(self.z)
        e = np.exp(self.Ws[1] @ self.a + self.bs[1])
        self.p = e / e.sum(axis=0)
        return self.p

def cost(net, X, y):
    p = net.forward(X)
    return -np.mean(np.log(p[y, np.arange(X.shape[1])]))

def gradient(net, X, y):
    m = X.shape[1]
    dz = net.forward(X).copy()
    dz[y, np.arange(m)] -= 1
    dz = dz / m
    dW1 = dz @ net.a.T
    db1 = dz.sum(axis=1, keepdims=True)
    da = net.Ws[1].T @ dz
    dz0 = da * (1 - net.a ** 2)
    dW0 = dz0 @ X.T
    return {"Ws": [dW0, dW1], "bs": [dz0.sum(axis=1, keepdims=True), db1]}

X, y, params = rng.normal(size=(4, 7)), rng.integers(0, 3, 7), Net()
"""
LOOPS = """
X, y = rng.normal(size=(7, 4)), rng.integers(0, 3, 7)
params = [rng.normal(size=(4, 3)), rng.normal(size=3)]

def scores(W, b, x):
    f = x @ W + b
    e = np.exp(f - f.max())
    return e / e.sum()

def cost(params, X, y):
    W, b = params
    return -sum(np.log(scores(W, b, x)[k]) for x, k in zip(X, y)) / len(X)

def gradient(params, X, y):
    W, b = params
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for i in range(len(X)):
        p = scores(W, b, X[i])
        for j in range(len(b)):
            q = p[j]
            dW[:, j] += (q - (j == y[i])) * X[i]
            db[j] += q - (j == y[i])
    dW /= len(X)
    db /= len(X)
    return [dW, db]
"""
WORDS = """
X, y = rng.integers(0, 4, (6, 3)), rng.normal(size=6)
params = {"E": rng.normal(size=(4, 2)), "v": rng.normal(size=2)}

def cost(params, X, y):
    return ((params["E"][X].sum(axis=1) @ params["v"] - y) ** 2).mean() / 2

def gradient(params, X, y):
    s = params["E"][X].sum(axis=1)
    e = (s @ params["v"] - y) / len(y)
    dE = np.zeros_like(params["E"])
    each = np.repeat(np.outer(e, params["v"])[:, None, :], 3, axis=1)
    np.add.at(dE, X, each)
    return {"E": dE, "v": s.T @ e}
"""
LASSO = """
X, y = rng.normal(size=(9, 5)), rng.normal(size=9)
params = rng.normal(size=5)

def cost(w, X, y):
    return ((X @ w - y) ** 2).mean() / 2 + 0.1 * np.abs(w[1:]).sum()

def gradient(w, X, y):
    g = X.T @ (X @ w - y) / len(y)
    g[1:] += 0.1 * np.sign(w[1:])
    return g
"""

# what the rule does, the program, what stands there, what is planted
PLANTED = [
    ("class numbers", SOFTMAX_ROWS, "    dscores[np.arange(len(y)), y] -= 1\n", ""),
    ("class numbers", COLUMNS, "    dz[y, np.arange(m)] -= 1\n", ""),
    ("indicator", LOOPS, "dW[:, j] += (q - (j == y[i])) * X[i]", "dW[:, j] += q * X[i]"),
    ("indicator", LOOPS, "db[j] += q - (j == y[i])", "db[j] += q"),
    ("repeated indices", WORDS, "np.add.at(dE, X, each)", "dE[X] = each"),
    ("repeated indices", WORDS, "np.add.at(dE, X, each)", "dE[X] += each"),
    ("mask", SOFTMAX_ROWS, "dh[h <= 0] = 0", "dh *= h"),
    ("derivative", COLUMNS, "da * (1 - net.a ** 2)", "da * (1 - net.z ** 2)"),
    ("penalty", SOFTMAX_ROWS, "X.T @ dh + reg * params", "X.T @ dh + 2 * reg * params"),
    ("penalty", LASSO, "0.1 * np.sign(w[1:])", "0.1 * np.sign(w[:-1])"),
    ("1/m", SOFTMAX_ROWS, "    dscores /= len(y)\n", ""),
    ("1/m", COLUMNS, "dz = dz / m", "dz = dz * 1"),
    ("1/m", LOOPS, "    db /= len(X)\n", ""),
    ("transpose", SOFTMAX_ROWS, "dW2 = h.T @ dscores", "dW2 = (dscores.T @ h)"),
    ("transpose", COLUMNS, "dW0 = dz0 @ X.T", "dW0 = X @ dz0.T"),
    ("accumulated", LOOPS, "dW[:, j] += (q", "dW[:, j] = (q"),
    ("order", LOOPS, "return [dW, db]", "return [db, dW]"),
    ("sum over all", SOFTMAX_ROWS, "db2 = dscores.sum(axis=0)", "db2 = dscores.sum()"),
    ("sum over all", COLUMNS, "db1 = dz.sum(axis=1, keepdims=True)", "db1 = dz.sum()"),
]


def ask(text, folder):
    one = module_of(text, folder)
    asked = {"cost": one.cost, "params": one.params, "data": (one.X, one.y)}
    return diagnose(one.gradient, **asked, seconds=120)


@pytest.mark.parametrize(
    ("rule", "program", "right", "wrong"),
    PLANTED,
    ids=[f"{rule}-{i}" for i, (rule, *_) in enumerate(PLANTED)],
)
def test_a_mistake_is_named_and_mended(rule, program, right, wrong, tmp_path):
    text = textwrap.dedent(HEAD + program)
    assert text.count(right) == 1
    report = ask(text.replace(right, wrong), tmp_path)
    assert not report.correct
    assert report.repaired, str(report)
    line = text[: text.index(right)].count("\n") + 1
    named = {one.line for one in report.findings}
    named |= {other.line for one in report.findings for other in one.alternatives}
    around = {line} if wrong else {line - 3, line - 2, line - 1, line, line + 1, line + 2}
    assert named & around, f"line {line}: {report}"


@pytest.mark.parametrize("program", [SOFTMAX_ROWS, COLUMNS, LOOPS, WORDS, LASSO])
def test_in_a_right_program_no_rule_fires(program, tmp_path):
    report = ask(textwrap.dedent(HEAD + program), tmp_path)
    assert report.correct, str(report)
    assert report.findings == ()


def test_arrays_that_an_update_would_take_for_one_another_are_told(tmp_path):
    text = textwrap.dedent(HEAD + LOOPS).replace("return [dW, db]", "return [db, dW]")
    report = ask(text, tmp_path)
    assert report.findings[0].fix == "return [dW, db]"


def test_by_name_any_order_will_do(tmp_path):
    text = textwrap.dedent(HEAD + SOFTMAX_ROWS)
    text = text.replace('return {"W1": dW1, "b1": dh.sum(axis=0), "W2"', 'return {"W2"')
    text = text.replace('"b2": db2}', '"b2": db2, "W1": dW1, "b1": dh.sum(axis=0)}')
    assert ask(text, tmp_path).correct
