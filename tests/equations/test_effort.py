"""Work is counted in calls, and stopped in the middle."""

import sys

import pytest
from effort import TooMuch, at_most


def steps(count):
    for _ in range(count):
        abs(-1)


def test_calls_are_counted_whatever_the_clock_says():
    with at_most(2100):
        steps(1000)
    with pytest.raises(TooMuch, match="more than 1900 calls"), at_most(1900):
        steps(1000)


def test_what_would_never_end_is_stopped_and_nothing_stays_behind():
    before = sys.getprofile()
    with pytest.raises(TooMuch), at_most(10_000):
        steps(sys.maxsize)
    assert sys.getprofile() is before
