"""Write what ``_config.yml`` says of repository, site and edition where Sphinx does not read.

    python -m tools.address            write it
    python -m tools.address --check    end with 1 if something would change

Between two marks, ``address`` and ``/address`` in a comment, stand the lines that this command
writes: badges and links in the README, the table of addresses in pyproject.toml, two fields in
CITATION.cff.  What is not set has no lines.  The edition is the version of the package.
"""

import argparse
import re
import sys
from pathlib import Path

import yaml

from press.address import Address

__all__ = ["main", "read", "written"]

_BLOCK = re.compile(
    r"(^(?:#|<!--) address[^\n]*\n).*?(^(?:#|<!--) /address)", re.DOTALL | re.MULTILINE
)
_VERSIONS = {
    "pyproject.toml": (re.compile(r'^version = ".*"$', re.MULTILINE), 'version = "{}"'),
    "CITATION.cff": (re.compile(r"^version: .*$", re.MULTILINE), "version: {}"),
}


def read(root: Path) -> Address:
    """Return what the configuration of a book says."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    repository, html = config.get("repository") or {}, config.get("html") or {}
    return Address(
        repository.get("url") or "",
        html.get("baseurl") or "",
        str((config.get("sphinx", {}).get("config") or {}).get("release") or ""),
        repository.get("branch") or "main",
    )


def _readme(book: Address) -> list[str]:
    badges = []
    if book.on_github:
        badge = f"{book.repository}/actions/workflows/test.yml"
        badges.append(f"[![Tests]({badge}/badge.svg)]({badge})")
        badges.append(f"[![Binder](https://mybinder.org/badge_logo.svg)]({book.binder('book')})")
    lines = [" ".join(badges), ""] if badges else []
    if book.site:
        lines += [f"Read it at <{book.site}/>.", ""]
    if book.repository:
        name = book.repository.rpartition("/")[2].removesuffix(".git")
        lines += ["```", f"git clone {book.repository}", f"cd {name}", "```", ""]
        lines += [f"Found an error? [Report it]({book.report('README')}).", ""]
    return lines


def _project(book: Address) -> list[str]:
    urls = {"Documentation": book.site, "Repository": book.repository, "Issues": book.issues}
    lines = [f'{name} = "{address}"' for name, address in urls.items() if address]
    return ["[project.urls]", *lines, ""] if lines else []


def _citation(book: Address) -> list[str]:
    fields = {"repository-code": book.repository, "url": book.site and book.site + "/"}
    return [f"{name}: {address}" for name, address in fields.items() if address]


FILES = {"README.md": _readme, "pyproject.toml": _project, "CITATION.cff": _citation}


def written(name: str, text: str, book: Address) -> str:
    """Return the text of a file with what is said of the book in it.

    Raises
    ------
    ValueError
        If the file has no place for it.
    """
    lines = "".join(line + "\n" for line in FILES[name](book))
    text, count = _BLOCK.subn(lambda found: found[1] + lines + found[2], text)
    if count != 1:
        raise ValueError(f"{name} has {count} blocks from 'address' to '/address'; expected 1")
    if name in _VERSIONS and book.edition:
        pattern, line = _VERSIONS[name]
        text = pattern.sub(line.format(book.edition), text, count=1)
    return text


def main(arguments: list[str] | None = None) -> int:
    """Write the files; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.address", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--root", type=Path, default=Path())
    options = parser.parse_args(arguments)
    stale = []
    for name in FILES:
        file = options.root / name
        before = file.read_text(encoding="utf-8")
        after = written(name, before, read(options.root))
        if after != before:
            stale.append(name)
            if not options.check:
                file.write_text(after, encoding="utf-8")
    said = "not as _config.yml says (run `make address`)" if options.check else "written"
    for name in stale:
        print(f"{name}: {said}")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
