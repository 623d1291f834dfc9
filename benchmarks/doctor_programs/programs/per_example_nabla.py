# stochastic gradient descent, one example at a time, column vectors
import numpy as np


class Network(object):

    def __init__(self, sizes, rng):
        self.num_layers = len(sizes)
        self.sizes = sizes
        self.biases = [rng.normal(size=(y, 1)) for y in sizes[1:]]
        self.weights = [rng.normal(size=(y, x)) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = squash(np.dot(w, a) + b)
        return a

    def total_cost(self, batch):
        cost = 0.0
        for x, y in batch:
            a = self.feedforward(x)
            cost += np.sum(-y * np.log(a) - (1 - y) * np.log(1 - a))
        return cost / len(batch)

    def batch_gradient(self, batch):
        sum_b = [np.zeros(b.shape) for b in self.biases]
        sum_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in batch:
            d_b, d_w = self.one_example(x, y)
            sum_b = [s + d for s, d in zip(sum_b, d_b)]
            sum_w = [s + d for s, d in zip(sum_w, d_w)]
        return [s / len(batch) for s in sum_b], [s / len(batch) for s in sum_w]

    def one_example(self, x, y):
        d_b = [np.zeros(b.shape) for b in self.biases]
        d_w = [np.zeros(w.shape) for w in self.weights]
        # go forward and remember everything
        activation = x
        activations = [x]
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = squash(z)
            activations.append(activation)
        # and back
        delta = activations[-1] - y
        d_b[-1] = delta
        d_w[-1] = np.dot(delta, activations[-2].T)
        for l in range(2, self.num_layers):
            sp = squash_prime(zs[-l])
            delta = np.dot(self.weights[-l + 1].T, delta) * sp
            d_b[-l] = delta
            d_w[-l] = np.dot(delta, activations[-l - 1].T)
        return d_b, d_w


def squash(z):
    return 1.0 / (1.0 + np.exp(-z))


def squash_prime(z):
    return squash(z) * (1 - squash(z))
