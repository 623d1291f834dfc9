"""Notebooks as they are downloaded, in an environment that has Jupyter's kernel and no more.

Run by `make downloaded`, not by `make test`: it asks the package index for what is newest.
"""

import json
import re
import socket
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path
from urllib.parse import urljoin

import nbformat
import pytest
from bs4 import BeautifulSoup
from host import HOST, serving

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "_build" / "downloaded"
SITE = PLACE / "_build" / "html"
CHAPTERS = ["05_each_weight", "09_learning_rate", "91_where_is_it"]
WORTH_SAYING = {"backprop-checked", "numpy", "sympy", "matplotlib", "ipywidgets"}
KERNEL = ["ipykernel", "nbclient"]  # what whoever opens a notebook has
EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient
source, target, errors = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
client = NotebookClient(notebook, timeout=900, kernel_name="python3", allow_errors=errors == "yes")
client.execute()
nbformat.write(notebook, target)
"""


def run(*command, cwd=None):
    made = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)
    assert made.returncode == 0, (made.stdout + made.stderr)[-4000:]
    return made.stdout


def free_port():
    with socket.socket() as found:
        found.bind((HOST, 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def where():
    """Serve a book that was built to be published where it is served."""
    port = free_port()
    address = f"http://{HOST}:{port}"
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    text, changed = re.subn(r'(?m)^  baseurl: ""', f'  baseurl: "{address}"', text)
    assert changed == 1
    PLACE.mkdir(parents=True, exist_ok=True)
    config = PLACE / "_config.yml"
    config.write_text(text, encoding="utf-8")
    book = Path(sys.executable).with_name("jupyter-book")
    run(
        book,
        "build",
        ".",
        "--config",
        config,
        "--path-output",
        PLACE,
        "-n",
        "-W",
        "--keep-going",
        "--quiet",
        cwd=ROOT,
    )
    run(sys.executable, "-m", "tools.wheel", SITE, cwd=ROOT)
    with serving(SITE, port=port) as served:
        assert served == address
        yield address


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Return the interpreter of an environment that has a kernel."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True)
    found = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(found, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *KERNEL)
    return found


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def download(where, name, folder):
    """Do what a click on the button of a page does."""
    page = f"{where}/book/{name}.html"
    (button,) = BeautifulSoup(fetch(page), "html.parser").select(".page-facts a[download]")
    file = folder / f"{name}.ipynb"
    file.write_bytes(fetch(urljoin(page, button["href"])))
    return file


def execute(python, file, errors="no"):
    """Execute a notebook in its own folder, away from this clone; return it."""
    target = file.with_suffix(".done.ipynb")
    run(python, "-c", EXECUTE, file.name, target.name, errors, cwd=file.parent)
    return nbformat.read(target, as_version=4)


def failed(notebook):
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    return [out.ename for out in outputs if out.output_type == "error"]


def test_three_chapters_run_where_there_was_nothing(where, python, tmp_path):
    for name in CHAPTERS:
        assert failed(execute(python, download(where, name, tmp_path))) == [], name
    listed = json.loads(run(python, "-m", "pip", "list", "--format", "json"))
    print({one["name"]: one["version"] for one in listed if one["name"] in WORTH_SAYING})


def test_a_library_that_is_missing_fails_the_cells_that_need_it(where, python, tmp_path):
    notebook = download(where, "11_checking", tmp_path)
    run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "autograd")
    done = execute(python, notebook, errors="yes")
    wrong = failed(done)
    assert wrong.count("ModuleNotFoundError") == 1
    assert set(wrong) == {"ModuleNotFoundError", "NameError"}  # of what uses what that cell makes
    assert len(wrong) < sum(cell.cell_type == "code" for cell in done.cells) / 8
