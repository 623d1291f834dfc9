"""A Chromium that is there: the one named, the system's, or Playwright's own.

    python -m tools.chromium        say which; bring one if there is none

What is brought is Playwright's own, or, where that cannot be had and we are root on a
Debian, the system's package.  Where neither works it says what is missing, and fails.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

__all__ = ["bring", "find", "launch", "main"]

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
MISSING = (
    "no Chromium found: not in $CHROMIUM, not as "
    f"{', '.join(NAMES)}, not Playwright's own; `python -m playwright install chromium` "
    "or your system's package `chromium` brings one"
)
WAYS = [  # each a list of commands; the first way whose commands all succeed has brought one
    [[sys.executable, "-m", "playwright", "install", "chromium"]],
    [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]],
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find(playwright: Playwright) -> str:
    """Return the path of a Chromium.

    Raises
    ------
    ValueError
        If there is none: how to get one.
    """
    named = os.environ.get("CHROMIUM")
    if named and not Path(named).exists():
        raise ValueError(f"$CHROMIUM is {named}, which does not exist")
    own = playwright.chromium.executable_path
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if not found and not Path(own).exists():
        raise ValueError(MISSING)
    return found or own


def launch(playwright: Playwright) -> Browser:
    """Return a running Chromium that asks nothing of the network by itself."""
    return playwright.chromium.launch(executable_path=find(playwright), args=ARGUMENTS)


def _runs(command: Sequence[str]) -> bool:
    """Run a command, its talk on stderr; say whether it is there and succeeded."""
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, stdout=sys.stderr).returncode == 0


def bring(run: Callable[[Sequence[str]], bool] = _runs) -> bool:
    """Try to install a Chromium; return whether a way of doing so succeeded."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    ways = WAYS if root else WAYS[:1]
    return any(all(run(command) for command in way) for way in ways)


def main() -> int:
    """Say which Chromium there is, bringing one if need be; return 1 if there is none."""
    with sync_playwright() as playwright:
        try:
            print(f"Chromium: {find(playwright)}")
            return 0
        except ValueError as error:
            if os.environ.get("CHROMIUM") or not bring():
                print(error, file=sys.stderr)
                return 1
        try:
            browser = launch(playwright)
            print(f"Chromium {browser.version}, installed now: {find(playwright)}")
            browser.close()
        except (Error, ValueError) as error:
            print(f"a Chromium was installed and does not start: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
