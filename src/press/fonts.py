"""Cut the mathematics font to the glyphs that formulas use.

    python -m press.fonts latinmodern-math.otf

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
from fontTools.ttLib import TTFont

__all__ = ["CHARACTERS", "cut", "main"]

TARGET = Path(__file__).parent / "static" / "fonts" / "press-math.woff2"
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


def main(arguments: list[str] | None = None) -> int:
    """Cut the font named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m press.fonts", description="Cut the font.")
    parser.add_argument("source", type=Path)
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    print(f"{options.target.name}: {cut(options.source, options.target)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
