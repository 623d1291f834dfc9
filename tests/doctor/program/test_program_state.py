"""What is put back after a reader's program has been run."""

import numpy as np

from backprop.doctor.state import Snapshot


def test_a_function_that_calls_itself_is_visited_once():
    kept = np.zeros(2)

    def down(n):
        kept[0] += 1
        return n and down(n - 1)

    before = Snapshot([down])
    down(3)
    before.restore()
    assert kept[0] == 0
