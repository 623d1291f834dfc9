"""Wrong answers to chapter 5's exercises, and the hint that each is to get."""

import numpy as np

from backprop.activations import sigmoid, sigmoid_grad


def shares(
    output=lambda o: o * (1 - o),
    hidden=lambda z, h: h * (1 - h),
    into=lambda x, h: h,
    over=np.mean,
    order=(0, 1, 2, 3),
    sign=1,
):
    """Return a gradient of article A's network with one thing or another changed."""

    def gradient(x, y, w_ih, b_ih, w_ho, b_ho):
        z = w_ih * x + b_ih
        h = sigmoid(z)
        o = sigmoid(w_ho * h + b_ho)
        d_2 = sign * (o - y) * output(o)
        d_1 = d_2 * w_ho * hidden(z, h)
        found = [over(d) for d in (d_1 * x, d_1, d_2 * into(x, h), d_2)]
        return [found[i] for i in order]

    return gradient


WRONG = {
    "without_half": [
        ([0.0576, 0.0288, -0.096, -0.12], "same"),
        ([0.0288, 0.0144, -0.048, -0.06], "halved"),
        ([0.2304, 0.1152, -0.384, -0.48], "squared"),
        ([-0.1152, -0.0576, 0.192, 0.24], "sign"),
        (0.1152, "shape"),
    ],
    "input_zero": [
        ([0, 0.0288, -0.096, -0.12], "old-pass"),
        ([0, 0, -0.0631, -0.1059], "both"),
        ([0.0383, 0, -0.0631, -0.1059], "bias"),
        ([0, 0.0383, 0, -0.1059], "hidden-zero"),
        ([0, 0, 0, 0], "other"),
    ],
    "tanh_shares": [
        ([0.03845, 0.01923, -0.1089, -0.1235], "sigmoids-slope"),
        ([0.185, 0.0925, -0.1089, -0.1235], "of-activation"),
        ([0.1296, 0.0648, -0.096, -0.12], "old-pass"),
        ([0.7038, 0.3519, -0.9348, -1.0594], "output-too"),
        ([0.8, 0.4, -1, -1.2], "other"),
    ],
    "two_ways": [
        (0.0576, "first-way"),
        (0.0267, "second-way"),
        (0.0309, "subtracted"),
        (0.0421, "mean"),
        (-0.0117, "weight-missing"),
        (0.5, "other"),
    ],
    "chain_length": [
        (5, "one-hidden"),
        (4, "weights-only"),
        (6, "last-missing"),
        (8, "extra"),
        (3, "other"),
    ],
    "tiny_gradient": [
        (shares(output=lambda o: 1), "output-derivative-missing"),
        (shares(hidden=lambda z, h: 1), "hidden-derivative-missing"),
        (shares(hidden=lambda z, h: sigmoid_grad(h)), "derivative-of-activation"),
        (shares(into=lambda x, h: x), "input-for-activation"),
        (shares(over=np.sum), "missing-1/m"),
        (shares(sign=-1), "wrong-sign"),
        (shares(over=lambda d: d), "shape"),
        (shares(order=(0, 1, 2)), "shape"),
        (shares(output=lambda o: o / 0), "not-finite"),
        (lambda x, y: x, "raises"),
    ],
}
