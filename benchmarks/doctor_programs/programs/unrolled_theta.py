import numpy as np

# course exercise, translated from Octave: Theta1 and Theta2 rolled into one vector

INPUT = 4
HIDDEN = 5
LABELS = 3
LAMBDA = 0.8


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def randInitializeWeights(L_in, L_out, rng, epsilon_init=0.5):
    return rng.uniform(-epsilon_init, epsilon_init, (L_out, 1 + L_in))


def unroll(nn_params):
    split = HIDDEN * (INPUT + 1)
    Theta1 = nn_params[:split].reshape(HIDDEN, INPUT + 1)
    Theta2 = nn_params[split:].reshape(LABELS, HIDDEN + 1)
    return Theta1, Theta2


def nnCostFunction(nn_params, X, y):
    Theta1, Theta2 = unroll(nn_params)
    m = X.shape[0]

    # Part 1: feedforward
    a1 = np.hstack((np.ones((m, 1)), X))
    z2 = a1 @ Theta1.T
    a2 = np.hstack((np.ones((m, 1)), sigmoid(z2)))
    z3 = a2 @ Theta2.T
    h = sigmoid(z3)
    Y = np.eye(LABELS)[y]

    J = (-1 / m) * np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h))
    reg = (LAMBDA / (2 * m)) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    J = J + reg

    # Part 2: backpropagation
    delta3 = h - Y
    delta2 = (delta3 @ Theta2)[:, 1:] * sigmoidGradient(z2)
    Theta1_grad = delta2.T @ a1 / m
    Theta2_grad = delta3.T @ a2 / m

    # Part 3: regularization
    Theta1_grad[:, 1:] += (LAMBDA / m) * Theta1[:, 1:]
    Theta2_grad[:, 1:] += (LAMBDA / m) * Theta2[:, 1:]

    grad = np.concatenate((Theta1_grad.ravel(), Theta2_grad.ravel()))
    return J, grad
