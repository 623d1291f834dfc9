import numpy as np
from numpy import exp, log, dot


def sigma(t): return 1/(1+exp(-t))


def cost(W1, b1, W2, b2, X, Y):
    H = sigma(dot(X, W1) + b1)
    O = sigma(dot(H, W2) + b2)
    return -(Y*log(O) + (1-Y)*log(1-O)).sum()/X.shape[0]


def gradients(W1, b1, W2, b2, X, Y):
    N = X.shape[0]
    H = sigma(dot(X, W1) + b1); O = sigma(dot(H, W2) + b2)
    d2 = (O - Y)/N
    gW2 = dot(H.T, d2); gb2 = d2.sum(axis=0)
    d1 = dot(d2, W2.T)*H*(1-H)
    gW1 = dot(X.T, d1); gb1 = d1.sum(axis=0)
    return gW1, gb1, gW2, gb2
