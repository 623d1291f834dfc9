"""Exercises that answer: hand in what you have, and be told whether it is right, or a hint.

    >>> from backprop.book.exercises import check
    >>> check.bump_steepness(50)
    Not yet. At the edges that will do; in the middle the errors of both curves add up.

`dir(check)` lists the exercises, ``help(check.bump_steepness)`` says what one asks for.  A wrong
answer is compared with those that people give, and gets a hint at its mistake, never the
solution; a wrong gradient is sent to `backprop.doctor`.  Nothing is stored.

A new exercise is a row in the table of its chapter's module, `backprop.book.exercises.ch02` say.
"""

from backprop.book.exercises.register import Exercise, Reply, check, exercises

__all__ = ["Exercise", "Reply", "check", "exercises"]
