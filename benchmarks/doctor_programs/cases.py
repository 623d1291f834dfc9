"""A reader's program, right, varied, or with mistakes planted in its text.

A program is a file as a student would have it, NAME.py, and beside it NAME.yaml:

    style:     a few words
    kind:      gradient (the default) or step, for programs that only update
    cost:      an expression in the program's own names: cost(params, *data) -> number
    gradient:  gradient(params, *data) -> numbers like params, or (loss, such numbers)
    step:      step(params, *data) -> the parameters after one update, or None if it works in place
    alpha:     the learning rate with which `step` updates (kind: step)
    params:    an expression; it may use `rng`, a NumPy generator, and `m`, the number of examples
    data:      an expression for a tuple, likewise
    adapter:   lines that the reader would add at the end of the file in order to ask the doctor
    m:         the number of examples, of the first draw and of a second one
    compute:   [old, new] replaced in the text before differences are taken (float32 -> float64)
    tolerance: how well a right gradient agrees with differences; 1e-6 if nothing is said
    slips:     a list of {id, edits, note}, or {id, of: [other ids], note} for several at once;
               crashes: true where the wrong program raises an exception;
               also: lines that are named just as rightly as the edited ones
    variants:  a list of {id, replace: [[old, new], ...], and any of the keys above}: right as well

An edit is {line, with, occurrence}: the text of one or more whole lines, what stands there
instead ("" deletes them), and which of several equal places is meant (the first if nothing
is said).  If `line` starts with a space both are taken as they are; otherwise indentation
is left to the place.
"""

import difflib
import importlib.util
import sys
import textwrap
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

import numpy as np
import yaml

KEYS = {"style", "kind", "cost", "gradient", "step", "alpha", "params", "data", "adapter", "m"}
KEYS |= {"compute", "tolerance", "slips", "variants", "seed"}


@dataclass(frozen=True)
class Case:
    """One text of one program, and how to enter it."""

    program: str
    id: str  # of the slip or of the variant; "" for the program as it is
    source: str
    entry: dict
    edits: tuple[dict, ...] = ()  # one edit: a single; two: a double
    places: tuple[frozenset[int], ...] = ()  # for each edit, the lines that name it
    crashes: bool = False
    note: str = ""
    before: str = field(default="", repr=False)  # the text without the mistakes
    parts: tuple["Case", ...] = field(default=(), repr=False)  # with one edit less each

    @property
    def right(self) -> bool:
        return not self.edits

    @property
    def name(self) -> str:
        return f"{self.program}:{self.id}" if self.id else self.program

    @property
    def kind(self) -> str:
        """What the case is counted as: right, steps, crashes, singles, doubles or triples."""
        if self.right:
            return "right"
        if self.crashes:
            return "crashes"
        if self.entry["kind"] == "step":
            return "steps"
        return ("singles", "doubles", "triples")[len(self.edits) - 1]


def block(text: str) -> list[str]:
    return text.rstrip("\n").split("\n") if text.strip() else []


def indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def find(lines: list[str], edit: dict) -> tuple[int, list[str], list[str]]:
    """Return where the edit's old lines start, the old lines and the new ones.

    Raises
    ------
    ValueError
        If the old lines do not stand in the text so often.
    """
    old, new = block(edit["line"]), block(edit.get("with", ""))
    literal = edit["line"][:1].isspace()
    bare = [line.strip() for line in lines]
    wanted, text = (old, lines) if literal else ([line.strip() for line in old], bare)
    starts = [i for i in range(len(lines)) if text[i : i + len(old)] == wanted]
    occurrence = edit.get("occurrence", 1)
    if len(starts) < occurrence:
        raise ValueError(f"the text has {len(starts)} times {edit['line']!r}, not {occurrence}")
    if "occurrence" not in edit and len(starts) > 1:
        raise ValueError(f"the text has {len(starts)} times {edit['line']!r}: say which")
    start = starts[occurrence - 1]
    if not literal:
        new = textwrap.dedent("\n".join(new)).split("\n") if new else []
        new = [indentation(lines[start]) + line if line.strip() else line for line in new]
    return start, lines[start : start + len(old)], new


def apply(source: str, edits) -> tuple[str, tuple[frozenset[int], ...]]:
    """Return the text with the edits made, and for each edit the lines (from 1) that name it.

    Those are the lines that are other than before; where lines were only taken out,
    the line before and the line after.
    """
    lines = source.split("\n")
    found = [find(lines, edit) for edit in edits]
    order = sorted(range(len(found)), key=lambda i: found[i][0])
    result, at, places = [], 0, {}
    for i in order:
        start, old, new = found[i]
        if start < at:
            raise ValueError(f"two edits meet at line {start + 1}")
        result += lines[at:start]
        places[i] = named(len(result), old, new)
        result += new
        at = start + len(old)
    return "\n".join(result + lines[at:]), tuple(places[i] for i in range(len(found)))


def named(offset: int, old: list[str], new: list[str]) -> frozenset[int]:
    """Return the numbers of the lines that differ, the new ones starting after `offset` lines."""
    lines = set()
    for tag, _, _, low, high in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag in ("replace", "insert"):
            lines |= {offset + i + 1 for i in range(low, high)}
        elif tag == "delete":
            lines |= {offset + low, offset + low + 1}
    return frozenset(lines)


def read(path: Path) -> dict:
    """Return what stands beside a program, with what is not said filled in.

    Raises
    ------
    ValueError
        If a key is unknown or a needed one is missing.
    """
    entry = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    unknown = set(entry) - KEYS
    if unknown:
        raise ValueError(f"{path.stem}.yaml has unknown keys: {', '.join(sorted(unknown))}")
    entry = {"kind": "gradient", "m": [6, 9], "seed": 0, "adapter": "", "tolerance": 1e-6} | entry
    needed = {"style", "cost", "params", "data", entry["kind"]}
    needed |= {"alpha"} if entry["kind"] == "step" else set()
    if needed - set(entry):
        raise ValueError(f"{path.stem}.yaml lacks {', '.join(sorted(needed - set(entry)))}")
    return entry


def cases_of(path: Path) -> list[Case]:
    """Return the program as it is, its variants, and the program with each slip."""
    entry, source = read(path), path.read_text(encoding="utf-8")
    slips, variants = entry.pop("slips", []), entry.pop("variants", [])
    plain = Case(path.stem, "", source, entry)
    by_id = {slip["id"]: slip for slip in slips}
    names = [case["id"] for case in slips + variants]
    if len(names) != len(set(names)):
        raise ValueError(f"{path.stem}.yaml says an id twice")
    return [
        plain,
        *(varied(plain, variant) for variant in variants),
        *(planted(plain, slip, by_id) for slip in slips),
    ]


def varied(plain: Case, variant: dict) -> Case:
    source, entry = plain.source, dict(plain.entry)
    for old, new in variant.get("replace", []):
        texts = [source, *(str(entry.get(k, "")) for k in ("adapter", "params", "data"))]
        if not any(old in text for text in texts):
            raise ValueError(f"{plain.program}:{variant['id']} finds no {old!r} to replace")
        source = source.replace(old, new)
        entry["adapter"] = entry["adapter"].replace(old, new)
    entry |= {k: v for k, v in variant.items() if k in KEYS}
    return replace(plain, id=variant["id"], source=source, entry=entry)


def planted(plain: Case, slip: dict, by_id: dict) -> Case:
    edits = list(slip.get("edits", []))
    for other in slip.get("of", []):
        edits += by_id[other]["edits"]
    parts = ()
    if len(edits) > 1:
        fewer = [edits[:i] + edits[i + 1 :] for i in range(len(edits))]
        parts = tuple(replace(plain, source=apply(plain.source, some)[0]) for some in fewer)
    source, places = apply(plain.source, edits)
    lines = [line.strip() for line in source.split("\n")]
    also = [lines.index(line.strip()) + 1 for line in slip.get("also", [])]
    return replace(
        plain,
        id=slip["id"],
        source=source,
        edits=tuple(edits),
        places=tuple(place | frozenset(also) for place in places),
        crashes=slip.get("crashes", False),
        note=slip.get("note", ""),
        before=plain.source,
        parts=parts,
    )


def cases_in(folder: Path) -> list[Case]:
    """Return the cases of every program in a folder, in the order of their names."""
    return [case for path in sorted(Path(folder).glob("*.py")) for case in cases_of(path)]


def whole(case: Case) -> tuple[str, dict[str, str]]:
    """Return the text of the file that is run, and the expressions to enter it by.

    The reader's own lines keep their numbers: what the reader adds in order to ask the
    doctor stands after them.  A lambda becomes a line of the file, as it would be there.
    """
    text, entries = case.source, {}
    added = case.entry["adapter"].rstrip("\n").split("\n") if case.entry["adapter"] else []
    for key in ("cost", "gradient", "step"):
        expression = case.entry.get(key)
        if expression and expression.startswith("lambda"):
            added.append(f"my_{key} = {expression}")
            expression = f"my_{key}"
        entries[key] = expression
    if added:
        text = text.rstrip("\n") + "\n\n\n" + "\n".join(added) + "\n"
    return text, entries


def load(text: str, path: Path) -> ModuleType:
    """Write a program to a file and import it, NumPy's old random stream at its start."""
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    np.random.seed(0)  # noqa: NPY002
    spec.loader.exec_module(module)
    return module


def draw(case: Case, module: ModuleType, which: int = 0):
    """Return parameters and data of the first draw, or of the second one, of another size."""
    rng = np.random.default_rng([case.entry["seed"], which])
    np.random.seed(case.entry["seed"] + which)  # noqa: NPY002
    names = vars(module) | {"np": np, "rng": rng, "m": case.entry["m"][which]}
    params = eval(case.entry["params"], names)
    return params, tuple(eval(case.entry["data"], names))
