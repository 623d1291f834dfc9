"""What the page for other authors says is so: its example, its places, its options."""

import re
from pathlib import Path

import pytest
import yaml

from backprop.equations.__main__ import main
from backprop.equations.results import check_file

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "book" / "check_your_text.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_ends_in_a_red_equation(tmp_path):
    (example,) = re.findall(r"(?s)````markdown\n(.*?)````", PAGE)
    path = tmp_path / "mine.md"
    path.write_text(example, encoding="utf-8")
    assert [one.standing for one in check_file(path)] == ["definition"] * 2 + ["does not hold"]
    path.write_text(example.replace(r"\, a\, x", r"\, x"), encoding="utf-8")
    assert all(one.passed for one in check_file(path))


def test_each_slip_that_it_reports_stands_in_the_collection():
    known = set()
    for path in (ROOT / "benchmarks" / "equation_texts").glob("*/text.yaml"):
        for sheet in yaml.safe_load(path.read_text(encoding="utf-8"))["sheets"]:
            known |= {one["where"] for one in sheet["equations"] if one["truth"] == "false"}
    cited = re.findall(r"(?m)^- .*: `([^`]+)`, ((?:cell \d+, )?line \d+)\.$", PAGE)
    assert len(cited) == 13
    assert {f"{path}, {place}" for path, place in cited} <= known


@pytest.mark.parametrize("option", sorted(set(re.findall(r"--[a-z][a-z-]+", PAGE))))
def test_each_option_that_it_names_is_there(option, capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert option in capsys.readouterr().out


REFUSED = {
    "vacuous": ("x = x", 1),
    "cannot be decided": (r"\log(x^T x - x^T x - 1) = y", 1),
    "cannot be read": ("y / y y = 1", 2),
    "undeclared": ("x^T v = y", 4),
}


@pytest.mark.parametrize("word", REFUSED)
def test_a_refusal_has_the_word_and_the_status_of_the_page(tmp_path, word, capsys):
    latex, status = REFUSED[word]
    assert f"| {word} | {status} |" in PAGE
    path = tmp_path / "mine.md"
    text = f"<!-- equations\nleaves:\n  x: 3x1\n  y: scalar\n-->\n\n$$\n{latex}\n$$\n"
    path.write_text(text, encoding="utf-8")
    assert main([str(path)]) == status
    assert word in capsys.readouterr().out
