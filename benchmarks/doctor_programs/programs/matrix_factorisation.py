"""Movie ratings: R is approximated by U V', only where a rating is known."""
import numpy as np

k = 3
lam = 0.1


def rating_cost(factors, R, known):
    U, V = factors["U"], factors["V"]
    error = (U @ V.T - R) * known
    return 0.5 * np.sum(error ** 2) + lam / 2 * (np.sum(U ** 2) + np.sum(V ** 2))


def rating_gradient(factors, R, known):
    U, V = factors["U"], factors["V"]
    dU = np.zeros_like(U)
    dV = np.zeros_like(V)
    for i, j in zip(*np.nonzero(known)):
        e = U[i] @ V[j] - R[i, j]
        dU[i] += e * V[j]
        dV[j] += e * U[i]
    dU += lam * U
    dV += lam * V
    return {"U": dU, "V": dV}
