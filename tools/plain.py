"""Build the book on the newest Sphinx, MyST and theme, without Jupyter Book: the way out.

    python -m tools.plain

Installs them into ``_build/plain/venv``, writes the configuration that Jupyter Book would hand
to Sphinx as a ``conf.py`` of its own, without Jupyter Book's extensions, and builds with
warnings as errors.  It asks the package index for what is newest, so it is no part of
``make test``.
"""

import pprint
import subprocess
import sys
import venv
from pathlib import Path

from press.context import UNUSED

__all__ = ["configuration", "main"]

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "_build" / "plain"
NEWEST = [
    "sphinx",
    "myst-nb",
    "sphinx-book-theme",
    "sphinx-design",
    "sphinx-external-toc",
    "sphinx-multitoc-numbering",
    "sphinxcontrib-bibtex",
    "math-core",
    "tinycss2",
    "beautifulsoup4",
]
DROPPED = {"jupyter_book", "sphinx_jupyterbook_latex", *UNUSED}


def configuration(root: Path = ROOT) -> str:
    """Return the text of a ``conf.py`` that says what ``_config.yml`` says."""
    from jupyter_book.config import get_final_config

    settings, _ = get_final_config(
        user_yaml=root / "_config.yml",
        sourcedir=root,
        cli_config={"latex_individualpages": False, "external_toc_path": str(root / "_toc.yml")},
    )
    settings["extensions"] = [name for name in settings["extensions"] if name not in DROPPED]
    # a conf.py lies elsewhere than the sources, so what it names is named in full
    settings["bibtex_bibfiles"] = [str(root / name) for name in settings["bibtex_bibfiles"]]
    settings["html_static_path"] = []
    lines = [f"{name} = {pprint.pformat(value)}" for name, value in sorted(settings.items())]
    return '"""Written by tools.plain from _config.yml."""\n\n' + "\n".join(lines) + "\n"


def _run(*command: object) -> int:
    print("$", *command, flush=True)
    return subprocess.run([str(word) for word in command], cwd=ROOT).returncode


def main() -> int:
    """Install and build; return the exit code."""
    PLACE.mkdir(parents=True, exist_ok=True)
    (PLACE / "conf.py").write_text(configuration(), encoding="utf-8")
    python = PLACE / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(PLACE / "venv", with_pip=True)
    quiet = ["--quiet", "--disable-pip-version-check"]
    if failed := _run(python, "-m", "pip", "install", *quiet, "--upgrade", "-e", ".", *NEWEST):
        return failed
    _run(python, "-m", "pip", "list", "--format=freeze", *quiet[1:])
    options = ["-n", "-W", "--keep-going", "-E", "-a", "-q", "-c", PLACE]
    return _run(python, "-m", "sphinx", *options, "-b", "html", ROOT, PLACE / "html")


if __name__ == "__main__":
    sys.exit(main())
