import numpy as np

np.random.seed(1)


def nonlin(x, deriv=False):
    if deriv:
        # x is already the output of the sigmoid here
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


w0 = 2 * np.random.random((3, 4)) - 1
w1 = 2 * np.random.random((4, 4)) - 1
w2 = 2 * np.random.random((4, 1)) - 1


def run(weights, X):
    layers = [X]
    for w in weights:
        layers.append(nonlin(layers[-1] @ w))
    return layers


def half_squared_error(weights, X, y):
    return 0.5 * ((y - run(weights, X)[-1]) ** 2).sum()


def updates(weights, X, y):
    w0, w1, w2 = weights
    layer_0, layer_1, layer_2, layer_3 = run(weights, X)

    layer_3_error = layer_3 - y
    layer_3_delta = layer_3_error * nonlin(layer_3, deriv=True)

    layer_2_error = layer_3_delta.dot(w2.T)
    layer_2_delta = layer_2_error * nonlin(layer_2, deriv=True)

    layer_1_error = layer_2_delta.dot(w1.T)
    layer_1_delta = layer_1_error * nonlin(layer_1, deriv=True)

    return [layer_0.T.dot(layer_1_delta), layer_1.T.dot(layer_2_delta), layer_2.T.dot(layer_3_delta)]


X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1.0]])
y = np.array([[0], [1], [1], [0.0]])
weights = [w0, w1, w2]
for j in range(300):
    for w, change in zip(weights, updates(weights, X, y)):
        w -= change
print("error", half_squared_error(weights, X, y))
