import numpy as np

vocab = 5
hidden_size = 6


def init_rnn(rng):
    return {
        'Wxh': rng.standard_normal((hidden_size, vocab)) * 0.5,
        'Whh': rng.standard_normal((hidden_size, hidden_size)) * 0.4,
        'Why': rng.standard_normal((vocab, hidden_size)) * 0.5,
        'bh': np.zeros((hidden_size, 1)),
        'by': np.zeros((vocab, 1)),
    }


def lossFun(p, inputs, targets):
    """inputs and targets are lists of integers; returns loss and gradients"""
    xs, hs, ys, ps = {}, {}, {}, {}
    hs[-1] = np.zeros((hidden_size, 1))
    loss = 0
    # forward pass
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(p['Wxh'] @ xs[t] + p['Whh'] @ hs[t - 1] + p['bh'])
        ys[t] = p['Why'] @ hs[t] + p['by']
        ps[t] = np.exp(ys[t]) / np.sum(np.exp(ys[t]))
        loss += -np.log(ps[t][targets[t], 0])
    # backward pass
    g = {k: np.zeros_like(v) for k, v in p.items()}
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        g['Why'] += dy @ hs[t].T
        g['by'] += dy
        dh = p['Why'].T @ dy + dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh
        g['bh'] += dhraw
        g['Wxh'] += dhraw @ xs[t].T
        g['Whh'] += dhraw @ hs[t - 1].T
        dhnext = p['Whh'].T @ dhraw
    return loss, g
