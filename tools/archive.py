"""Put the built site into a ZIP that is unpacked and read without a network or a server.

    python -m tools.archive [DIR]

The ZIP is put beside the pages, and each of them links to it.  The other forms stay out of it.
The same site gives the same bytes.
"""

import argparse
import re
import sys
import zipfile
from pathlib import Path

from press import forms

__all__ = ["main", "pack"]

FOLDER = forms.ZIP.removesuffix(".zip")
START = "Open index.html in a browser: the book begins there.\n"
_LINKS = re.compile(r"<!--press:forms-->.*?<!--/press:forms-->", re.DOTALL)
# a browser that reads files lets no font be fetched before it is asked for
_PRELOAD = re.compile(r"\s*<link rel=\"preload\"[^>]*>")
# and no page be read for a summary of what the search finds
_SUMMARY = (b"SHOW_SEARCH_SUMMARY: true", b"SHOW_SEARCH_SUMMARY: false")


def pack(site: Path) -> Path:
    """Write the ZIP of a site and return its path."""
    target = site / forms.ZIP
    part = target.with_suffix(".part")
    left_out = {site / forms.PDF, site / forms.EPUB, target, part, site / ".buildinfo"}
    files = [file for file in sorted(site.rglob("*")) if file.is_file() and file not in left_out]
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr(_entry("START.txt"), START)
        for file in files:
            content = file.read_bytes()
            if file.suffix == ".html":
                text = _PRELOAD.sub("", _LINKS.sub("", content.decode("utf-8")))
                content = text.encode("utf-8")
            elif file.name == "documentation_options.js":
                content = content.replace(*_SUMMARY)
            packed.writestr(_entry(file.relative_to(site).as_posix()), content)
    part.replace(target)
    return target


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", (2026, 1, 1, 0, 0, 0))
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def main(arguments: list[str] | None = None) -> int:
    """Write the ZIP; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.archive", description="Pack the site.")
    parser.add_argument("directory", nargs="?", default="_build/html", type=Path)
    options = parser.parse_args(arguments)
    if not (options.directory / "index.html").is_file():
        print(f"there is no book in {options.directory} (run `make book`)", file=sys.stderr)
        return 1
    target = pack(options.directory)
    forms.link(options.directory)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
