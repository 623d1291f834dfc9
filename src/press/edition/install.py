"""What stands under the title of each notebook: where its code is, and how to get it."""

from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

__all__ = ["Wheel", "install_cells"]

# `%pip install backprop` brings somebody else's package
WARNING = "never `pip install backprop`, which is another project"
NEEDS = "NumPy, SciPy, SymPy, Matplotlib, ipywidgets and a few more"


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
    lines = [
        "> **To run this notebook**",
        ">",
        "> What is printed here was computed when the book was made, and can be read as it is.",
        f"> To compute it anew, run the cells from the top; they need the book's own code, `backprop`, {NEEDS}.",
    ]
    if wheel.site:
        lines += [
            f"> The next cell looks whether the code is here, and if not installs it from {wheel.site} ({WARNING}).",
            "> It then needs a network.",
            f"> Without one, fetch `{wheel.name}` from there beforehand, or take it out of the book's ZIP, and `pip install` it as the message of the next cell says.",
        ]
    else:
        lines += [
            f"> In a clone of the book `make lab` has installed it; elsewhere the next cell says what to do ({WARNING}).",
        ]
    lines.append("> Solutions are folded: click on the bar that stands for one to open it.")
    return "\n".join(lines)


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
