"""Cut the mathematics font to the glyphs that formulas use.

    python -m tools.fonts latinmodern-math.otf

The font is Latin Modern Math 1.959 (GUST Font License, beside it in ``static/fonts``), whole
from the TeX archive (``fonts/lm-math``) or the Debian package ``fonts-lmodern``.  What is kept
are the characters below with all the sizes that brackets, roots and big operators grow
through.  The primes become those that the font means for superscripts: browsers do not look
for them, and the others are too small to be read.  The same source gives the same bytes.
"""

import argparse
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from press import STATIC

__all__ = ["CHARACTERS", "cut", "main"]

TARGET = STATIC / "fonts" / "press-math.woff2"
FENCES = {"left": "([{⟨⌈⌊", "right": ")]}⟩⌉⌋", "both": "|‖"}
# in thousandths of the font's size; the white outside a bracket and inside it
MOST_INK, OUTSIDE, INSIDE = 420, 110, 50
# The licence asks that what was changed goes by another name.
NAMES = {1: "Press Math", 4: "Press Math", 6: "PressMath", 10: "Cut from Latin Modern Math 1.959"}
PRIMES = (0x2032, 0x2033, 0x2034)

_RANGES = [
    (0x20, 0x7E),  # ASCII
    (0x391, 0x3A9),  # Greek capitals
    (0x3B1, 0x3C9),  # Greek letters
    (0x1D400, 0x1D433),  # bold upright
    (0x1D434, 0x1D467),  # italic
    (0x1D6FC, 0x1D71B),  # Greek italic
    (0x2032, 0x2034),  # primes
    (0x2190, 0x2194),  # arrows
]
_SINGLE = (
    " ¬±·×÷ˆˇ˘˙˜¯´`ϑϕϵℎℓℒ𝒟𝒩𝒪𝔼ℕℚℝℤ𝛉𝜽𝜹"
    "†…⋯⋮⋱‖∣∥∀∂∃∅∆∇∈∉∏∑−∓∕∗∘∙√∝∞∧∨∩∪∫∼≃≅≈≔≠≡≤≥≪≫⊂⊆⊕⊖⊗⊘⊙⊤⊥⋅⋆"
    "⌈⌉⌊⌋⏜⏝⏞⏟⟨⟩⟵⟶⟹⟺↦⇐⇒⇔⨀⩽⩾□"
    "\u0302\u0303\u0304\u0307\u0308\u20d7\u0338"
)
CHARACTERS = {point for first, last in _RANGES for point in range(first, last + 1)} | {
    ord(character) for character in _SINGLE
}


def cut(source: Path, target: Path) -> int:
    """Write the cut font as WOFF2 and return its size in bytes."""
    font = TTFont(source, recalcTimestamp=False)
    small = _script_variants(font)
    primes = {point: small[font.getBestCmap()[point]] for point in PRIMES}
    for table in font["cmap"].tables:
        table.cmap.update({point: primes[point] for point in PRIMES if point in table.cmap})
    for name, text in NAMES.items():
        font["name"].setName(text, name, 3, 1, 0x409)
    options = subset.Options(
        layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True
    )
    options.name_IDs, options.glyph_names, options.drop_tables = (
        [0, 1, 2, 4, 6, 10, 13, 14],
        False,
        ["DSIG"],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=CHARACTERS)
    cutter.subset(font)
    _tighten(font)
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target, reorderTables=True)
    return target.stat().st_size


def _script_variants(font: TTFont) -> dict[str, str]:
    """Name for each glyph the one that the font has for scripts."""
    table, variants = font["GSUB"].table, {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "ssty":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    variants |= {
                        glyph: others[0]
                        for glyph, others in getattr(part, "alternates", {}).items()
                    }
    return variants


def _tighten(font: TTFont) -> None:
    """Take the white beside tall brackets away.

    Browsers give a bracket that may grow the room of the widest one it may grow into, so all
    sizes get one width here, with the ink on the side of what they enclose.
    """
    glyphs, strings = font.getGlyphSet(), font["CFF "].cff.topDictIndex[0].CharStrings
    for side, groups in _tall(font):
        inks = [_ink(glyphs, names) for names in groups]
        ink = min(max(right - left for left, right in inks), MOST_INK)
        width = round(ink + OUTSIDE + INSIDE)
        for names, (left, right) in zip(groups, inks, strict=True):
            middle = (width - left - right) / 2
            shift = {"left": width - INSIDE - right, "right": INSIDE - left}.get(side, middle)
            for name in names:
                pen = T2CharStringPen(width, glyphs)
                glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, round(shift), 0)))
                old = strings[name]
                strings[name] = pen.getCharString(old.private, old.globalSubrs)
                font["hmtx"][name] = (width, round(_ink(glyphs, [name])[0] + shift))


def _tall(font: TTFont) -> list[tuple[str, list[list[str]]]]:
    """Name for each bracket its side and its taller forms; pieces of one form go together."""
    variants, glyphs, found = font["MATH"].table.MathVariants, font.getBestCmap(), []
    built = zip(variants.VertGlyphCoverage.glyphs, variants.VertGlyphConstruction, strict=True)
    constructions = dict(built)
    for side, characters in FENCES.items():
        for base in [glyphs[ord(character)] for character in characters]:
            forms = constructions[base]
            names = {record.VariantGlyph for record in forms.MathGlyphVariantRecord} - {base}
            pieces = forms.GlyphAssembly.PartRecords if forms.GlyphAssembly else []
            groups = [[name] for name in sorted(names)]
            groups += [sorted({piece.glyph for piece in pieces})] if pieces else []
            found.append((side, groups))
    return found


def _ink(glyphs, names: list[str]) -> tuple[float, float]:
    """Return how far left and right the ink of some glyphs reaches."""
    pen = BoundsPen(glyphs)
    for name in names:
        glyphs[name].draw(pen)
    return pen.bounds[0], pen.bounds[2]


def main(arguments: list[str] | None = None) -> int:
    """Cut the font named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.fonts", description="Cut the font.")
    parser.add_argument("source", type=Path)
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    print(f"{options.target.name}: {cut(options.source, options.target)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
