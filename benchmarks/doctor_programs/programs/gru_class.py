import numpy as np


def sigm(x):
    return 1.0 / (1.0 + np.exp(-x))


class GRU:
    # one sequence, vectors; x_t has size nx, h has size nh
    def __init__(self, nx, nh, rng):
        r = lambda *s: rng.uniform(-0.8, 0.8, s)
        self.p = {"Wz": r(nh, nx), "Uz": r(nh, nh), "bz": r(nh),
                  "Wr": r(nh, nx), "Ur": r(nh, nh), "br": r(nh),
                  "Wh": r(nh, nx), "Uh": r(nh, nh), "bh": r(nh)}
        self.nh = nh

    def forward(self, xs):
        p = self.p
        h = np.zeros(self.nh)
        self.tape = []
        hs = []
        for x in xs:
            z = sigm(p["Wz"] @ x + p["Uz"] @ h + p["bz"])
            r = sigm(p["Wr"] @ x + p["Ur"] @ h + p["br"])
            n = np.tanh(p["Wh"] @ x + p["Uh"] @ (r * h) + p["bh"])
            h_new = (1 - z) * h + z * n
            self.tape.append((x, h, z, r, n))
            h = h_new
            hs.append(h)
        return np.array(hs)

    def loss(self, xs, targets):
        return 0.5 * np.sum((self.forward(xs) - targets) ** 2)

    def backward(self, xs, targets):
        p = self.p
        out = self.forward(xs)
        g = {k: np.zeros_like(v) for k, v in p.items()}
        dh = np.zeros(self.nh)
        for t in range(len(xs) - 1, -1, -1):
            x, h, z, r, n = self.tape[t]
            dh = dh + out[t] - targets[t]
            dn = dh * z
            dz = dh * (n - h)
            dh_prev = dh * (1 - z)

            dn_raw = dn * (1 - n ** 2)
            g["Wh"] += np.outer(dn_raw, x)
            g["Uh"] += np.outer(dn_raw, r * h)
            g["bh"] += dn_raw
            drh = p["Uh"].T @ dn_raw
            dr = drh * h
            dh_prev += drh * r

            dz_raw = dz * z * (1 - z)
            g["Wz"] += np.outer(dz_raw, x)
            g["Uz"] += np.outer(dz_raw, h)
            g["bz"] += dz_raw
            dh_prev += p["Uz"].T @ dz_raw

            dr_raw = dr * r * (1 - r)
            g["Wr"] += np.outer(dr_raw, x)
            g["Ur"] += np.outer(dr_raw, h)
            g["br"] += dr_raw
            dh_prev += p["Ur"].T @ dr_raw
            dh = dh_prev
        return g
