"""Put the code into a built site, as a wheel that pip installs from the site's own address.

    python -m tools.wheel [DIR]

The wheel is pure Python and small; nothing is fetched to build it, and the same sources give
the same bytes.  An older one goes.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["build", "main"]

ROOT = Path(__file__).parent.parent
TIME = "1767225600"  # the date of each file in it


def build(site: Path, root: Path = ROOT) -> Path:
    """Build the wheel of the project in `root` into a folder, and return its path.

    Raises
    ------
    ValueError
        If it cannot be built: what the builder said.
    """
    with tempfile.TemporaryDirectory() as folder:
        # from a copy: the builder leaves folders of its own beside what it builds
        copy = Path(folder, "copy")
        copy.mkdir()
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(root / name, copy)
        shutil.copytree(
            root / "src",
            copy / "src",
            ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"),
        )
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        command += ["--no-build-isolation", "--disable-pip-version-check", "-w", folder, str(copy)]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": TIME}
        run = subprocess.run(command, capture_output=True, text=True, env=environment)
        if run.returncode:
            raise ValueError(f"the wheel cannot be built: {run.stderr.strip()[-2000:]}")
        (made,) = Path(folder).glob("*.whl")
        for old in site.glob("backprop_checked-*.whl"):
            old.unlink()
        return Path(shutil.move(made, site / made.name))


def main(arguments: list[str] | None = None) -> int:
    """Build the wheel; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.wheel", description="Build the wheel.")
    parser.add_argument("directory", nargs="?", default="_build/html", type=Path)
    options = parser.parse_args(arguments)
    if not (options.directory / "index.html").is_file():
        print(f"there is no book in {options.directory} (run `make book`)", file=sys.stderr)
        return 1
    try:
        wheel = build(options.directory)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{wheel}: {wheel.stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
