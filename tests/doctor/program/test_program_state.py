"""What a diagnosis puts back, and what it must leave alone."""

import queue

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


class Layer:
    def __init__(self):
        self.W = np.ones(2)
        self.cache = {}


def test_objects_of_the_reader_are_put_back():
    layer = Layer()
    kept = Snapshot([layer])
    layer.W += 1
    layer.cache["Z"] = 3
    layer.fresh = True
    kept.restore()
    assert layer.W.tolist() == [1, 1]
    assert layer.cache == {}
    assert not hasattr(layer, "fresh")


def test_objects_of_libraries_live_on():
    """A notebook's `get_ipython` leads to sockets, an event loop and threads that run meanwhile."""
    line = queue.Queue()
    kept = Snapshot(namespaces=[({"waiting": line.put, "line": line}, ["waiting", "line"])])
    line.unfinished_tasks = 7  # as another thread does
    kept.restore()
    assert line.unfinished_tasks == 7
    handed = Snapshot([line])  # unless it is what the reader asks about
    line.unfinished_tasks = 8
    handed.restore()
    assert line.unfinished_tasks == 7
