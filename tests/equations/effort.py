"""Work measured in calls, not in seconds: the same on every machine, however busy it is."""

import contextlib
import sys

__all__ = ["TooMuch", "at_most"]


class TooMuch(AssertionError):
    """Raised in the middle of the work, so that what would never end does."""


@contextlib.contextmanager
def at_most(events: int):
    """Fail as soon as functions have been entered and left more often than that.

    Functions written in C count as well; what goes on within one does not.
    """
    before, left = sys.getprofile(), events

    def count(*_):
        nonlocal left
        left -= 1
        if left < 0:
            raise TooMuch(f"more than {events} calls and returns")

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
