import numpy as np


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, rng, reg=0.0):
        self.reg = reg
        self.params = {}
        self.params['W1'] = 0.5 * rng.standard_normal((input_size, hidden_size))
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = 0.5 * rng.standard_normal((hidden_size, output_size))
        self.params['b2'] = np.zeros(output_size)

    def scores(self, X):
        hidden = np.maximum(0, X.dot(self.params['W1']) + self.params['b1'])
        return hidden, hidden.dot(self.params['W2']) + self.params['b2']

    def loss(self, X, y=None):
        """Returns (loss, grads), or the scores when y is None."""
        W1, W2 = self.params['W1'], self.params['W2']
        N, D = X.shape
        hidden, scores = self.scores(X)
        if y is None:
            return scores

        scores -= scores.max(axis=1, keepdims=True)
        exp_scores = np.exp(scores)
        probs = exp_scores / exp_scores.sum(axis=1, keepdims=True)
        correct_logprobs = -np.log(probs[np.arange(N), y])
        loss = correct_logprobs.sum() / N
        loss += self.reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        grads = {}
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1
        dscores /= N
        grads['W2'] = np.dot(hidden.T, dscores)
        grads['b2'] = np.sum(dscores, axis=0)
        dhidden = np.dot(dscores, W2.T)
        dhidden[hidden <= 0] = 0
        grads['W1'] = np.dot(X.T, dhidden)
        grads['b1'] = np.sum(dhidden, axis=0)
        grads['W2'] += 2 * self.reg * W2
        grads['W1'] += 2 * self.reg * W1
        return loss, grads
