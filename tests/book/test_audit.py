"""The audit of the three articles: verdicts are what the rows expect, and can turn red."""

import importlib.util
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backprop.book.audit import ROWS, audit, entries, judge_row, layer_by_layer, summary
from backprop.book.audit import verdicts as machine
from backprop.book.audit.interpretations import INTERPRETATIONS, sheet_of
from backprop.book.audit.rows import COPY, CORRECTED, DEFINES, FAILS, MENDED, Line
from backprop.equations import tokenize
from backprop.network import Network

TESTS = Path(__file__).parents[1]
FINDINGS = audit(ROWS)
BY_ID = {finding.row.id: finding for finding in FINDINGS}


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.row.id)
def test_a_verdict_is_what_its_row_expects(finding):
    assert finding.as_expected, (finding.standing, finding.reading, finding.reason)


def test_ids_are_unique_and_the_articles_in_order():
    ids = [row.id for row in ROWS]
    assert len(ids) == len(set(ids)) > 100
    assert "".join(dict.fromkeys(name[0] for name in ids)) == "ABC"


def test_about_half_of_the_rows_have_a_remark():
    assert 0.35 < sum(bool(row.remark) for row in ROWS) / len(ROWS) < 0.65


def test_every_chapter_named_is_a_chapter_of_the_book():
    planned = "01_why_networks 02_sigmoid 03_chain_rule 04_forward 05_each_weight 06_matrix_form "
    planned += "07_any_depth 08_accumulation 09_learning_rate 11_checking notation"
    assert {row.chapter for row in ROWS if row.chapter} <= set(planned.split())


def test_every_reading_is_used_and_can_be_built():
    used = {name for row in ROWS for name in row.names}
    assert used == set(INTERPRETATIONS)


OWN_TEXT = [f for f in FINDINGS if f.standing in ("holds", FAILS) and f.row.kind == "claim"]


@pytest.mark.parametrize("finding", OWN_TEXT, ids=lambda finding: finding.row.id)
def test_a_spoilt_formula_turns_red(finding):
    """A minus in front of the last side, or another relation, changes every verdict that holds."""
    row = finding.row
    if r"\leq" in row.latex:
        spoilt = row.latex.replace(r"\leq", ">", 1)
    else:
        left, _, right = row.latex.rpartition("=")
        spoilt = f"{left}= 1 + {right}"
    field = "mended" if finding.standing == FAILS else "latex"
    if finding.standing == FAILS:
        left, _, right = row.mended.rpartition("=")
        spoilt = f"{left}= 1 + {right}"
    assert not judge_row(replace(row, **{field: spoilt})).as_expected


@pytest.mark.parametrize("name", ["A35", "A50", "C6"])
def test_another_shape_turns_red(name):
    spoilt = replace(BY_ID[name].row, against="7*7")
    assert judge_row(spoilt).standing == "unmended"
    assert re.fullmatch(r"it is \d+ x \d+", judge_row(spoilt).reason)


@pytest.mark.parametrize("name", ["A42", "C65"])
def test_another_update_turns_red(name):
    row = BY_ID[name].row
    assert not judge_row(replace(row, against=f"1 + {row.against}")).as_expected


def test_a_definition_that_does_not_fit_turns_red():
    row = BY_ID["B1"].row
    assert judge_row(replace(row, latex=r"Z_9 = W_1 \cdot X")).standing == "unmended"
    assert judge_row(replace(row, latex=r"Z_9 = X \cdot W_1")).standing == DEFINES


def test_a_machine_that_says_yes_to_everything_turns_the_audit_red(monkeypatch):
    monkeypatch.setattr(machine, "_checked", lambda sheet, latex: (True, "", False))
    wrong = [f.row.id for f in audit(ROWS) if not f.as_expected]
    expected = [r.id for r in ROWS if r.expected in CORRECTED]
    assert set(expected) <= set(wrong)


def test_a_machine_that_says_no_to_everything_turns_the_audit_red(monkeypatch):
    monkeypatch.setattr(machine, "_checked", lambda sheet, latex: (False, "no", False))
    right = {f.row.kind for f in audit(ROWS) if f.as_expected}
    assert right == {"def", "shape"}


def test_a_vacuous_row_is_not_as_expected():
    row = Line("X1", "nowhere", "E = E", "one house", "fails", mended="E = (Y-O)^2/2", remark="No.")
    assert judge_row(row).vacuous
    assert not judge_row(row).as_expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "guess"),
        ("mended", "E = 0"),
        ("against", "E"),
        ("expected", FAILS),
        ("expected", MENDED),
        ("expected", COPY),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(field, value):
    with pytest.raises(ValueError, match="A8"):
        replace(BY_ID["A8"].row, **{field: value})


def test_an_unknown_reading_is_refused():
    with pytest.raises(ValueError, match="reading 'one horse' is not known"):
        sheet_of("one horse")


def test_sheets_are_the_callers_own():
    sheet_of("one house").define("Q = E")
    assert not sheet_of("one house").program.has("Q")


def key(latex):
    return tuple(t.text for t in tokenize(latex) if t.kind not in ("skip", "gap", "open", "close"))


def transcriptions():
    """Yield the formulas in the machine's own tests, and whether each holds in any reading."""
    path = TESTS / "equations" / "test_equations_articles.py"
    spec = importlib.util.spec_from_file_location("articles", path)
    articles = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(articles)
    for latex, matrices, scalars in (*articles.ARTICLE_A, *articles.ARTICLE_B):
        yield latex, matrices, matrices or scalars
    for latex, holds in (*articles.ARTICLE_C, *articles.CIRCUIT):
        yield latex, holds, holds


def test_it_agrees_with_the_machines_own_transcriptions():
    """Where both have a formula, what holds there for arrays holds here as printed."""
    mine = {key(f.row.latex): f for f in FINDINGS if f.row.kind in ("claim", "def")}
    both = [(mine[key(latex)], *held) for latex, *held in transcriptions() if key(latex) in mine]
    assert len(both) >= 45
    for finding, for_arrays, for_any in both:
        as_printed = finding.standing in ("holds", DEFINES)
        assert as_printed or not for_any, finding.row.id
        assert not for_arrays or as_printed, finding.row.id


def test_what_is_displayed_is_what_was_evaluated():
    for article in "ABC":
        text = entries(FINDINGS, article)
        for row in (finding.row for finding in FINDINGS if finding.row.id[0] == article):
            assert f"**{row.id}** " in text
            assert f"${row.latex}$" in text
            assert not row.mended or f"${row.mended}$" in text


@pytest.mark.parametrize("article", "ABC")
def test_what_counts_against_an_article_comes_first_and_the_rest_is_folded(article):
    shown, folded = entries(FINDINGS, article).split("<details")
    mine = [finding for finding in FINDINGS if finding.row.id[0] == article]
    for finding in mine:
        place = shown if finding.standing in (MENDED, FAILS) else folded
        assert f"**{finding.row.id}** " in place
    assert folded.rstrip().endswith("</details>")
    assert f"The other {folded.count('**') // 2} rows" in folded


def test_links_go_to_chapters_that_exist():
    assert "[chapter 6](06_matrix_form.ipynb)" in entries(FINDINGS, "A")
    book = TESTS.parent / "book"
    assert {row.chapter for row in ROWS} - {""} <= {file.stem for file in book.glob("*.ipynb")}


def test_numbers_are_short_enough_to_be_the_same_on_every_machine():
    for article in "ABC":
        numbers = re.findall(
            r"against -?0*\.?0*(\d[\d.]*?)[.,]?(?:\s|e)", entries(FINDINGS, article)
        )
        assert numbers
        assert all(len(number.replace(".", "")) <= 4 for number in numbers)


def test_the_summary_counts_what_was_found():
    counts = Counter(finding.standing for finding in FINDINGS)
    text = summary(FINDINGS)
    assert text.startswith(f"Of {len(ROWS)} rows, {counts['holds']} hold")
    corrected = f"{counts[MENDED]} hold once a slip is corrected"
    assert f"{corrected}, and {counts[FAILS]} do not hold" in text
    assert "C28" in text
    assert summary(FINDINGS[:20]) != text


def without_what_a_copy_mistakes(latex):
    return latex.translate(str.maketrans("", "", "-0Oo () "))


@pytest.mark.parametrize("article", "AC")
def test_a_lost_minus_or_a_nought_for_an_o_does_not_count_against_an_article(article):
    """Our copies of A and C were read from pages; B's has its formulas as they were typed."""
    rows = [r for r in ROWS if r.id[0] == article and r.expected in CORRECTED]
    alike = [
        r.id
        for r in rows
        if without_what_a_copy_mistakes(r.latex) == without_what_a_copy_mistakes(r.mended)
    ]
    assert [i for i in alike if BY_ID[i].standing != COPY] == []
    assert (article == "A") == bool(alike)


def test_what_may_be_our_copys_is_counted_apart():
    text = summary(FINDINGS)
    ours = [f.row.id for f in FINDINGS if f.standing == COPY]
    assert f"{len(ours)} more hold once one character is read" in text
    assert f"{len(ours)} once our copy is corrected ({', '.join(ours)})" in text
    against = text.replace(f"({', '.join(ours)})", "")
    assert not any(re.search(rf"\b{name}\b", against) for name in ours)
    assert "In our copy: 0.0002123 against 0.1263" in entries(FINDINGS, "A")


def test_layers_change_in_turn():
    net, rng = Network((2, 3, 1), loss="half_squared_error"), np.random.default_rng(4)
    X, Y, Theta = rng.normal(size=(4, 2)), rng.uniform(size=(4, 1)), net.init(rng)
    D = net.gradient(Theta, X, Y)
    once = layer_by_layer(net, Theta, X, Y, 0.5, [[2], [1]], 1)
    assert np.array_equal(once[1], Theta[1])
    assert np.allclose(once[2], Theta[2] - 0.5 * D[2])
    twice = layer_by_layer(net, Theta, X, Y, 0.5, [[2], [1]], 2)
    assert np.array_equal(twice[2], once[2])
    assert np.allclose(twice[1], once[1] - 0.5 * net.gradient(once, X, Y)[1])
    both = layer_by_layer(net, Theta, X, Y, 0.5, [[1, 2]], 1)
    assert all(np.allclose(both[k], Theta[k] - 0.5 * D[k]) for k in (1, 2))


@pytest.mark.parametrize("order", [[], [[3]], [[0, 1]]])
def test_an_order_of_other_layers_is_refused(order):
    net = Network((2, 3, 1))
    with pytest.raises(ValueError, match="expected lists of layers from 1 to 2"):
        layer_by_layer(net, net.init(np.random.default_rng(0)), [[0, 0]], [[0]], 1.0, order, 1)
