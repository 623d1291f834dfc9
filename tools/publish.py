"""Make the folder to upload, and check it for what static hosts trip over.

    python -m tools.publish [DIR] [--to _build/publish]

The folder is the built site as it is, with ``.nojekyll`` (without it GitHub Pages leaves out
what begins with an underscore).  It holds relative links only, so it may lie under any path;
only ``404.html``, which hosts send from any depth, has to know it, from ``html.baseurl`` in
``_config.yml``.  Anything found ends the command with 1.
"""

import argparse
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from press.address import Address
from tools.address import read

__all__ = ["main", "problems", "publish"]

ROOT = Path(__file__).parent.parent
NEEDED = ["index.html", "404.html", ".nojekyll", "_static/press.css", "searchindex.js"]
LARGEST, LARGEST_IN_ALL = 25_000_000, 1_000_000_000  # bytes that every host of note takes
_NAME = re.compile(r"[A-Za-z0-9._/-]+")
_LOADS = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action"}


def publish(site: Path, target: Path) -> None:
    """Copy a built site into an empty folder and add what hosts want.

    Raises
    ------
    ValueError
        If there is no site, or the folder holds something that is no site of ours.
    """
    if not (site / "index.html").is_file():
        raise ValueError(f"there is no book in {site} (run `make book`)")
    if target.exists() and any(target.iterdir()) and not (target / ".nojekyll").is_file():
        raise ValueError(f"{target} holds something else; it is not overwritten")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(site, target, ignore=shutil.ignore_patterns(".buildinfo", ".doctrees"))
    (target / ".nojekyll").touch()


def problems(folder: Path, book: Address) -> list[str]:
    """Say what in a folder a static host would trip over."""
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    found = [f"{name} is missing" for name in NEEDED if name not in files]
    wheels = [name for name in files if name.startswith("backprop_checked-")]
    if len(wheels) != 1:
        found.append(f"the site carries {len(wheels)} wheels of its code; expected one")
    folded: dict[str, str] = {}
    for name in sorted(files):
        if not _NAME.fullmatch(name):
            found.append(f"{name!r} has characters that some hosts change")
        if (other := folded.setdefault(name.lower(), name)) != name:
            found.append(f"{name} and {other} differ in case alone")
    sizes = {name: (folder / name).stat().st_size for name in files}
    found += [f"{name} is larger than {LARGEST:,} bytes" for name in sizes if sizes[name] > LARGEST]
    if sum(sizes.values()) > LARGEST_IN_ALL:
        found.append(f"the folder is larger than {LARGEST_IN_ALL:,} bytes")
    for name in sorted(name for name in files if name.endswith(".html")):
        text = (folder / name).read_text(encoding="utf-8")
        found += [f"{name}: {what}" for what in _in_page(name, text, files, book)]
    return found


def _in_page(name: str, text: str, files: set[str], book: Address) -> Iterator[str]:
    page = BeautifulSoup(text, "html.parser")
    root = urlsplit(book.site).path.rstrip("/") + "/"
    base = page.find("base")
    if base and base["href"] != root:
        yield f"its base is {base['href']}; the site's path is {root}"
    if name == "404.html" and not base:
        yield "it has no base, and hosts send it from any depth"
    for element in page.find_all(list(_LOADS)):
        address = element.get(_LOADS[element.name]) or ""
        parts = urlsplit(address)
        if parts.hostname in ("localhost", "127.0.0.1"):
            yield f"{address} is a machine of one's own"
        if parts.scheme or parts.netloc or not parts.path:
            continue
        if parts.path.startswith("/"):
            yield f"{address} leaves a site that lies under a path"
        elif (reached := _resolved("" if base else name, unquote(parts.path))) not in files:
            case = next((file for file in files if file.lower() == reached.lower()), None)
            yield f"{address} leads nowhere" + (f"; there is {case}" if case else "")


def _resolved(page: str, path: str) -> str:
    """Return where a link of a page leads, from the root; upwards out of it stays so."""
    parts = page.split("/")[:-1]
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def main(arguments: list[str] | None = None) -> int:
    """Make and check the folder; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.publish", description="Publish.")
    parser.add_argument("directory", nargs="?", default="_build/html", type=Path)
    parser.add_argument("--to", default="_build/publish", type=Path)
    options = parser.parse_args(arguments)
    book = read(ROOT)
    try:
        publish(options.directory, options.to)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    found = problems(options.to, book)
    for problem in found:
        print(problem, file=sys.stderr)
    size = sum(file.stat().st_size for file in options.to.rglob("*") if file.is_file())
    print(f"{options.to}: {size / 1e6:.1f} MB, problems: {len(found)}")
    if not book.site:
        print("html.baseurl is not set: right for the root of a host; 404.html needs it elsewhere")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
