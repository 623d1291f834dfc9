import numpy as np

class ANN:
	"""3 layers, sigmoid, my own network. Written for class 4."""
	def __init__(self, nIn, nHid, nOut, rng):
		self.wH = rng.random((nIn + 1, nHid)) - 0.5   # last row = bias
		self.wO = rng.random((nHid + 1, nOut)) - 0.5

	def sig(self, x):
		return 1 / (1 + np.e ** (-x))

	def withBias(self, a):
		return np.concatenate((a, np.ones((a.shape[0], 1))), axis=1)

	def out(self, x):
		self.x = self.withBias(x)
		self.h = self.withBias(self.sig(self.x.dot(self.wH)))
		self.o = self.sig(self.h.dot(self.wO))
		return self.o

	def err(self, x, t):
		e = t - self.out(x)
		return (e * e).sum() / len(x)

	def grads(self, x, t):
		o = self.out(x)
		dO = 2 * (o - t) * o * (1 - o) / len(x)
		dH = dO.dot(self.wO.T) * self.h * (1 - self.h)
		dH = dH[:, :-1]     # no delta for the bias unit
		gO = self.h.T.dot(dO)
		gH = self.x.T.dot(dH)
		return gH, gO
