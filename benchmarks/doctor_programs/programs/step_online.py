import numpy as np


class NN:
    """learns from one example after the other"""

    def __init__(self, n_in, n_hid, n_out, rng, rate=0.3):
        self.rate = rate
        self.wi = rng.uniform(-1, 1, (n_in + 1, n_hid))
        self.wo = rng.uniform(-1, 1, (n_hid, n_out))

    def update(self, inputs):
        self.ai = np.append(inputs, 1.0)
        self.ah = np.tanh(self.ai @ self.wi)
        self.ao = np.tanh(self.ah @ self.wo)
        return self.ao

    def back_propagate(self, targets):
        output_deltas = (1 - self.ao ** 2) * (targets - self.ao)

        error = self.wo @ output_deltas
        hidden_deltas = (1 - self.ah ** 2) * error

        self.wo += self.rate * np.outer(self.ah, output_deltas)
        self.wi += self.rate * np.outer(self.ai, hidden_deltas)
        return 0.5 * np.sum((targets - self.ao) ** 2)

    def train(self, patterns, epochs=100):
        for i in range(epochs):
            error = 0.0
            for x, t in patterns:
                self.update(x)
                error += self.back_propagate(t)
            if i % 20 == 0:
                print('error %-.5f' % error)
