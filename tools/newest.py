"""Ask for the newest versions of what is pinned, to see what they would break.

    python -m tools.newest

Rewrites ``requirements.txt`` without its versions and empties ``constraints.txt``: for a copy
that is thrown away, as a job of continuous integration has.  The line of Jupyter Book stays
within its first version, whose configuration the book has.  Then `make check NEWEST=1`, which
leaves out what is said of the pins themselves.
"""

import re
import sys
from pathlib import Path

__all__ = ["loosened", "main"]

HELD = {"jupyter-book": "<2"}


def loosened(requirements: str) -> str:
    """Return the text of a list of requirements without their versions.

    Examples
    --------
    >>> loosened("-c constraints.txt\\nnumpy==2.4.6\\njupyter-book==1.0.4.post1\\n-e .\\n")
    'numpy\\njupyter-book<2\\n-e .\\n'
    """
    lines = [line for line in requirements.splitlines() if not line.startswith("-c ")]
    pinned = re.compile(r"^([A-Za-z0-9._-]+)==\S+")
    lines = [pinned.sub(lambda found: found[1] + HELD.get(found[1], ""), line) for line in lines]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Rewrite the lists of the folder that this runs in."""
    file = Path("requirements.txt")
    file.write_text(loosened(file.read_text(encoding="utf-8")), encoding="utf-8")
    Path("constraints.txt").write_text("", encoding="utf-8")
    print("requirements.txt and constraints.txt: loosened; do not commit them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
