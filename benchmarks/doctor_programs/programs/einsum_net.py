import numpy as np


def init(rng, i=3, h=4, o=4):
    return {'A': rng.normal(size=(i, h)), 'a': rng.normal(size=h), 'B': rng.normal(size=(h, o)), 'b': rng.normal(size=o)}


def forward(theta, x):
    s = np.einsum('ni,ih->nh', x, theta['A']) + theta['a']
    h = np.tanh(s)
    y = np.einsum('nh,ho->no', h, theta['B']) + theta['b']
    return h, y


def cost(theta, x, t):
    _, y = forward(theta, x)
    return 0.5 * np.einsum('no,no->', y - t, y - t) / x.shape[0]


def gradient(theta, x, t):
    h, y = forward(theta, x)
    dy = (y - t) / x.shape[0]
    dh = np.einsum('no,ho->nh', dy, theta['B'])
    ds = np.einsum('nh,nh->nh', dh, 1 - h**2)
    return {
        'A': np.einsum('ni,nh->ih', x, ds),
        'a': np.einsum('nh->h', ds),
        'B': np.einsum('nh,no->ho', h, dy),
        'b': np.einsum('no->o', dy),
    }
