"""Build the book: ``jupyter-book build``, started without what no build needs.

    python -m press.book build . -n -W --keep-going

Takes the same arguments and does the same.  Jupyter Book reads its configuration with
``jsonschema``, which compiles 38 grammars for addresses (`rfc3987_syntax`) as it is imported,
whether a schema speaks of addresses or not: more than a second of each build.  Jupyter Book's
schema does not, and ``jsonschema`` does without where the package is missing; so here it is.
"""

import sys

__all__ = ["main"]

UNNEEDED = "rfc3987_syntax"


def main(arguments: list[str]) -> None:
    """Run Jupyter Book's command line with these arguments; ends the process as it does."""
    sys.modules[UNNEEDED] = None  # an import of it fails, and jsonschema goes on without
    from jupyter_book.cli.main import main as jupyter_book

    jupyter_book(arguments, prog_name="jupyter-book")


if __name__ == "__main__":
    main(sys.argv[1:])
