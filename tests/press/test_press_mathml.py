"""Formulas become MathML, all of them, and keep their source."""

import html
import re
from xml.etree import ElementTree

import pytest

from backprop.doctor import diagnose
from backprop.network import Network
from press.context import _tidied
from press.mathml import mathml

# The hardest of the three articles, of the chapters, and what sympy prints.
HARD = [
    r"X = \begin{bmatrix} x_0 \\ x_1 \end{bmatrix}, \Theta^{(1)} = \begin{bmatrix}"
    r"\theta_{10}^{(1)} & \theta_{11}^{(1)} \\ \theta_{20}^{(1)} & \theta_{21}^{(1)}\end{bmatrix}",
    r"\frac{\partial g}{\partial z} = g'(Z) = \frac{e^{-Z} * \frac{\partial(1)}{\partial z}"
    r" - 1 * \frac{\partial(e^{-Z})}{\partial z}}{(1 + e^{-Z})^2}",
    r"\begin{aligned}\delta_1^{(2)} &= \theta_{11}^{(2)} \cdot \delta_1^{(3)} \\"
    r"\delta_2^{(2)} &= \theta_{12}^{(2)} \cdot \delta_1^{(3)}\end{aligned}",
    r"D_{ij}^{(l)} = \begin{cases}\frac{1}{m} \Delta_{ij}^{(l)} + \lambda \Theta_{ij}^{(l)}"
    r" & \text{if } j \neq 0 \\ \frac{1}{m} \Delta_{ij}^{(l)} & \text{if } j = 0\end{cases}",
    r"J = \underbrace{\frac{\lambda}{2m}\sum_{l=1}^{L}\bigl(\Theta^{(l)}\bigr)^2}_{\text{spared}}",
    r"\prod_{l=1}^{L-1} \operatorname{diag}\bigl(g'(z^{(l+1)})\bigr)\,\Theta^{(l)}",
    r"\delta^{(2)} = (\theta^{(2)})^T \cdot \delta^{(3)} .* (a^{(2)} .* (1 - a^{(2)}))",
    r"dE/dW_{ho} = dZ_2/dW_{ho} \,.\, [dE/dO * dO/dZ_2]^T",
    r"\begin{align}a &= b \\ &= c\end{align}",
    r"\begin{split}a &= b\end{split}",
    r"\left[\begin{matrix}\theta_{10} x_{0}\\\theta_{20} x_{0}\end{matrix}\right]",
    r"\displaystyle \frac{d}{d z} \frac{1}{1 + e^{- z}}",
    r"\left. \frac{d}{d \xi_{1}} f{\left(\xi_{1} \right)} \right|_{\substack{ \xi_{1}=z }}",
    r"\boxed{\hat{y} = g(\Theta^\top a) \odot \mathbb{R}^{n \times m}}",
    r"a = b \\ c = d",
]


@pytest.mark.parametrize("tex", HARD)
@pytest.mark.parametrize("display", [True, False])
def test_the_hardest_formulas_become_one_well_formed_element(tex, display):
    markup = html.unescape(mathml(tex, display)) if "&Apply" in mathml(tex, display) else None
    root = ElementTree.fromstring(re.sub("&[A-Za-z]+;", "", mathml(tex, display)))
    assert root.tag == "math"
    assert (root.get("display") == "block") is display
    semantics = root.find("semantics")
    assert len(semantics) == 2
    assert semantics[1].get("encoding") == "application/x-tex"
    assert markup is None or "<math" in markup


def test_the_source_is_kept_to_the_letter():
    tex = r"a < b \quad \text{& so on}".replace("&", "\\&")
    root = ElementTree.fromstring(mathml(tex, display=False))
    assert root.find("semantics/annotation").text == tex


@pytest.mark.parametrize("tex", [r"\nosuchcommand{x}", r"\frac{1}", r"\begin{bmatrix} a", "{"])
def test_what_cannot_be_read_is_refused(tex):
    with pytest.raises(ValueError, match=r"\d+: "):
        mathml(tex, display=True)


def test_an_environment_brings_no_number_of_its_own():
    assert "(1)" not in mathml(r"\begin{equation}x = 1\end{equation}", True).split("<annotation")[0]


def test_macros_are_replaced():
    assert "ℝ" in mathml(r"\R^n", False, {"R": r"\mathbb{R}"})


def test_a_big_bracket_with_a_script_stays_on_the_line():
    assert "<msup><mrow><mo minsize" in mathml(r"\bigl(x\bigr)^2", display=True)


@pytest.mark.parametrize(
    ("tex", "grow"),
    [
        (r"g{\left(z \right)}", 0),
        (r"\left(1 - g{\left(z \right)}\right) g{\left(z \right)}", 0),
        (r"\left(\theta_{1} x\right)", 0),
        (r"\left(1 - \frac{1}{2}\right)", 2),
        (r"\left(\frac{1}{2} - g{\left(z \right)}\right)", 2),
    ],
)
def test_brackets_grow_only_around_what_is_tall(tex, grow):
    brackets = re.findall(r"<mo([^>]*)>[()]</mo>", mathml(tex, display=True))
    assert len([bracket for bracket in brackets if "stretchy" not in bracket]) == grow


def test_mathematics_in_an_output_is_set_as_well():
    net = Network((3, 2))
    report = diagnose(lambda *given: {1: -net.gradient(*given)[1]}, net)
    body = _tidied(report._repr_html_())
    assert r"$\Delta" in report._repr_html_()
    assert body.count("<math") == len(report.findings) > 0
    assert "$" not in body
    assert _tidied("<p>It costs $3, or $4.</p>") == "<p>It costs $3, or $4.</p>"
