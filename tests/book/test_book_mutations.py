"""One symbol changed in any checked equation of the book turns its check red.

What counts.  A mutation that the machine refuses to read (a brace without its twin, a
name that nobody declared) is no mutant, and counts neither for nor against.  Nor does
one that says the same by the laws of algebra alone (`same_formula`), or for a reason
that stands in EQUIVALENT.  Of all others 97 in 100 must be caught: they do not hold,
their shapes do not fit, or they have become vacuous.  Each survivor is explained: it is
a part of the claim, or it stands in WEAKER.
"""

from collections import Counter

import equation_rules
import pytest
from mutations import mutants
from same_formula import Laws, part, same

from backprop.equations import Sheet, tokenize
from backprop.equations.files import walk

LEAST = 0.97
BARE = "σ was defined as σ(z), so σ alone is its value at z"
ONE_ROW = "the array has one row, whose number may be left out"
IN_CASE = "in the case i = j either letter says the same"
EQUIVALENT = {
    # (label, change): why it is another way to write the same
    ("eq-01-mirror", "without (x)"): "z was defined as z(x), so z alone is its value at x",
    ("eq-01-range", "without (z)"): BARE,
    ("eq-01-derivative", "without (z)"): BARE,
    ("eq-01-log-odds", "without (z)"): BARE,
    ("eq-02-identity", "without (z)"): "the derivative of the function g is g', of g(z) by z too",
    ("eq-08-D-article", "without i"): ONE_ROW,
    ("eq-15-jacobian", "j for i"): IN_CASE,
    ("eq-14-diagonal", "j for i"): IN_CASE,
    ("eq-14-softmax-jacobian", "j for i"): IN_CASE,
    ("eq-12-balance", "without (k)"): "M was defined as M(k), so M alone is its value at k",
    ("eq-12-unbiased", "j for i"): "the mean of the two is taken over all pairs, in either order",
    ("eq-12-unbiased", "i for j"): "the mean of the two is taken over all pairs, in either order",
}
WEAKER = {
    # label of an inequality: why what is left of it still holds
    "eq-01-range": "what is below 1 is below 2, and either bound holds without the other",
    "eq-03-faster": "10 > 2 leaves room for another factor or link on either side",
    "eq-05-falls": "one step falls so far that a little more or less is still below E",
    "eq-07-bound": "the bound is met only where every slope is 1/4, which no draw is near",
}


def functions(sheet):
    """Return the names that parentheses call."""
    keys = sheet.program.functions
    return frozenset(key.partition("_{")[0].partition("^{")[0] for key in keys)


def verdict(sheet, latex):
    """Return the verdict on a mutant, or None where it cannot be read.

    Two draws catch nearly all; only what passes them is put to all twenty.
    """
    draws = sheet.draws
    try:
        sheet.draws = 2
        found = sheet.check(latex)
        sheet.draws = draws
        return sheet.check(latex) if found.holds else found
    except ValueError:
        return None
    finally:
        sheet.draws = draws


def claims(path):
    """Yield each claim of a file with its sheet as it is at that place."""
    for equation, sheet in walk(path):
        sheet.meter = None  # thousands of mutants are more than a file may hold
        if equation.kind == "def":
            sheet.define(equation.latex)
        elif equation.kind == "claim":
            yield equation, sheet


def fate(label, claim, mutant, sheet, laws):
    """Return what came of a mutant, in a word."""
    found = verdict(sheet, mutant.latex)
    if found is None:
        return "unreadable"
    if not found.holds:
        return "vacuous" if found.vacuous else "caught" if found.draws else "misfit"
    if (
        same(laws, claim, mutant.latex)
        or (label, mutant.change.rpartition(" at ")[0]) in EQUIVALENT
    ):
        return "the same"
    if part(laws, claim, mutant.latex):
        return "a part"
    bound = any(token.text in INEQUALITIES for token in tokenize(claim))
    return "weaker" if bound and label in WEAKER else "unexplained"


INEQUALITIES = ("<", ">", r"\leq", r"\geq", r"\le", r"\ge")
CAUGHT = ("caught", "misfit", "vacuous")
SURVIVED = ("a part", "weaker", "unexplained")


def fates(paths):
    """Return how many mutants met which fate, and those that nothing explains."""
    counts, unexplained = Counter(), []
    for path in paths:
        for equation, sheet in claims(path):
            laws = Laws(sheet)
            counts["equations"] += 1
            for mutant in mutants(equation.latex, functions(sheet)):
                came = fate(equation.label, equation.latex, mutant, sheet, laws)
                counts[came] += 1
                if came == "unexplained":
                    unexplained.append((equation.label, mutant.kind, mutant.change, mutant.latex))
    return counts, unexplained


@pytest.mark.slow
def test_a_changed_symbol_is_caught(record_property):
    counts, unexplained = fates(equation_rules.FILES)
    caught, survived = (sum(counts[name] for name in names) for names in (CAUGHT, SURVIVED))
    share = caught / (caught + survived)
    record_property(
        "summary",
        f"mutations of the {counts['equations']} checked equations: {caught} of "
        f"{caught + survived} caught ({share:.1%}), {survived} survived and explained, "
        f"{counts['the same']} say the same, {counts['unreadable']} cannot be read",
    )
    assert unexplained == []
    assert share >= LEAST


def test_what_is_listed_is_needed():
    labels = {label for label, _ in EQUIVALENT} | set(WEAKER)
    met, needed = set(), set()
    for path in equation_rules.FILES:
        for equation, sheet in claims(path):
            if equation.label not in labels:
                continue
            met.add(equation.label)
            for mutant in mutants(equation.latex, functions(sheet)):
                found = verdict(sheet, mutant.latex)
                if found and found.holds:
                    change = mutant.change.rpartition(" at ")[0]
                    needed |= {equation.label, (equation.label, change)}
    listed = [key for key in EQUIVALENT if key[0] in met] + [key for key in WEAKER if key in met]
    assert [key for key in listed if key not in needed] == []


NETWORK = {"X": (4, 3), "W": (4, 2), "V": (2, 1), "Y": (1, 3), "c": (), "v": (2,)}


@pytest.fixture
def sheet():
    sheet = Sheet(NETWORK, {"g": "tanh"})
    sheet.define(r"Z_1 = W^T X + c, \quad h_1 = g(Z_1), \quad O = V^{\mathsf T} h_1")
    sheet.define(r"E = \frac{1}{2} \sum (O - Y) \odot (O - Y)")
    sheet.define(r"u_i = v_i - c")
    return sheet


CLAIM = r"\frac{\partial E}{\partial W} = X \cdot \left[ (V (O - Y)) \odot g'(Z_1) \right]^T"
MUST_BE_MADE = {
    "delete": [
        (r"a - b", "a   b"),
        (r"g'(z)", "g(z)"),
        (r"f''(z)", "f'(z)"),
    ],
    "transpose": [
        (r"W^T X", "W  X"),
        (r"W^{\mathsf T} X", "W  X"),
        (r"(a^{(1)})^\top", "(a^{(1)}) "),
        (r"z^{(2)T}", r"z^{(2) }"),
    ],
    "script": [(r"\lVert x \rVert_F^2", r"\lVert x \rVert ^2"), (r"h_{ij}", "h ")],
    "sign": [(r"a - b", "a + b"), (r"-y", "+y")],
    "factor": [
        (r"2 (Y - T) \odot S_n", r"2 (Y - T)  "),
        (r"\frac{1}{m} \Delta_{ij}", r"  \Delta_{ij}"),
        (r"g(z) (1 - g(z))", r"  (1 - g(z))"),
        (r"X \cdot W", "W"),
        (r"X \cdot W", "X  "),
    ],
    "index": [(r"h_1", "h_2"), (r"w_{ij}", "w_{jj}"), (r"\delta^{(l+1)}", r"\delta^{(l+2)}")],
    "number": [(r"2 x", "3 x"), (r"\sum_{i=1}^{m} x_i", r"\sum_{i=2}^{m} x_i")],
    "product": [(r"A \odot B", r"A \cdot B"), (r"A \cdot B", r"A \odot B")],
    "brackets": [(r"(a - b) c", "a - b c"), (r"\left[ a - b \right] c", "a - b c")],
    "swap": [(r"\delta \cdot a^T", r"a^T \cdot \delta")],
}


def words(latex):
    return [token.text for token in tokenize(latex) if token.kind != "skip"]


@pytest.mark.parametrize("kind", MUST_BE_MADE)
def test_each_kind_of_mutation_is_made(kind):
    for latex, changed in MUST_BE_MADE[kind]:
        made = [words(m.latex) for m in mutants(latex, frozenset("fg"))]
        assert words(changed) in made, latex
        assert words(latex) not in made


def test_no_mutant_is_made_twice():
    made = [tuple(words(mutant.latex)) for mutant in mutants(CLAIM)]
    assert len(made) == len(set(made)) > 30


def test_a_claim_that_checks_nothing_would_be_found_out(sheet, tmp_path):
    """With the weights all one, a dropped factor does not show: a survivor that nobody explains."""
    notes = "<!-- equations\nleaves:\n  x: 3x1\n  w: [[1], [1], [1]]\n-->\n"
    notes += "$$\n% def\ny = \\sum w \\odot x\n$$ (eq-a)\n"
    notes += "$$\n% claim\ny = \\sum w \\odot w \\odot w \\odot x\n$$ (eq-b)\n"
    path = tmp_path / "weak.md"
    path.write_text(notes, encoding="utf-8")
    counts, unexplained = fates([path])
    assert counts["unexplained"] == len(unexplained) > 0
    assert unexplained[0][:2] == ("eq-b", "factor")


SAME = [
    (r"E = a (b - c)", r"E = (a) \cdot (b - c)"),
    (r"O = V^T h_1", r"O = V^{T} \cdot h_1"),
    (r"Z_1 \odot h_1 = Z_1", r"h_1 \odot Z_1 = Z_1"),
    (r"W^T X V = O", r"W^T (X V) = O"),
    (r"O = c V^T h_1", r"O = V^T c h_1"),
    (r"u_i = c v_i", r"u_i = v_i \odot c"),
    (r"E = c^T E", r"E = c E"),
    (r"E = c + 0", r"E = c"),
    (r"E = c \cdot 1", r"E = c"),
    (r"E = E \cdot \frac{\partial c}{\partial c}", r"E = E"),
    (r"\sum_i u_i v_i = c", r"\sum_i v_i \cdot u_i = c"),
]
NOT_THE_SAME = [
    (r"O = V^T h_1", r"O = h_1 V^T"),
    (r"O = V^T h_1", r"O = V h_1"),
    (r"h_1 \cdot Z_1 = c", r"h_1 \odot Z_1 = c"),
    (r"c = a - b", r"c = b - a"),
    (r"c - (E - c) = c", r"c - E - c = c"),
    (r"c / E = E", r"E / c = E"),
    (r"E = c + 1", r"E = c"),
    (r"E = c \cdot 0", r"E = c"),
    (r"u_1 = c v_1", r"u_1 = c v_2"),
    (r"h_1 = g(Z_1)", r"h_1 = g'(Z_1)"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_laws_make_one_formula_of_two(sheet, one, other):
    sheet.extend({"a": (), "b": ()})
    assert same(Laws(sheet), one, other)


@pytest.mark.parametrize(("one", "other"), NOT_THE_SAME)
def test_laws_keep_apart_what_is_not_the_same(sheet, one, other):
    sheet.extend({"a": (), "b": ()})
    assert not same(Laws(sheet), one, other)
    assert not part(Laws(sheet), one, other)


def test_a_part_says_less_and_nothing_else(sheet):
    laws = Laws(sheet)
    assert part(laws, r"c = E = v_1", r"c = v_1")
    assert part(laws, r"c = E, \quad c = v_1", r"c = v_1")
    assert not part(laws, r"c = v_1", r"c = E = v_1")
    assert not part(laws, r"c < E = v_1", r"c = v_1")


@pytest.mark.slow
def test_the_laws_find_no_caught_mutant_the_same():
    """A law that were none would call something the same that the machine tells apart."""
    looked_at = 0
    for path in equation_rules.FILES:
        for equation, sheet in claims(path):
            laws = Laws(sheet)
            for mutant in mutants(equation.latex, functions(sheet))[::7]:
                found = verdict(sheet, mutant.latex)
                if found is None or found.holds or found.vacuous or not found.draws:
                    continue
                looked_at += 1
                assert not same(laws, equation.latex, mutant.latex), mutant
                assert not part(laws, equation.latex, mutant.latex), mutant
    assert looked_at > 20
