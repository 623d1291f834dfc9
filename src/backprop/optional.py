"""Libraries that only some readers need, imported where they are used.

The engine, the doctor and the equations need NumPy, SciPy and PyYAML alone.  What else
there is comes with an extra of the package: "figures", "book", "data" or "dask".
"""

from importlib import import_module
from types import ModuleType

__all__ = ["import_extra"]


def import_extra(module: str, package: str, extra: str) -> ModuleType:
    """Import a module of an extra, or say how to get it.

    Parameters
    ----------
    module, package : str
        What to import, and what pip installs it by.
    extra : str
        The extra of this package that brings it, with all that goes with it.

    Raises
    ------
    ImportError
        Naming the package, the extra, and the command that installs the package.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(
            f"{package} is missing, which the extra {extra!r} of backprop-checked brings: "
            f'pip install "{package}"'
        ) from error
