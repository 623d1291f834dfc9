"""The collection of other authors' equations: whole, true to its word, and measured rightly."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.append(str(BENCHMARKS))  # behind the rest: its modules have everyday names

import equations_foreign as foreign  # noqa: E402
from equation_texts.forms import FORMS, Piece, body, marked, page  # noqa: E402

TEXTS = foreign.texts([foreign.TEXTS])
NAMES = [path.name for path in TEXTS]
EACH = pytest.mark.parametrize("path", TEXTS, ids=NAMES)
SHEET = {"declares", "later", "plain", "given", "given_plainly", "equations"}
EQUATION = {
    *("id", "as_printed", "where", "truth", "why", "needs", "later", "given", "given_plainly"),
    *("rewritten", "probe", "probe_plainly", "names", "slips"),
}


def loaded(path: Path) -> dict:
    return yaml.safe_load((path / "text.yaml").read_text(encoding="utf-8"))


def entries(text: dict) -> list[dict]:
    return [entry for sheet in text["sheets"] for entry in sheet["equations"]]


def test_the_collection_is_broad():
    everything = [entry for path in TEXTS for entry in entries(loaded(path))]
    count = Counter(entry["truth"] for entry in everything)
    assert len(TEXTS) >= 18
    assert len(everything) >= 240
    assert set(count) == set(foreign.TRUTHS)
    assert min(count.values()) >= 15
    assert sum(bool(entry.get("slips")) for entry in everything) >= 80
    assert {loaded(path)["form"] for path in TEXTS} == set(FORMS)


@EACH
def test_a_text_says_where_it_comes_from(path):
    source = loaded(path)["source"]
    assert {"title", "repository", "path", "commit", "licence"} <= set(source)
    assert re.fullmatch("[0-9a-f]{40}", source["commit"])
    for entry in entries(loaded(path)):
        assert re.fullmatch(r"\S.*\.\w+(, cell \d+)?, line \d+", entry["where"])


@EACH
def test_a_text_keeps_to_its_keys(path):
    text = loaded(path)
    assert text["form"] in FORMS
    assert set(text) <= {"source", "form", "preamble", "sheets"}
    for sheet in text["sheets"]:
        assert set(sheet) <= SHEET
    for entry in entries(text):
        assert set(entry) <= EQUATION, entry["id"]
        assert entry["truth"] in foreign.TRUTHS, entry["id"]
        assert ("why" in entry) == (entry["truth"] == "false"), entry["id"]
        assert ("names" in entry) == (entry["truth"] == "outside"), entry["id"]
        assert "slips" not in entry or entry["truth"] == "true", entry["id"]
    assert not [one for one, n in Counter(e["id"] for e in entries(text)).items() if n > 1]


@EACH
def test_every_slip_has_its_place(path):
    for entry in entries(loaded(path)):
        forms = [entry["as_printed"], *foreign.several(entry.get("rewritten", []))]
        for slip in entry.get("slips", []):
            assert slip[0] != slip[1]
            assert any(foreign.slipped(latex, slip) for latex in forms), (entry["id"], slip)


@EACH
def test_what_is_said_to_be_true_or_false_is_so(path):
    assert foreign.unverified(path) == []


@EACH
def test_every_display_can_stand_in_a_page(path):
    text = loaded(path)
    displays = [entry["as_printed"] for entry in entries(text)]
    pieces = [Piece(latex, mark, True) for latex in displays for mark in ("claim", "def")]
    _, places = page(pieces, text["form"], text.get("preamble", ""), {"leaves": {"x": "scalar"}})
    assert len(places) == len(pieces)
    assert places == sorted(set(places))
    assert all(body(latex) for latex in displays)


@pytest.mark.parametrize(
    ("display", "definition", "inside"),
    [
        ("$$a = b.$$", "$$% def\na = b.$$", "a = b."),
        ("> $$\n> a\n> $$", "> $$% def\n> a\n> $$", "a"),
        ("> $$a$$", "> $$% def\n> a$$", "a"),
        ("\\[\na\n\\]", "\\[% def\na\n\\]", "a"),
        ("```{math}\n:label: l\na\n```", "```{math}\n:label: l\n% def\na\n```", "a"),
        (".. math::\n   :label: l\n\n   a\n\n", ".. math::\n   :label: l\n\n   a\n   % def", "a"),
        ("$$\na\n$$ {#eq-l}", "$$% def\na\n$$ {#eq-l}", "a"),
        (
            "\\begin{alignat*}{2}\na &= b\n\\end{alignat*}",
            "\\begin{alignat*}{2}% def\na &= b\n\\end{alignat*}",
            "\\begin{alignat*}{2}\na &= b\n\\end{alignat*}",
        ),
    ],
)
def test_a_mark_is_put_into_a_display_and_its_delimiters_off(display, definition, inside):
    assert marked(display, "claim") == display
    assert marked(display, "def") == definition
    assert body(display) == inside


def test_a_display_without_a_delimiter_is_refused():
    with pytest.raises(ValueError, match="expected a delimiter"):
        marked("a = b", "def")


@pytest.mark.parametrize("form", FORMS)
def test_a_page_tells_where_its_pieces_stand(form):
    text, places = page([Piece("a", "def"), Piece("b", "claim")], form, "\\def\\q{1}", {"k": {}})
    if form == "ipynb":
        sources = [cell["source"] for cell in yaml.safe_load(text)["cells"]]
        assert [sources[place].count(one) for place, one in zip(places, "ab", strict=True)] == [
            1,
            1,
        ]
        return
    lines = text.split("\n")
    first, second = places
    assert "a" in lines[first - 1 : second - 1] or "   a" in lines[first - 1 : second - 1]
    assert "b" in lines[second - 1 :] or "   b" in lines[second - 1 :]


TEXT = r"""
source: {title: made up}
form: md
sheets:
  - declares: {leaves: {x: 3x1, w: 3x1}}
    equations:
      - {id: sum, as_printed: '$$z = w^T x$$', truth: definition, probe: 'z = x^T w'}
      - {id: wrong-probe, as_printed: '$$y = w$$', truth: definition, probe: 'y = x'}
      - {id: slope, as_printed: '$$\frac{\partial z}{\partial x} = w$$', truth: 'true',
         slips: [[= w, = x]]}
      - {id: alarm, as_printed: '$$z = z + 1$$', truth: 'true'}
      - {id: unusual, as_printed: '$$z \circledast 2 = z + z$$', truth: 'true',
         rewritten: z 2 = z + z}
      - {id: wrong, as_printed: '$$z = 2 z$$', truth: 'false', why: twice}
      - {id: passes, as_printed: '$$3 z = 2 z + z$$', truth: 'false', why: it is not false}
      - {id: integral, as_printed: '$$\int z = z$$', truth: outside, names: [int]}
      - {id: nameless, as_printed: '$$\int \circledast z = z$$', truth: outside, names: [ast z]}
      - {id: within, as_printed: '$$2 z = z + z$$', truth: outside, names: [int]}
      - {id: empty-slip, as_printed: '$$z + z = 2 z$$', truth: 'true', slips: [[2 z, z 2]]}
"""
TRUTHS = """
from equation_texts.numeric import differ, same

def truth_slope(draw):
    same(1, 1)

def truth_alarm(draw):
    x = draw()
    same(x, x + 1)

def truth_wrong(draw):
    x = draw.positive()
    differ(x, 2 * x)
"""


@pytest.fixture
def made_up(tmp_path):
    folder = tmp_path / "made_up"
    folder.mkdir()
    (folder / "text.yaml").write_text(TEXT, encoding="utf-8")
    (folder / "truths.py").write_text(TRUTHS, encoding="utf-8")
    return folder


def test_each_outcome_is_what_it_should_be(made_up, tmp_path):
    found = {
        one.entry["id"]: one for one in foreign.judged_text(foreign.Judge(str(tmp_path)), made_up)
    }
    right = {name for name, one in found.items() if one.right}
    assert right == {"sum", "slope", "wrong", "integral", "empty-slip"}
    assert {n for n, one in found.items() if one.right_rewritten} - right == {"unusual"}
    assert {n for n, one in found.items() if one.misread()} == {"wrong-probe", "passes", "within"}
    assert {n for n, one in found.items() if one.alarm()} == {"alarm"}
    slips = {n: [o.kind for _, o in one.slips] for n, one in found.items() if one.slips}
    assert slips == {"slope": ["false"], "empty-slip": ["holds"]}


def test_the_measure_counts_them(made_up, capsys):
    assert foreign.main([str(made_up.parent)]) == 0
    said = capsys.readouterr().out
    for line in (
        "equations               11   2 definition, 4 true, 2 false, 3 outside",
        "right as printed         5   45%",
        "right after rewrite      6   55%",
        "misreadings              3",
        "false alarms             1",
        "planted slips            2   1 refuted, 0 refused, 1 accepted",
        "outside, by name         1   of 3",
        r"    1  cannot read \circledast",
        "  slip passes  made_up / empty-slip: '$$z + z = z 2$$'",
    ):
        assert line in said.split("\n")


def test_a_truth_that_is_none_is_told(made_up):
    said = "\n".join(foreign.unverified(made_up))
    assert "alarm, seed 0: sides differ" in said
    assert "passes: nothing works it out" in said
    assert "slope" not in said
    assert "/ wrong:" not in said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            r"came \by; expected a number, a name or a group (position 4)",
            "a macro of the text's own",
        ),
        (r"came \bysub; expected a number (position 4)", r"cannot read \bysub"),
        ("w_{i}, here w_{1}, is not declared (position 3)\n  w_i\n  ^", "a name is not declared"),
        ("text.tex, line 1: came 'dA'; expected one name", "the declaration is not read"),
        ("0 displays found; expected one", "the display is not found"),
        (r"came g; expected \nabla_{B} A (position 0)", "a gradient whose variable is not said"),
        ("something new (position 7)", "something new"),
    ],
)
def test_refusals_are_grouped(message, said):
    assert foreign.reason(message, r"\newcommand{\by}{\mathbf{y}}") == said


def test_later_declarations_count_only_where_they_are_read(tmp_path):
    judge, text = foreign.Judge(str(tmp_path)), foreign.Page("md", "", [])
    sheet = {"declares": {"leaves": {"x": "scalar"}}}
    assert foreign.declared(judge, text, {**sheet, "later": {"unheard": 1}}, {}, False) == {
        "leaves": {"x": "scalar"}
    }
    entry = {"later": {"leaves": {"y": "scalar"}}}
    assert foreign.declared(judge, text, sheet, entry, False) == {
        "leaves": {"x": "scalar", "y": "scalar"}
    }
