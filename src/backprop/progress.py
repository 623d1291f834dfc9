"""A progress bar for those who watch, and nothing where nobody does."""

import sys
from collections.abc import Iterable, Iterator

from backprop.optional import import_extra

__all__ = ["bar_class", "progress_bar", "watched"]


def watched() -> bool:
    """Return whether somebody sees what goes to stderr now.

    In a notebook: whether its front end could ask a question, as JupyterLab can,
    and as a notebook that is executed or tested by a program cannot.  Elsewhere:
    whether stderr is a terminal.
    """
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython() if ipython else None, "kernel", None)
    if kernel is None:
        return sys.stderr is not None and sys.stderr.isatty()
    return bool(kernel.get_parent().get("content", {}).get("allow_stdin", False))


def bar_class() -> type:
    """Return the class of tqdm's progress bars for where we are: a notebook or a terminal."""
    return import_extra("tqdm.auto", "tqdm", "book").tqdm


def progress_bar(steps: Iterable, *, name: str = "step", show: bool = True) -> Iterator:
    """Go through the steps and show how far one has come, on stderr.

    Parameters
    ----------
    steps : iterable
        With a length, if the bar is to know its end.
    name : str
        What stands before the bar.
    show : bool
        False hides it; so does a place where nobody watches, see `watched`.

    Examples
    --------
    >>> [step for step in progress_bar(range(3), name="epoch")]
    [0, 1, 2]
    """
    return iter(bar_class()(steps, desc=name) if show and watched() else steps)
