"""What the doctor says: findings, and the report that they make up."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from backprop.doctor import html_lines, html_table
from backprop.doctor.bands import ArrayVerdict
from backprop.doctor.listing import Listing, block, changed, verdict
from backprop.doctor.notation import plain
from backprop.doctor.patch import as_patch
from backprop.doctor.references import PLACES

__all__ = ["Alternative", "Finding", "Report", "Unexplained"]

MOST_SHOWN = 5  # alternatives that are written out


class Alternative(NamedTuple):
    """Another edit with the same effect: the line, what stands there, what could."""

    line: int
    source: str
    fix: str

    def __str__(self):
        if not self.fix:
            return f"without line {self.line}"
        first, *rest = self.fix.split("\n")
        return "\n".join([f"line {self.line}    {first}", *rest])


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes
    ----------
    id : str
        A row of the catalogue, or a symptom such as "exception" or "wrong-shape"; "" for
        a line that has no name for what is wrong with it.
    layer : int or None
        Of the delta or of the Theta that it concerns; None: all of them.
    message : str
        One sentence.
    formula : str
        What the reader's code computes, in LaTeX; "" for a symptom.
    place : str
        A row of `places.PLACES`; "" for nowhere in the book.
    line, file : int and str, or None
        Where the line stands, if it is known.
    source : str or None
        The line as it stands.
    expected : str or None
        What it ought to give, in the reader's names.
    fix : str or None
        The line as it should stand, "" if it should not; None if nothing was found.
    alternatives : tuple of Alternative
        Other edits after which the numbers are the same.
    """

    id: str
    layer: int | None
    message: str
    formula: str = ""
    place: str = "shapes"
    line: int | None = None
    file: str | None = None
    source: str | None = None
    expected: str | None = None
    fix: str | None = None
    alternatives: tuple[Alternative, ...] = ()

    @property
    def chapter(self) -> str | None:
        """The chapter with the right line, by its file's stem."""
        return PLACES[self.place].chapter if self.place else None

    @property
    def link(self) -> str | None:
        """Its address, relative to the pages of the book."""
        return PLACES[self.place].link if self.place else None

    def __str__(self):
        if self.line is not None:
            return "\n".join(block(self))
        return f"{self.message} — {PLACES[self.place].text}." if self.place else f"{self.message}."


@dataclass(frozen=True)
class Unexplained:
    """Numbers that no three mistakes of the catalogue reproduce.

    Attributes
    ----------
    layer : int
        The layer, counting back from the output, at which explanations end.
    right : tuple of int
        The layers whose gradient is right.
    difference : float
        ||G - D|| / (||G|| + ||D||) there: G the reader's gradient, D the right one.
    ratio : float
        The number c for which c D is closest to G.
    angle : float
        Between G and D, in degrees.
    """

    layer: int
    right: tuple[int, ...]
    difference: float
    ratio: float
    angle: float

    def __str__(self):
        right = ", ".join(map(str, self.right))
        agreed = f"The gradient of layer{'s' * (len(self.right) > 1)} {right} is right. "
        numerical = " A gradient from finite differences is as close as that."
        return (
            f"Nothing in the catalogue explains the gradient of layer {self.layer}, counting "
            f"back from the output. {agreed * bool(self.right)}There, yours is "
            f"{self.ratio:.6g} times the right one at best, {self.angle:.3g}° off in "
            f"direction; the relative difference is {self.difference:.3g}."
            f"{numerical * (self.difference < 1e-5)}"
        )


@dataclass(frozen=True, repr=False)
class Report:
    """What `diagnose` returns; print it, or let a notebook show it.

    Attributes
    ----------
    findings : tuple of Finding
        What is wrong; as to mistakes, the smallest number of them that together
        reproduce the reader's numbers.
    alternatives : tuple of tuple of Finding
        Other sets of as many mistakes that reproduce them as well.
    unexplained : Unexplained or None
        If nothing does so for all layers; the findings then concern the layers
        nearer to the output.
    tested : str
        On what all this rests.
    arrays : tuple of ArrayVerdict
        Each array of the parameters: how its gradient compares.
    repaired : bool or None
        Whether, with every fix in place, the whole gradient is right on fresh data; None
        if there is no fix to be tried.
    listing : Listing or None
        The reader's lines, and what they equal.
    notes : tuple of str
        What else there is to say, a sentence each.
    subject : str
        What was judged: "gradient" or "update".
    """

    findings: tuple[Finding, ...] = ()
    alternatives: tuple[tuple[Finding, ...], ...] = ()
    unexplained: Unexplained | None = None
    tested: str = ""
    arrays: tuple[ArrayVerdict, ...] = ()
    repaired: bool | None = None
    listing: Listing | None = None
    notes: tuple[str, ...] = ()
    subject: str = "gradient"

    @property
    def correct(self) -> bool:
        """Whether nothing is wrong."""
        right = all(array.correct for array in self.arrays)
        return right and not self.findings and self.unexplained is None

    @property
    def of_program(self) -> bool:
        """Whether it is about a program of the reader's, not a network that was described."""
        return bool(self.arrays) or any(one.line is not None for one in self.findings)

    @property
    def equivalent(self) -> tuple[tuple[str, str], ...]:
        """Pairs of ids that cannot be told apart on this network."""
        pairs = []
        for other in self.alternatives:
            here = [one for one in self.findings if one.formula and one not in other]
            there = [one for one in other if one not in self.findings]
            if len(here) == len(there) == 1 and here[0].layer == there[0].layer:
                pairs.append((here[0].id, there[0].id))
        return tuple(dict.fromkeys(pairs))

    def hidden(self) -> "Report":
        """Return the report without the answers: lines and kinds, no fix."""
        findings = tuple(replace(one, fix=None, alternatives=()) for one in self.findings)
        return replace(self, findings=findings)

    def patch(self) -> str:
        """Return the fixes as a unified diff, for `patch -p1`; "" if there are none."""
        return as_patch(self)

    def sentences(self) -> list[str]:
        """Return the conclusions, one a line."""
        if self.arrays:
            lines = verdict(self)
        elif self.correct:
            return ["Correct: every number agrees with the right gradient."]
        else:
            lines = []
        lines += [str(one) for one in self.findings if one.line is None]
        return lines + [str(self.unexplained)] * (self.unexplained is not None)

    def others(self) -> list[str]:
        """Return what is said about alternatives, one a line."""
        lines = [f"For this network {a} and {b} are equivalent." for a, b in self.equivalent]
        for other in self.alternatives[:MOST_SHOWN]:
            lines.append("Or, as well: " + "; ".join(one.message for one in other) + ".")
        if (more := len(self.alternatives) - MOST_SHOWN) > 0:
            lines.append(f"{more} more in .alternatives.")
        return lines

    def __str__(self):
        lines = self.sentences()
        for one in self.findings:
            lines += ["", *block(one)] if one.line is not None else []
        lines += ["", *said] if (said := changed(self)) else []
        shown = [one for one in self.findings if one.formula]
        width = max((len(one.id) for one in shown), default=0)
        lines += [""] * bool(shown)
        lines += [f"    {one.id:<{width}}  {plain(one.formula)}" for one in shown]
        lines += ["", *self.others()] if self.alternatives else []
        tested = self.tested.replace("; numbers", ";\nnumbers")  # two lines fit a page
        return "\n".join([*lines, "", tested]).strip()

    __repr__ = __str__  # files of notebook cells are named anew in each session

    def _repr_html_(self) -> str:
        page = html_lines if self.of_program else html_table
        return page.as_html(self)
