"""What the report says, and how it shows."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from planted import Planted

from backprop.checking import GradientError, check_gradient
from backprop.doctor import CATALOGUE, Finding, Report, diagnose
from backprop.doctor.catalogue.steps import SITES
from backprop.doctor.notation import at_layer, plain
from backprop.doctor.references import PLACES
from backprop.network import Network

NET = Network((4, 6, 3, 2), "tanh")


def planted(*faults, net=NET):
    return diagnose(Planted(net, set(faults)), net)


def test_the_first_line_is_the_diagnosis():
    text = str(planted(("hidden-derivative-missing", 2)))
    assert re.match(r"Layer 2: δ lacks g′\(z\) — chapter 8(, equation \(8\.\d+\))?\.\n", text)
    assert "δ⁽²⁾ = Θ⁽²⁾ᵀ δ⁽³⁾" in text
    assert "Compared on 5 random data sets (m = 5, 7, 3, 4, 1; λ = 0, 1, 2)" in text


def test_a_mistake_of_all_layers_says_so():
    assert str(planted(("hidden-derivative-missing", None))).startswith("Every hidden layer: δ ")
    assert str(planted(("missing-1/m", None))).startswith("Every layer: Δ is not divided by m")
    report = planted(
        ("factor-2", None), net=Network((3, 2), output="identity", loss="squared_error")
    )
    assert [one.layer for one in report.findings] == [None]


def test_findings_carry_what_the_table_has():
    (finding,) = planted(("stale-weights", 3)).findings
    assert (finding.id, finding.layer) == ("stale-weights", 3)
    assert finding.formula == at_layer(CATALOGUE["stale-weights"].formula, 3)
    assert finding.chapter == PLACES["update"].chapter
    assert finding.link.startswith(f"{finding.chapter}.html")
    assert finding.message.startswith("Layer 3: ")


def test_a_right_gradient_is_called_correct():
    report = diagnose(NET.gradient, NET)
    assert str(report).startswith("Correct: every number agrees with the right gradient.")
    assert "<strong>Correct" in report._repr_html_()
    assert "<table" not in report._repr_html_()


def test_the_unexplained_is_told_with_place_ratio_and_angle():
    def gradient(*given):
        D = NET.gradient(*given)
        D[2] = D[2] * 1.25
        return D

    text = str(diagnose(gradient, NET))
    assert "Nothing in the catalogue explains the gradient of layer 2" in text
    assert "The gradient of layers 3, 1 is right." in text
    assert "1.25 times the right one" in text
    assert "finite differences" not in text


def test_a_numerical_gradient_is_recognised_as_close():
    def gradient(*given):
        D = NET.gradient(*given)
        return {
            k: one + 1e-7 * np.cos(np.arange(one.size)).reshape(one.shape) for k, one in D.items()
        }

    text = str(diagnose(gradient, NET))
    assert "Nothing in the catalogue explains" in text
    assert "A gradient from finite differences is as close as that." in text


def test_alternatives_are_told():
    report = planted(("relu-mask-of-activation", None), net=Network((4, 6, 3, 2), "relu"))
    text = str(report)
    assert (
        "For this network hidden-derivative-missing and relu-mask-of-activation are equivalent."
        in text
    )
    assert "Or, as well: Every hidden layer: δ has a ReLU mask" in text
    many = Report(report.findings, report.alternatives * 9)
    assert "4 more in .alternatives." in str(many)


class Checker(HTMLParser):
    """Notes tags that are not closed, and links."""

    def __init__(self):
        super().__init__()
        self.open, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name == "href"]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_table_is_sound_html_with_formula_and_link():
    report = planted(("bias-regularised", None), ("wrong-sign", 1), ("stale-weights", 2))
    checker = Checker()
    checker.feed(report._repr_html_())
    assert not checker.open
    assert checker.links == [one.link for one in report.findings]
    assert not any(link.startswith(("http", "/")) for link in checker.links)
    for one in report.findings:
        assert f"${one.formula}$" in report._repr_html_()
        assert f"<code>{plain(one.formula)}</code>" in report._repr_html_()


def test_what_the_reader_wrote_is_escaped():
    def gradient(*given):
        raise ValueError("<script>alert(1)</script>")

    page = diagnose(gradient, NET)._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("row", CATALOGUE.values(), ids=CATALOGUE)
def test_rows_are_complete(row):
    assert row.site in SITES
    assert row.place in PLACES
    assert row.sentence
    assert not row.sentence.endswith(".")
    assert row.formula.count("{") == row.formula.count("}")
    assert not re.search(r"[\\{}$]", plain(row.formula)), plain(row.formula)
    assert "(l)" not in at_layer(row.formula, 2)


def test_places_name_chapters_by_file():
    for place in PLACES.values():
        assert re.fullmatch(r"\d\d_[a-z_]+", place.chapter)
    assert PLACES["product"]._replace(number="6.7").text == "chapter 6, equation (6.7)"
    assert str(Finding("x", None, "Something", place="shapes")) == "Something — chapter 6."


def test_the_gradient_check_sends_here():
    rng = np.random.default_rng(0)
    X, Y, Theta = rng.normal(size=(5, 4)), np.eye(2)[[0, 1, 1, 0, 1]], NET.init(rng)
    with pytest.raises(GradientError, match=r"call backprop\.doctor\.diagnose\(gradient, net\)"):
        check_gradient(Planted(NET, {("factor-2", None)}), NET, Theta, X, Y)
