"""The table of rules, a rule at a time: all others are silent while it is asked.

A rule has three rows: its mistake in two styles, which it mends by itself, and another
mistake, close to its own, with which it has nothing to do.
"""

import textwrap

import pytest
from planted_programs import module_of, planted

from backprop.doctor import diagnose, everywhere, ways
from backprop.doctor.edits import insert, solve
from backprop.doctor.edits.exchange import EXCHANGES
from backprop.doctor.edits.neighbour import NEIGHBOUR
from backprop.doctor.edits.solve import SOLUTIONS
from backprop.doctor.edits.statements import STATEMENTS

HEAD = """
import numpy as np

rng = np.random.default_rng(0)
"""
OWN = {
    # dicts, a loop over examples and classes
    "softmax_loops": """
def scores(p, x):
    e = np.exp(x @ p["W"] + p["b"])
    return e / e.sum()

def cost(p, X, y):
    data = -sum(np.log(scores(p, x)[k]) for x, k in zip(X, y)) / len(X)
    return data + 0.05 * sum((p[k] ** 2).sum() for k in ("W", "b"))

def gradient(p, X, y):
    g = {k: np.zeros_like(p[k]) for k in ("W", "b")}
    for i in range(len(X)):
        q = scores(p, X[i])
        for j, qj in enumerate(q):
            e = qj - (j == y[i])
            g["W"][:, j] += e * X[i]
            g["b"][j] += e
    for k in ("W", "b"):
        g[k] /= len(X)
    for k in ("W", "b"):
        g[k] += 0.1 * p[k]
    return g

data = (rng.normal(size=(7, 4)), rng.integers(0, 3, 7))
params = {"W": rng.normal(size=(4, 3)), "b": rng.normal(size=3)}
""",
    # a class with lists, a loop over units
    "units": """
class Model:
    def __init__(self):
        self.w = [rng.normal(size=3) for _ in range(2)]
        self.v = rng.normal(size=2)
        self.gain = np.array([0.7, -0.4])

    def loss(self, X, Y):
        self.h = [np.tanh(X @ w) for w in self.w]
        self.out = sum(v * h for v, h in zip(self.v, self.h)) + self.gain.sum()
        penalty = sum((w ** 2).sum() for w in self.w)
        return ((self.out - Y[:, 0]) ** 2).sum() / 2 + 0.05 * penalty

    def backward(self, X, Y):
        self.loss(X, Y)
        e = self.out - Y[:, 0]
        dw = [np.zeros_like(w) for w in self.w]
        dv, dgain = np.zeros(2), np.zeros(2)
        for k in range(2):
            h, v = self.h[k], self.v[k]
            dv[k] = np.sum(e * h)
            dgain[k] = np.sum(self.out - Y.ravel())
            ds = e * v * (1 - h ** 2)
            for i in range(len(X)):
                dw[k] += ds[i] * X[i]
            dw[k] += 0.1 * self.w[k]
        return {"w": dw, "v": dv, "gain": dgain}

params = Model()
cost, gradient = params.loss, params.backward
data = (rng.normal(size=(6, 3)), rng.normal(size=(6, 1)))
""",
    # dicts and matrices, arrays changed in place
    "in_place": """
def forward(p, X):
    Z = X @ p["W1"] + p["b1"]
    H = np.where(Z > 0, Z, 0.1 * Z)
    return Z, H, H @ p["W2"] + p["b2"]

def cost(p, X, Y):
    out = forward(p, X)[2]
    return ((out - Y) ** 2).sum() / 2 + (out ** 3).sum() / 30

def gradient(p, X, Y):
    Z, H, out = forward(p, X)
    d2 = out.copy()
    d2 -= Y
    d2 += out ** 2 / 10
    held = {"d2": d2}
    dH = d2 @ p["W2"].T
    total = dH.copy()
    total[Z < 0] *= 0.1
    return {"W1": X.T @ total, "b1": total.sum(axis=0), "W2": H.T @ held["d2"],
            "b2": d2.sum(axis=0)}

data = (rng.normal(size=(7, 3)), rng.normal(size=(7, 2)))
params = {"W1": rng.normal(size=(3, 4)), "b1": rng.normal(size=4),
          "W2": rng.normal(size=(4, 2)), "b2": rng.normal(size=2)}
""",
    # a list of arrays, columns; one target each
    "columns_of_one": """
def cost(params, X, y):
    w, b, c = params
    t = np.tanh(w @ X + b)
    return ((t - y[0]) ** 2).sum() / 2 + 0.5 * c ** 2 * len(y[0])

def gradient(params, X, y):
    w, b, c = params
    t = np.tanh(w @ X + b)
    d = (t - y[0]) * (1 - t ** 2)
    db = np.sum((t - y.ravel()) * (1 - t ** 2))
    return [X @ d, db, c * y.size]

data = (rng.normal(size=(3, 7)), rng.normal(size=(1, 7)))
params = [rng.normal(size=3), 0.3, 0.8]
""",
    # a list, a loop over pairs
    "pairs": """
def softmax(f):
    e = np.exp(f - f.max())
    return e / e.sum()

def cost(params, X, y):
    W, b = params
    return -sum(np.log(softmax(x @ W + b)[k]) for x, k in zip(X, y)) / len(X)

def gradient(params, X, y):
    W, b = params
    n = len(X)
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for x, k in zip(X, y):
        p = softmax(x @ W + b)
        for j in range(len(b)):
            q = p[j]
            e = q - (j == k)
            dW[:, j] += e * x
            db[j] += e
    dW /= n
    db /= n
    return [dW, db]

data = (rng.normal(size=(7, 4)), rng.integers(0, 3, 7))
params = [rng.normal(size=(4, 3)), rng.normal(size=3)]
""",
    # a class whose layers keep their sums
    "layers": """
class Layer:
    def __init__(self, n, k):
        self.W, self.c = rng.normal(size=(n, k)), rng.normal(size=(n, k))
        self.reg, self.dW, self.dc = 0.2, 0.0, 0.0

    def forward(self, X):
        self.X, self.M = X, X @ self.W + X ** 2 @ self.c
        return np.tanh(self.M)

    def backward(self, G):
        D = G * (1 - np.tanh(self.M) ** 2)
        self.dW = self.X.T @ D
        self.dc = (self.X ** 2).T @ D
        self.dW += self.reg * self.W
        self.dc += self.reg * self.c
        return D @ self.W.T + 2 * self.X * (D @ self.c.T)

class Two:
    def __init__(self):
        self.first, self.second = Layer(3, 4), Layer(4, 2)

    def loss(self, X, Y):
        self.out = self.second.forward(self.first.forward(X))
        both = (self.first, self.second)
        penalty = sum((one.W ** 2).sum() + (one.c ** 2).sum() for one in both)
        data = ((self.out - Y) ** 2).sum() / 2 + (self.out ** 3).sum() / 30
        return data + 0.1 * penalty

    def backward(self, X, Y):
        self.loss(X, Y)
        G = self.out.copy()
        G -= Y
        G += self.out ** 2 / 10
        G = self.second.backward(G)
        self.first.backward(G)
        return [[one.dW, one.dc] for one in (self.first, self.second)]

net = Two()
cost, gradient = net.loss, net.backward
params = [[one.W, one.c] for one in (net.first, net.second)]
data = (rng.normal(size=(6, 3)), rng.normal(size=(6, 2)))
""",
}

LESS, OVER_N = "    dscores[np.arange(N), y] -= 1\n", "    dscores /= N\n"
W2, B2 = (
    '    grads["W2"] = hidden.T.dot(dscores)\n',
    '    grads["b2"] = dscores.sum(axis=0)\n',
)
SET_W, SET_C = "        self.dW = self.X.T @ D\n", "        self.dc = (self.X ** 2).T @ D\n"
ADD_W = "        self.dW += self.reg * self.W\n"

# rule: two of its mistakes, each (program, what stands there, what is planted); one that is
# another's
ROWS = {
    "other-value": (
        ("no_bias", "l1.T.dot(l2_delta)\n", "l1.T.dot(l2_error)\n"),
        ("model_class", "self.dW2 = self.a1.T.dot", "self.dW2 = self.z1.T.dot"),
        ("ridge", "ridge * w\n    db", "ridge * w / 2\n    db"),
    ),
    "transpose": (
        ("residual", "g_h2 + g_z2 @ W2.T", "g_h2 + g_z2 @ W2"),
        ("recurrent", 'dhnext = p["Whh"].T @ draw', 'dhnext = p["Whh"] @ draw'),
        ("dict_net", "dZ2 = A2 - Y", "dZ2 = Y - A2"),
    ),
    "operation": (
        ("plain_python", "error * xi", "error + xi"),
        ("dict_net", "dZ2 = A2 - Y", "dZ2 = Y - A2"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "dropped": (
        ("ridge", "db = residual.mean()", "db = residual.mean() + ridge * b"),
        ("model_class", "dot(dz1) + self.reg", "dot(dz1) + 2 * self.reg"),
        ("no_bias", "l1_error * nonlin(l1, deriv=True)", "l1_error"),
    ),
    "two-dropped": (
        ("dict_net", "dZ2 = A2 - Y", "dZ2 = (A2 - Y) * A2 * (1 - A2)"),
        ("plain_python", "error = p - y", "error = (p - y) * p * (1 - p)"),
        ("ridge", "+ ridge * w\n    db", "\n    db"),
    ),
    "sign": (
        ("vector_svm", "= -mask.sum(axis=1)", "= mask.sum(axis=1)"),
        ("no_bias", "l2_error = l2 - y", "l2_error = y - l2"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "reduction": (
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
        ("layer_classes", "self.db = dout.sum(axis=0)", "self.db = dout.mean(axis=0)"),
        ("tied", "dz = dh * h * (1 - h)", "dz = dh * h"),
    ),
    "constant": (
        ("plain_python", "grad[0] += error", "grad[0] += 1"),
        ("vector_svm", "+ 2 * reg * W", "+ 3 * reg * W"),
        ("ridge", "ridge * w\n    db", "ridge\n    db"),
    ),
    "index": (
        ("plain_python", "grad[i + 1] += error * xi", "grad[i] += error * xi"),
        ("recurrent", "hs[t - 1].T", "hs[t].T"),
        ("no_bias", "l1_error * nonlin(l1, deriv=True)", "l1_error"),
    ),
    "part": (
        ("softmax_loops", "e = qj - (j == y[i])", "e = qj - np.mean(j == y)"),
        ("units", "dw[k] += ds[i] * X[i]", "dw[k] += np.sum(ds) * X[i]"),
        ("softmax_loops", "g[k] += 0.1 * p[k]", "g[k] += 0.2 * p[k]"),
    ),
    "indicator": (
        ("softmax_loops", "e = qj - (j == y[i])", "e = qj"),
        ("pairs", "e = q - (j == k)", "e = q"),
        ("softmax_loops", "g[k] /= len(X)", "pass"),
    ),
    "by-one": (
        ("plain_python", "grad[i + 1] += error * xi", "grad[i] += error * xi"),
        ("recurrent", "hs[t - 1].T", "hs[t].T"),
        ("plain_python", "error = p - y", "error = y - p"),
    ),
    "comparison": (
        ("model_class", "(self.z1 > 0)", "(self.z1 < 0)"),
        ("vector_svm", "mask = (margins > 0)", "mask = (margins <= 0)"),
        ("vector_svm", "+ 2 * reg * W", "+ reg * W"),
    ),
    "function": (
        ("residual", "g_h2 * swish_grad(z2)", "g_h2 * swish(z2)"),
        ("per_example", "sp = sigmoid_prime(z)", "sp = sigmoid(z)"),
        ("ridge", "ridge * w\n    db", "ridge * w / 2\n    db"),
    ),
    "power": (
        ("one_liners", "(1 - H**2)", "(1 - H)"),
        ("dict_net", "dA1 * (1 - A1**2)", "dA1 * (1 - A1) ** 2"),
        ("no_bias", "l2_error = l2 - y", "l2_error = y - l2"),
    ),
    "brackets": (
        ("dict_net", 'X.T @ dZ1 / m + lam / m * params["W1"]',
         'X.T @ dZ1 / m + lam * params["W1"]'),
        ("model_class", "(self.yhat - self.y) / self.y.size", "(self.yhat - self.y / self.y.size)"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "display": (
        ("unrolled", "[D1.ravel(), D2.ravel()]", "[D2.ravel(), D1.ravel()]"),
        ("lstm", "di * i * (1 - i), df * f * (1 - f)", "df * f * (1 - f), di * i * (1 - i)"),
        ("softmax_loops", "g[k] += 0.1 * p[k]", "g[k] += 0.2 * p[k]"),
    ),
    "elements": (
        ("columns_of_one", "np.sum((t - y.ravel())", "np.sum((t - y.T)"),
        ("units", "np.sum(self.out - Y.ravel())", "np.sum(self.out - Y)"),
        ("columns_of_one", "d = (t - y[0])", "d = (t + y[0])"),
    ),
    "factor": (
        ("ridge", "X.T @ residual / len(y)", "X.T @ residual"),
        ("layer_classes", "return dout * (1 - self.out**2)", "return dout"),
        ("residual", "g_h2 + g_z2 @ W2.T", "g_h2 + g_z2 @ W2"),
    ),
    "term": (
        ("ridge", "+ ridge * w\n    db", "\n    db"),
        ("units", "            dw[k] += 0.1 * self.w[k]\n", "            dw[k] = dw[k]\n"),
        ("no_bias", "l1_error * nonlin(l1, deriv=True)", "l1_error"),
    ),
    "wrapped": (
        ("model_class", "dz1 = da1 * (self.z1 > 0)", "dz1 = da1 * self.a1"),
        ("layer_classes", "dout * (1 - self.out**2)", "dout * (1 - self.out)"),
        ("ridge", "ridge * w\n    db", "ridge * w / 2\n    db"),
    ),
    "factor-exchanged": (
        ("tied", "dz = dh * h * (1 - h)", "dz = dh * b * (1 - c[:3])"),
        ("factory", "(d @ W.T) * (1 - values[i] ** 2)", "(d @ W.T) * values[i]"),
        ("residual", "g_h1 = g_h2 + g_z2 @ W2.T", "g_h1 = g_z2 @ W2.T"),
    ),
    "product-term": (
        ("tied", "dW = X.T @ dz + dr.T @ h", "dW = X.T @ dz"),
        ("model_class", "self.a1.T.dot(dyhat) + self.reg", "self.reg"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "whole-line": (
        ("vector_svm", "= -mask.sum(axis=1)", "= -1"),
        ("layers", "self.dW = self.X.T @ D", "self.dW = self.W * D.sum()"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "as-its-neighbour": (
        ("no_bias", "l1_error * nonlin(l1, deriv=True)", "l1_error"),
        ("softmax_loss", 'grads["W2"] += 2 * reg * W2', 'grads["W2"] += reg * W2'),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "statement as-its-neighbour": (
        ("softmax_loss", 'grads["W1"] += 2 * reg * W1', 'grads["W2"] += 2 * reg * W2 '),
        ("unrolled", "D2[:, 1:] += lam / m * Theta2[:, 1:]",
         "D1[:, 1:] += lam / m * Theta1[:, 1:]"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "line-of-its-neighbour": (
        ("softmax_loss", '    grads["W1"] += 2 * reg * W1\n', ""),
        ("unrolled", "    D2[:, 1:] += lam / m * Theta2[:, 1:]\n", ""),
        ("ridge", "+ ridge * w\n    db", "\n    db"),
    ),
    "accumulated": (
        ("plain_python", "grad[i + 1] += error * xi", "grad[i + 1] = error * xi"),
        ("units", "dw[k] += ds[i] * X[i]", "dw[k] = ds[i] * X[i]"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "subtracted": (
        ("softmax_loss", "dscores[np.arange(N), y] -= 1", "dscores[np.arange(N), y] += 1"),
        ("layers", "self.dW += self.reg", "self.dW -= self.reg"),
        ("softmax_loss", 'grads["W1"] += 2 * reg * W1', 'grads["W1"] = 2 * reg * W1'),
    ),
    "swapped": (
        ("softmax_loss", f"{LESS}{OVER_N}", f"{OVER_N}{LESS}"),
        ("layers", f"{SET_W}{SET_C}{ADD_W}", f"{ADD_W}{SET_W}{SET_C}"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "spared": (
        ("unrolled", "D1[:, 1:] += lam / m * Theta1[:, 1:]", "D1 += lam / m * Theta1"),
        ("unrolled", "D2[:, 1:] += lam / m * Theta2[:, 1:]",
         "D2[:, :-1] += lam / m * Theta2[:, :-1]"),
        ("ridge", "ridge * w\n    db", "ridge * w / 2\n    db"),
    ),
    "in-place": (
        ("in_place", "    d2 -= Y\n    d2 += out ** 2 / 10\n    held = {\"d2\": d2}\n",
         "    d2 -= Y\n    held = {\"d2\": d2}\n    d2 = d2 + out ** 2 / 10\n"),
        ("layers", "        self.dW += self.reg * self.W\n",
         "        dW = self.dW\n        dW = dW + self.reg * self.W\n"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "renewed": (
        ("embedding", "np.add.at(dE, words, dmean[:, None, :] / words.shape[1])",
         "dE[words] += dmean[:, None, :] / words.shape[1]"),
        ("layers", "G = self.out.copy()", "G = self.out"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "dropped-line": (
        ("softmax_loss", "    dscores /= N\n", "    dscores /= N\n    dscores *= probs\n"),
        ("model_class", "        self.db1 =", "        dz1 = dz1 * self.a1\n        self.db1 ="),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "moved": (
        ("units", "            dw[k] += 0.1 * self", "                dw[k] += 0.1 * self"),
        ("unrolled", "    D1 /= m\n    D2 /= m\n", "        D2 /= m\n    D1 /= m\n"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "later": (
        ("softmax_loss", f"{LESS}{OVER_N}{W2}{B2}", f"{B2}{LESS}{OVER_N}{W2}"),
        ("layers", f"{SET_W}{SET_C}{ADD_W}", f"{ADD_W}{SET_C}{SET_W}"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "copied": (
        ("in_place", "d2 = out.copy()", "d2 = out"),
        ("layers", "G = self.out.copy()", "G = self.out"),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "summed": (
        ("per_example", "grad_w = [g + d for g, d in zip(grad_w, dw)]",
         "grad_w = [d for g, d in zip(grad_w, dw)]"),
        ("per_example", "grad_b = [g + d for g, d in zip(grad_b, db)]",
         "grad_b = [d for g, d in zip(grad_b, db)]"),
        ("plain_python", "return [one / n for one in grad]", "return grad"),
    ),
    "added": (
        ("unrolled", "    D1 /= m\n", ""),
        ("pairs", "    dW /= n\n", ""),
        ("ridge", "db = residual.mean()", "db = residual.sum()"),
    ),
    "line added": (
        ("layers", "        G -= Y\n", ""),
        ("embedding", "    p /= len(labels)\n", ""),
        ("ridge", "ridge * w\n    db", "ridge * w * w\n    db"),
    ),
    "rescaled": (
        ("in_place", "total[Z < 0] *= 0.1", "total[Z < 0] = 0.1"),
        ("in_place", "total[Z < 0] *= 0.1", "total[Z < 0] = 0"),
        ("in_place", "total[Z < 0] *= 0.1", "total[Z > 0] = 0.1"),
    ),
    "head": (
        ("lists_loop", "range(L - 1, -1, -1)", "range(L - 1, 0, -1)"),
        ("recurrent", "for t in reversed(range(len(inputs))):", "for t in range(len(inputs)):"),
        ("lists_loop", "acts[-1] * (1 - acts[-1]) / len(X)", "acts[-1] * (1 - acts[-1])"),
    ),
}  # fmt: skip

NAMES = (
    *(one.id for one in EXCHANGES),
    *(one.id for one in SOLUTIONS),
    NEIGHBOUR.id,
    *("statement " * (one.id == NEIGHBOUR.id) + one.id for one in STATEMENTS),
    "line added",
    insert.RESCALED.id,
    everywhere.HEAD.id,
)


def silent(*given):
    return iter(())


def only(rule, monkeypatch):
    """Let no rule but one yield anything."""

    def table(rules, prefix=""):
        kept = (
            one if prefix * (one.id == NEIGHBOUR.id) + one.id == rule else one._replace(make=silent)
            for one in rules
        )
        return tuple(kept)

    monkeypatch.setattr(everywhere, "EXCHANGES", table(EXCHANGES))
    monkeypatch.setattr(everywhere, "NEIGHBOUR", table([NEIGHBOUR])[0])
    monkeypatch.setattr(ways, "STATEMENTS", table(STATEMENTS, "statement "))
    if rule == "line added":  # which is worked out as terms and factors are
        monkeypatch.setattr(ways, "solutions", silent)
    else:
        monkeypatch.setattr(solve, "SOLUTIONS", table(SOLUTIONS))
        monkeypatch.setattr(ways, "inserted", silent)
    if rule != "rescaled":
        monkeypatch.setattr(ways, "rescaled", silent)
    if rule != "head":
        monkeypatch.setattr(ways, "heads", silent)


def ask(program, right, wrong, folder):
    """Return what is said of a program with a mistake, of whose wrongness there is no doubt."""
    if program in OWN:
        text = textwrap.dedent(HEAD + OWN[program])
        assert text.count(right) == 1, (program, right)
        text = text.replace(right, wrong)
    else:
        text, _ = planted(program, (right, wrong))
    one = module_of(text, folder)
    report = diagnose(one.gradient, cost=one.cost, params=one.params, data=one.data, seconds=60)
    assert not report.correct
    return report


def test_every_rule_has_its_three_rows():
    assert sorted(NAMES) == sorted(ROWS)
    assert {len(rows) for rows in ROWS.values()} == {3}


@pytest.mark.parametrize("which", [0, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("rule", ROWS)
def test_a_rule_mends_its_mistake_by_itself(rule, which, tmp_path, monkeypatch):
    only(rule, monkeypatch)
    report = ask(*ROWS[rule][which], tmp_path)
    assert report.repaired, str(report)


@pytest.mark.slow
@pytest.mark.parametrize("rule", ROWS)
def test_a_rule_claims_nothing_of_anothers(rule, tmp_path, monkeypatch):
    only(rule, monkeypatch)
    report = ask(*ROWS[rule][2], tmp_path)
    assert not report.repaired, str(report)
