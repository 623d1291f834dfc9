"""Chapter 14's PyTorch listings, run: by hand where PyTorch is, not by `make test`.

python -m pytest tests/outside/torch_listings.py
"""

import contextlib
import io
import re
from pathlib import Path

import nbformat
import pytest

torch = pytest.importorskip("torch")
NOTEBOOK = nbformat.read(Path(__file__).parents[2] / "book" / "14_arrays.ipynb", as_version=4)
TEXT = "\n".join(cell.source for cell in NOTEBOOK.cells if cell.cell_type == "markdown")
LISTINGS = re.findall(r"(?s)```python\n(.*?)```", TEXT)
MESSAGE = re.search(r"(?s)```text\n(GradcheckError.*?)```", TEXT)[1]


def squeezed(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def names():
    """Return what the listings define, after each printed line was compared with its comment."""
    names = {}
    for listing in LISTINGS:
        for statement in re.split(r"\n(?=\S)(?!\))", listing):
            code, _, said = statement.partition("  # ")
            printed = io.StringIO()
            error = ""
            with contextlib.redirect_stdout(printed):
                try:
                    exec(code, names)
                except RuntimeError as caught:
                    error = f"{type(caught).__name__}: {caught}"
            if "print(" in code or error:
                shown = squeezed(printed.getvalue() or error)
                assert squeezed(said or MESSAGE) in shown, code
    return names


def test_the_listings_print_what_they_say(names):
    assert len(LISTINGS) == 4
    assert "Cube" in names


def test_zero_grad_puts_none(names):
    weight = torch.nn.Parameter(torch.ones(1))
    weight.grad = torch.ones(1)
    torch.optim.SGD([weight]).zero_grad()
    assert weight.grad is None


def test_a_second_pass_is_refused(names):
    J = (names["X"] @ names["W"] + names["b"]).tanh().sum()
    J.backward()
    with pytest.raises(RuntimeError, match="second time"):
        J.backward()


def test_an_operand_changed_in_place_is_refused():
    x = torch.ones(2, requires_grad=True)
    y = x.exp()
    J = (y * y).sum()
    with torch.no_grad():
        y += 1
    with pytest.raises(RuntimeError, match="inplace"):
        J.backward()


def test_single_precision_fails_a_right_cube():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with pytest.warns(UserWarning, match="likely"), pytest.raises(RuntimeError) as caught:
        torch.autograd.gradcheck(lambda x: x**3, (x,))
    assert "2.9504" in str(caught.value)
    assert "11.4441" in str(caught.value)
