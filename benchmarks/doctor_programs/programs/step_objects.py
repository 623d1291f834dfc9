import numpy as np


class Neuron:
    def __init__(self, n_inputs, rng):
        self.weights = rng.normal(size=n_inputs)
        self.bias = rng.normal(size=1)

    def calculate(self, inputs):
        self.inputs = inputs
        self.output = 1 / (1 + np.exp(-(self.weights @ inputs + self.bias[0])))
        return self.output


class Net:
    def __init__(self, n_in, n_hidden, n_out, rng):
        self.hidden = [Neuron(n_in, rng) for _ in range(n_hidden)]
        self.output = [Neuron(n_hidden, rng) for _ in range(n_out)]

    def feed(self, x):
        h = np.array([n.calculate(x) for n in self.hidden])
        return np.array([n.calculate(h) for n in self.output])

    def error(self, x, target):
        return 0.5 * np.sum((target - self.feed(x)) ** 2)

    def learn(self, x, target, rate=0.5):
        self.feed(x)
        # deltas of the output neurons
        for o, neuron in enumerate(self.output):
            neuron.delta = -(target[o] - neuron.output) * neuron.output * (1 - neuron.output)
        # deltas of the hidden neurons
        for h, neuron in enumerate(self.hidden):
            total = 0
            for out in self.output:
                total += out.delta * out.weights[h]
            neuron.delta = total * neuron.output * (1 - neuron.output)
        # now change the weights
        for neuron in self.output + self.hidden:
            for i in range(len(neuron.weights)):
                neuron.weights[i] -= rate * neuron.delta * neuron.inputs[i]
            neuron.bias[0] -= rate * neuron.delta
