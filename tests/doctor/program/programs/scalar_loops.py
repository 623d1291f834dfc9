import math


def squash(t):
    return 1.0 / (1.0 + math.exp(-t))


def outputs(net, x):
    hidden = []
    for unit in net["hidden"]:
        total = unit[-1]
        for i in range(len(x)):
            total += unit[i] * x[i]
        hidden.append(squash(total))
    out = []
    for unit in net["output"]:
        total = unit[-1]
        for i in range(len(hidden)):
            total += unit[i] * hidden[i]
        out.append(squash(total))
    return hidden, out


def cost(net, xs, ys):
    total = 0.0
    for x, y in zip(xs, ys):
        _, out = outputs(net, x)
        for o, t in zip(out, y):
            total += 0.5 * (o - t) ** 2
    return total


def gradient(net, xs, ys):
    grad_hidden = [[0.0] * len(unit) for unit in net["hidden"]]
    grad_output = [[0.0] * len(unit) for unit in net["output"]]
    for x, y in zip(xs, ys):
        hidden, out = outputs(net, x)
        deltas = []
        for o, t in zip(out, y):
            deltas.append((o - t) * o * (1 - o))
        for k, d in enumerate(deltas):
            for j, h in enumerate(hidden):
                grad_output[k][j] += d * h
            grad_output[k][-1] += d
        for j, h in enumerate(hidden):
            err = 0.0
            for k, d in enumerate(deltas):
                err += d * net["output"][k][j]
            dj = err * h * (1 - h)
            for i, v in enumerate(x):
                grad_hidden[j][i] += dj * v
            grad_hidden[j][-1] += dj
    return {"hidden": grad_hidden, "output": grad_output}


params = {"hidden": [[0.3, -0.5, 0.2], [0.8, 0.1, -0.4], [-0.6, 0.7, 0.5]],
          "output": [[0.4, -0.3, 0.9, 0.1], [-0.7, 0.2, 0.6, -0.2]]}
data = ([[0.05, 0.1], [1.0, 0.3], [0.4, -0.7]], [[0.01, 0.99], [0.8, 0.2], [0.5, 0.4]])

SLIPS = [
    ("deltas.append((o - t) * o * (1 - o))", "deltas.append(o - t)"),
    ("deltas.append((o - t) * o * (1 - o))", "deltas.append((t - o) * o * (1 - o))"),
    ("err += d * net", "err = d * net"),
    ("dj = err * h * (1 - h)", "dj = err * h"),
    ("grad_hidden[j][i] += dj * v", "grad_hidden[j][i] = dj * v"),
    ("grad_output[k][-1] += d", "grad_output[k][-1] += 1"),
    ("grad_hidden[j][-1] += dj", "grad_hidden[j][-1] += err"),
    ('err += d * net["output"][k][j]', 'err += d * net["output"][k][-1]'),
    ("grad_output[k][j] += d * h", "grad_output[k][j] += d * o"),
]
