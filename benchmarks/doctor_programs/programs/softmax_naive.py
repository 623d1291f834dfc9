import numpy as np


def softmax_loss_naive(W, X, y, reg):
    """
    Inputs: W (D, C) weights, X (N, D) data, y (N,) labels, reg strength.
    Returns the loss and the gradient dW.
    """
    loss = 0.0
    dW = np.zeros_like(W)
    num_train = X.shape[0]
    num_classes = W.shape[1]

    for i in range(num_train):
        f = X[i].dot(W)
        f -= np.max(f)
        sum_exp = np.sum(np.exp(f))
        loss += np.log(sum_exp) - f[y[i]]
        for j in range(num_classes):
            p = np.exp(f[j]) / sum_exp
            dW[:, j] += (p - (j == y[i])) * X[i]

    loss /= num_train
    dW /= num_train
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    return loss, dW
