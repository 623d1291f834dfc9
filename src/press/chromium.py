"""A Chromium that is there: the one named, the system's, or Playwright's own."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

__all__ = ["find", "launch"]

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
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
        raise ValueError("no Chromium found: run `python -m playwright install chromium`")
    return found or own


def launch(playwright: Playwright) -> Browser:
    """Return a running Chromium that asks nothing of the network by itself."""
    return playwright.chromium.launch(executable_path=find(playwright), args=ARGUMENTS)
