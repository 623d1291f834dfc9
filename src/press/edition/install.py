"""What stands under the title of each notebook: where its code is, and how to get it."""

from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

__all__ = ["Wheel", "install_cells"]

# `%pip install backprop` brings somebody else's package
WARNING = "never `pip install backprop`, which is another project"
READ = """\
> **To run this notebook**
>
> What is printed here was computed when the book was made, and can be read as it is.
> To compute it anew, run the cells from the top.
> They need `backprop`, the book's own code, with NumPy, SciPy, SymPy, Matplotlib, ipywidgets and,
> in some chapters, a few more.
"""
FROM_SITE = """\
> The next cell installs what is missing, from {site} ({warning}).
> Without a network, take `{name}` out of the book's ZIP,
> which you fetched beforehand, and `%pip install` that file.
"""
BY_HAND = """\
> In a clone of the book `make lab` has installed it; elsewhere the next cell says what to do
> ({warning}).
"""
FOLDED = "> Solutions are folded: a click on the line that stands for one opens it."


@dataclass(frozen=True)
class Wheel:
    """The code of the book as a wheel.

    Attributes
    ----------
    name : str
        Of the file, which lies beside the pages of the book.
    site : str
        Where the book is published, without a slash at the end; "" if nowhere.
    """

    name: str
    site: str = ""

    @property
    def requirement(self) -> str:
        """What pip takes."""
        return f"backprop-checked[book] @ {self.site or 'file:///FOLDER'}/{self.name}"


def install_cells(wheel: Wheel) -> list[NotebookNode]:
    """Return a cell that explains, and one that installs what is missing."""
    return [
        nbformat.v4.new_markdown_cell(_explained(wheel)),
        nbformat.v4.new_code_cell(_installed(wheel)),
    ]


def _explained(wheel: Wheel) -> str:
    how = FROM_SITE if wheel.site else BY_HAND
    return READ + how.format(site=wheel.site, name=wheel.name, warning=WARNING) + FOLDED


def _installed(wheel: Wheel) -> str:
    if wheel.site:
        return (
            "# the code of this book, if it is not here yet\n"
            "try:\n"
            "    import backprop.book\n"
            "except ModuleNotFoundError:\n"
            f'    %pip install --quiet "{wheel.requirement}"'
        )
    return (
        "# the code of this book: is it here?\n"
        "try:\n"
        "    import backprop.book\n"
        "except ModuleNotFoundError:\n"
        "    print(\n"
        f'        "Fetch {wheel.name}, which lies beside\\n"\n'
        '        "the pages of the book, into a FOLDER of yours, and run in a cell:\\n"\n'
        f"        '%pip install \"{wheel.requirement}\"'\n"
        "    )\n"
        "    raise"
    )
