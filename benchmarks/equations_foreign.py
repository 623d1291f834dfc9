"""How well the checker reads and judges equations as other authors print them.

Run `python benchmarks/equations_foreign.py [FOLDER ...]`; `--help` has the rest.

A folder holds texts, each a folder with `text.yaml` (equations as printed, with what a
reader would declare and what is true of them; see `equation_texts/README.md`) and
`truths.py`, which works every truth out again without the checker (`--truths` runs it).

Each equation is judged in a file of its own, in the form of its text, below the
declaration and the definitions that came before it.  A definition that cannot be read
is put there as rewritten, so that one refusal does not become ten.
"""

import argparse
import importlib.util
import math
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from equation_texts.forms import Piece, body
from equation_texts.forms import page as written

from backprop.equations import check_file

TEXTS = Path(__file__).parent / "equation_texts"
TRUTHS = ("definition", "true", "false", "outside")
OUTCOMES = {
    "definition": "defined",
    "holds": "holds",
    "not refuted": "holds",  # of an inequality draws can say no more
    "does not hold": "false",
    "vacuous": "vacuous",
}  # every other standing is a refusal
SEEDS = (0, 1, 2)


@dataclass
class Outcome:
    """What came of one display: defined, holds, false, vacuous or refused, and why."""

    kind: str
    message: str = ""


@dataclass
class Equation:
    """An equation of a text, with what came of it as printed and as rewritten."""

    entry: dict
    text: str
    printed: Outcome
    rewritten: Outcome | None = None
    slips: list[tuple[str, Outcome]] = field(default_factory=list)
    preamble: str = ""

    @property
    def right(self) -> bool:
        """Whether it was read and judged rightly as printed."""
        return is_right(self.entry, self.printed)

    @property
    def right_rewritten(self) -> bool:
        """Whether it was as printed, or else once it is written in plainer notation."""
        return self.right or (self.rewritten is not None and is_right(self.entry, self.rewritten))

    def misread(self) -> bool:
        """Whether something other than what stands there was accepted."""
        wrong = {
            "definition": ("misread",),
            "true": (),
            "false": ("holds", "defined"),
            "outside": ("holds", "defined", "false", "vacuous", "misread"),
        }[self.entry["truth"]]
        tried = [self.printed, *([self.rewritten] if self.rewritten else [])]
        return any(outcome.kind in wrong for outcome in tried)

    def alarm(self) -> bool:
        """Whether what is true was called false or empty."""
        tried = [self.printed, *([self.rewritten] if self.rewritten else [])]
        return self.entry["truth"] == "true" and any(
            outcome.kind in ("false", "vacuous") for outcome in tried
        )


def is_right(entry: dict, outcome: Outcome) -> bool:
    """Return whether an outcome is what the truth asks for; what is outside has to be named."""
    if entry["truth"] == "outside":
        said = outcome.message.split("\n")[0].lower()
        return outcome.kind == "refused" and any(name.lower() in said for name in entry["names"])
    return (
        outcome.kind == {"definition": "defined", "true": "holds", "false": "false"}[entry["truth"]]
    )


def merged(one: dict | None, other: dict | None) -> dict:
    """Return both declarations as one; what `other` says goes before."""
    one, other = dict(one or {}), dict(other or {})
    for key, value in other.items():
        nested = isinstance(value, dict) and isinstance(one.get(key), dict)
        one[key] = {**one[key], **value} if nested else value
    return one


@dataclass
class Page:
    """The form of a file, its macros, what precedes an equation in it, and what it declares."""

    form: str
    preamble: str
    before: list[Piece]
    declared: dict = field(default_factory=dict)


def place(equation) -> int:
    """Return the line of an equation; in a notebook the index of its cell."""
    return equation.line if equation.cell is None else equation.cell


class Judge:
    """Judges displays in files of a temporary folder."""

    def __init__(self, folder: str):
        self.folder = Path(folder)

    def outcome(self, page: Page, pieces: list[Piece], last: int = 1) -> Outcome:
        """Return what came of the last pieces of a file: the first refusal, or what the last is."""
        path = self.folder / f"text.{page.form}"
        text, places = written(pieces, page.form, page.preamble, page.declared)
        path.write_text(text, encoding="utf-8")
        try:
            results = check_file(path)
        except (OSError, ValueError) as error:
            return Outcome("refused", str(error))
        found = []
        for first, after in zip(places[-last:], [*places[-last:][1:], math.inf], strict=True):
            here = [r for r in results if first <= place(r.equation) < after]
            if len(here) != 1:
                return Outcome("refused", f"{len(here)} displays found; expected one")
            found.append(Outcome(OUTCOMES.get(here[0].standing, "refused"), here[0].message))
        good = ("defined", "holds")
        return next((outcome for outcome in found if outcome.kind not in good), found[-1])

    def claimed(self, page: Page, pieces: list[Piece]) -> Outcome:
        """Return what came of an equation, which may have been split into several displays."""
        return self.outcome(page, [*page.before, *pieces], len(pieces))

    def defined(self, page: Page, pieces: list[Piece], probes: list[str]) -> Outcome:
        """Judge a definition, and whether what was defined is what is meant."""
        outcome = self.claimed(page, pieces)
        for probe in probes if outcome.kind == "defined" else ():
            found = self.outcome(page, [*page.before, *pieces, Piece(probe, "claim")])
            if found.kind == "false":
                return Outcome("misread", found.message)
        return outcome


def declared(judge: Judge, page: Page, sheet: dict, entry: dict, plain: bool) -> dict:
    """Return the declarations for an equation, with those for a later version if they hold."""
    today = {**(sheet.get("declares") or {}), **(sheet.get("plain", {}) if plain else {})}
    today = merged(today, entry.get("needs"))
    if more := merged(sheet.get("later"), entry.get("later")):
        both = replace(page, declared=merged(today, more), preamble="", before=[])
        if judge.outcome(both, [Piece("1 + 1 = 2", "claim")]).kind == "holds":
            return both.declared
    return today


def several(value: str | list[str]) -> list[str]:
    """Return one text or several as a list."""
    return [value] if isinstance(value, str) else list(value)


def given(entry: dict, plain: bool) -> list[Piece]:
    """Return what a reader adds to a text: definitions that it leaves open."""
    said = entry.get("given", [])
    return [Piece(latex, "def") for latex in (entry.get("given_plainly", said) if plain else said)]


def judged_sheet(judge: Judge, text: dict, sheet: dict, name: str) -> Iterator[Equation]:
    """Yield the equations of a sheet, each judged below the definitions before it."""
    printed = Page(text["form"], text.get("preamble", ""), [])
    plain = Page("md", "", [])
    printed.before += given(sheet, False)
    plain.before += given(sheet, True)
    for entry in sheet["equations"]:
        yield judged_entry(judge, sheet, entry, name, printed, plain)


def judged_entry(
    judge: Judge, sheet: dict, entry: dict, name: str, printed: Page, plain: Page
) -> Equation:
    """Judge an equation as printed, as rewritten, and with its slips."""
    definition = entry["truth"] == "definition"
    mark = "def" if definition else "claim"
    rewritten = several(entry.get("rewritten", []))
    probes = several(entry.get("probe", rewritten))
    plain_probes = several(entry.get("probe_plainly", entry.get("probe", [])))
    page = replace(
        printed,
        declared=declared(judge, printed, sheet, entry, False),
        before=[*printed.before, *given(entry, False)],
    )
    plainly = replace(
        plain,
        declared=declared(judge, plain, sheet, entry, True),
        before=[*plain.before, *given(entry, True)],
    )

    def see(page: Page, pieces: list[Piece], probes: list[str]) -> Outcome:
        return judge.defined(page, pieces, probes) if definition else judge.claimed(page, pieces)

    whole = [Piece(entry["as_printed"], mark, printed=True)]
    parts = [Piece(latex, mark) for latex in rewritten]
    equation = Equation(entry, name, see(page, whole, probes), preamble=printed.preamble)
    if parts:
        equation.rewritten = see(plainly, parts, plain_probes)
    for slip in entry.get("slips", []):
        if (wrong := slipped(entry["as_printed"], slip)) is not None:
            piece = Piece(wrong, mark, printed=True)
            equation.slips.append((wrong, judge.claimed(page, [piece])))
        for i, latex in enumerate(rewritten):
            if (wrong := slipped(latex, slip)) is not None:
                pieces = [*parts[:i], Piece(wrong, mark), *parts[i + 1 :]]
                equation.slips.append((wrong, judge.claimed(plainly, pieces)))
    if definition:
        keep(printed, plain, equation, whole, parts)
    return equation


def keep(
    printed: Page, plain: Page, equation: Equation, whole: list[Piece], parts: list[Piece]
) -> None:
    """Put a definition that was understood before the equations that follow."""
    understood = equation.rewritten is not None and equation.rewritten.kind == "defined"
    if equation.right:
        printed.before += whole
    elif understood:
        printed.before += parts
    if understood:
        plain.before += parts
    elif equation.right and not printed.preamble:
        plain.before += [Piece(body(piece.latex), piece.mark) for piece in whole]


def slipped(latex: str, slip: list[str]) -> str | None:
    """Return the equation with its slip; None where it has no place for it."""
    old, new = slip
    return latex.replace(old, new) if latex.count(old) == 1 else None


def judged_text(judge: Judge, path: Path) -> list[Equation]:
    """Return the equations of a text, judged."""
    text = yaml.safe_load((path / "text.yaml").read_text(encoding="utf-8"))
    return [one for sheet in text["sheets"] for one in judged_sheet(judge, text, sheet, path.name)]


REASONS = (
    (r"displays found", "the display is not found"),
    (r"ends in '\.", "this kind of file is not read"),
    (r"^text\.\w+, |declaration", "the declaration is not read"),
    (r"is not declared", "a name is not declared"),
    (
        r"nothing says over what|runs over nothing|one bound only",
        "an index without its range",
    ),
    (r"expected \\nabla_", "a gradient whose variable is not said"),
    (r"without another under it|^came \\partial", "a differential, or a derivative's operator"),
    (r"expected i = 1, i or i, j", "a condition under a sum"),
    (r"behind an argument without", "a function's argument without parentheses"),
    (r"no new name|declared already|terms of itself", "the left side is no new name"),
    (r"second derivative|^came \^; expected", "a second derivative"),
    (r"two readings", "two readings"),
    (r"^came nothing", "a function without its argument"),
    (r"^came (\\[a-zA-Z]+|\S)", "cannot read"),
    (r"cannot read (\\[a-zA-Z]+|'\S+'|\S+)", "cannot read"),
)


def reason(message: str, preamble: str = "") -> str:
    """Return a refusal's message without what is particular to it."""
    first = re.sub(r" \(position \d+\)", "", message.split("\n")[0])
    for pattern, said in REASONS:
        if found := re.search(pattern, first):
            name = found[1] if found.groups() else ""
            own = name and re.search(re.escape(name) + r"(?![a-zA-Z])", preamble)
            return "a macro of the text's own" if own else f"{said} {name}".strip()
    return first[:60]


def summary(equations: list[Equation]) -> list[str]:
    """Return the totals, a line each."""
    count = len(equations)
    slips = [outcome for one in equations for _, outcome in one.slips]
    named = [one for one in equations if one.entry["truth"] == "outside" and one.right]
    kinds = Counter(one.entry["truth"] for one in equations)
    right, after = (
        sum(getattr(one, which) for one in equations) for which in ("right", "right_rewritten")
    )
    refuted, accepted = (
        sum(s.kind in which for s in slips) for which in (("false",), ("holds", "defined"))
    )
    return [
        f"equations            {count:5}   " + ", ".join(f"{kinds[k]} {k}" for k in TRUTHS),
        f"right as printed     {right:5}   {right / count:.0%}",
        f"right after rewrite  {after:5}   {after / count:.0%}",
        f"misreadings          {sum(one.misread() for one in equations):5}",
        f"false alarms         {sum(one.alarm() for one in equations):5}",
        f"planted slips        {len(slips):5}   {refuted} refuted, "
        f"{len(slips) - refuted - accepted} refused, {accepted} accepted",
        f"outside, by name     {len(named):5}   of {kinds['outside']}",
    ]


def table(equations: list[Equation]) -> list[str]:
    """Return a line for each text."""
    lines = [f"{'text':22}{'equations':>10}{'printed':>9}{'rewritten':>11}"]
    for text in dict.fromkeys(one.text for one in equations):
        some = [one for one in equations if one.text == text]
        right, after = sum(o.right for o in some), sum(o.right_rewritten for o in some)
        lines.append(f"{text:22}{len(some):10}{right:9}{after:11}")
    return lines


def refusals(equations: list[Equation]) -> list[str]:
    """Return why equations were refused as printed, most frequent first."""
    counted = Counter(
        reason(one.printed.message, one.preamble)
        for one in equations
        if one.printed.kind == "refused" and one.entry["truth"] != "outside"
    )
    return [f"{count:5}  {said}" for said, count in counted.most_common()]


def wrong(equations: list[Equation]) -> list[str]:
    """Return what was misread, called false though true, or accepted though slipped."""
    lines = []
    for one in equations:
        name = f"{one.text} / {one.entry['id']}"
        if one.misread():
            lines.append(f"  misread      {name}: {one.printed.kind}")
        if one.alarm():
            lines.append(f"  false alarm  {name}: {one.printed.message.splitlines()[:1]}")
        lines += [
            f"  slip passes  {name}: {latex!r:.90}"
            for latex, outcome in one.slips
            if outcome.kind in ("holds", "defined")
        ]
    return lines


def unverified(path: Path) -> list[str]:
    """Run the truths of a text on several draws; return what they contradict."""
    from equation_texts.numeric import Draw

    text = yaml.safe_load((path / "text.yaml").read_text(encoding="utf-8"))
    spec = importlib.util.spec_from_file_location(f"truths_{path.name}", path / "truths.py")
    truths = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(truths)
    problems = []
    for sheet in text["sheets"]:
        for entry in sheet["equations"]:
            check = getattr(truths, f"truth_{entry['id'].replace('-', '_')}", None)
            if check is None and entry["truth"] in ("true", "false"):
                problems.append(f"{path.name} / {entry['id']}: nothing works it out")
            for seed in SEEDS if check else ():
                try:
                    check(Draw(seed))
                except ValueError as error:
                    problems.append(f"{path.name} / {entry['id']}, seed {seed}: {error}")
                    break
    return problems


def texts(folders: list[Path]) -> list[Path]:
    """Return the folders of the texts, sorted by name."""
    return sorted(one.parent for folder in folders for one in folder.glob("*/text.yaml"))


def main(arguments: list[str] | None = None) -> int:
    """Print the measure, and return 0; with `--truths` return how many are contradicted."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[TEXTS], metavar="FOLDER")
    parser.add_argument("--totals", action="store_true", help="print the totals only")
    parser.add_argument("--each", action="store_true", help="print what came of each equation")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="the texts whose names hold this"
    )
    parser.add_argument("--truths", action="store_true", help="work the truths out again, and stop")
    options = parser.parse_args(arguments)
    paths = [path for path in texts(options.folders) if options.only in path.name]
    if options.truths:
        problems = [problem for path in paths for problem in unverified(path)]
        print("\n".join([*problems, f"{len(paths)} texts, {len(problems)} contradictions"]))
        return len(problems)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(folder)
        equations = [one for path in paths for one in judged_text(judge, path)]
    seconds = time.perf_counter() - start
    if options.each:
        for one in equations:
            after = one.rewritten.kind if one.rewritten else "-"
            print(
                f"{one.text} / {one.entry['id']}: {one.entry['truth']}: {one.printed.kind}, {after}"
            )
            for outcome in (one.printed, one.rewritten):
                if outcome and outcome.message:
                    print("    " + outcome.message.replace("\n", "\n    "))
    if not options.totals:
        print("\n".join(table(equations)), end="\n\n")
    print("\n".join(summary(equations)))
    print(f"seconds              {seconds:7.1f}")
    if not options.totals:
        print("\nrefused as printed, by reason", *refusals(equations), sep="\n")
    if not options.totals and (lines := wrong(equations)):
        print("\nto look at", *lines, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(min(main(), 1))
