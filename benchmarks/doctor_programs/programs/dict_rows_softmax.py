import numpy as np

# 3 classes, one hidden layer with tanh


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def make_model(rng, n_in=2, n_hidden=6, n_out=3):
    model = {}
    model['W1'] = rng.normal(size=(n_in, n_hidden)) / np.sqrt(n_in)
    model['b1'] = np.zeros((1, n_hidden))
    model['W2'] = rng.normal(size=(n_hidden, n_out)) / np.sqrt(n_hidden)
    model['b2'] = np.zeros((1, n_out))
    return model


reg_lambda = 0.05


def predict_proba(model, X):
    h = np.tanh(X @ model['W1'] + model['b1'])
    return h, softmax(h @ model['W2'] + model['b2'])


def loss(model, X, y):
    n = len(X)
    h, probs = predict_proba(model, X)
    data_loss = -np.log(probs[range(n), y]).sum()
    # regularization
    data_loss += reg_lambda / 2 * (np.sum(model['W1'] ** 2) + np.sum(model['W2'] ** 2))
    return data_loss / n


def grad(model, X, y):
    n = len(X)
    h, delta3 = predict_proba(model, X)
    delta3[range(n), y] -= 1
    dW2 = h.T @ delta3
    db2 = delta3.sum(axis=0, keepdims=True)
    delta2 = delta3 @ model['W2'].T * (1 - h ** 2)
    dW1 = X.T @ delta2
    db1 = delta2.sum(axis=0)
    # add regularization terms (b1 and b2 don't have any)
    dW2 += reg_lambda * model['W2']
    dW1 += reg_lambda * model['W1']
    return {'W1': dW1 / n, 'b1': db1 / n, 'W2': dW2 / n, 'b2': db2 / n}
