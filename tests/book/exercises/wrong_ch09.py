"""Wrong answers to chapter 9's exercises, and the hint that each is to get."""


def rolling(*, ahead=False, average=False, sign=-1, keep=True, more=0):
    """Return a descent with momentum, with something changed; written with w_old."""

    def descent(gradient, w, alpha, beta, steps):
        old = w
        for _ in range(steps + more):
            at = w + beta * (w - old) if ahead else w
            pull = sign * alpha * gradient(at) * (1 - beta if average else 1)
            w, old = w + pull + (beta * (w - old) if keep else 0), w
        return w

    return descent


def in_place(gradient, w, alpha, beta, steps):
    for _ in range(steps):
        w -= alpha * gradient(w)
    return w


WRONG = {
    "scaled_limit": [
        (1.1056, "unscaled"),
        (0.11056, "ten"),
        (0.011056, "hundred"),
        (0.00666, "one-step"),
        (0.00333, "sum"),
        (0.1, "other"),
    ],
    "uphill_factor": [
        (0.2, "downhill"),
        (1.1, "one-bowl"),
        (0.8, "share"),
        (-1.8, "turned"),
        (2, "other"),
    ],
    "last_start": [
        (1.0, "first-other"),
        (2.0, "other-valley"),
        (0, "smallest"),
        (0.6, "other"),
    ],
    "house_costs": [
        ([0.0253, 0.0253, 0.0253], "start"),
        ([0.0050, 0.0081, 0.0160], "order"),
        ([0.0800, 0.0405, 0.0250], "sum"),
        ([0.02, 0.01, 0.001], "other"),
    ],
    "roll": [
        (rolling(keep=False), "no-momentum"),
        (rolling(sign=1), "uphill"),
        (rolling(ahead=True), "look-ahead"),
        (rolling(average=True), "averaged"),
        (rolling(more=1), "one-more"),
        (rolling(more=-1), "one-less"),
        (in_place, "changes-input"),
        (lambda gradient, w: w, "raises"),
        (lambda gradient, w, alpha, beta, steps: w[0], "shape"),
    ],
}
