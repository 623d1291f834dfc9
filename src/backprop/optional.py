"""Libraries that only some readers need, imported where they are used."""

from importlib import import_module
from types import ModuleType

__all__ = ["needed"]


def needed(module: str, package: str, extra: str) -> ModuleType:
    """Import a module of an extra, or say how to get it.

    Parameters
    ----------
    module, package : str
        What to import, and the name it is installed by.
    extra : str
        The extra of this package that brings it.

    Raises
    ------
    ImportError
        Naming the package and the command that installs the extra.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(
            f"{package} is missing; it comes with the extra {extra!r}: "
            f'pip install "backprop-checked[{extra}]"'
        ) from error
