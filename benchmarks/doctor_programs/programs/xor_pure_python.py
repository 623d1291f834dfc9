"""XOR without any library (numpy only to check the result in the end)."""
import math
import random


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


def make_network(n_inputs, n_hidden, n_outputs, seed=1):
    random.seed(seed)
    hidden = [[random.uniform(-1, 1) for _ in range(n_inputs + 1)] for _ in range(n_hidden)]
    output = [[random.uniform(-1, 1) for _ in range(n_hidden + 1)] for _ in range(n_outputs)]
    return [hidden, output]


def neuron_output(weights, inputs):
    total = weights[-1]  # the last weight is the bias
    for i in range(len(inputs)):
        total += weights[i] * inputs[i]
    return sigmoid(total)


def feed_forward(network, inputs):
    outputs = []
    for layer in network:
        inputs = [neuron_output(neuron, inputs) for neuron in layer]
        outputs.append(inputs)
    return outputs


def total_error(network, xs, ys):
    error = 0.0
    for x, y in zip(xs, ys):
        out = feed_forward(network, x)[-1]
        error += sum((o - t) ** 2 for o, t in zip(out, y))
    return error / 2


def gradients(network, xs, ys):
    grads = [[[0.0] * len(neuron) for neuron in layer] for layer in network]
    for x, y in zip(xs, ys):
        hidden_outputs, outputs = feed_forward(network, x)

        output_deltas = [o * (1 - o) * (o - t) for o, t in zip(outputs, y)]
        for i, delta in enumerate(output_deltas):
            for j, h in enumerate(hidden_outputs + [1]):
                grads[1][i][j] += delta * h

        hidden_deltas = []
        for j, h in enumerate(hidden_outputs):
            err = sum(output_deltas[k] * network[1][k][j] for k in range(len(outputs)))
            hidden_deltas.append(h * (1 - h) * err)
        for i, delta in enumerate(hidden_deltas):
            for j, value in enumerate(x + [1]):
                grads[0][i][j] += delta * value
    return grads
