#!/usr/bin/env python3
"""Make LeTipSans-Regular.ttf and LeTipSans-Bold.ttf from the Noto fonts.

Fyne takes one font per text style and asks the system's fonts only for what
that one and its own lack, so that a right-to-left name would depend on what is
installed. This joins Latin, Hebrew and Arabic of Noto Sans and a few signs of
Noto Sans Math and Symbols 2 into one file per weight. Greek, Cyrillic and the
rest of Latin come from the Noto Sans that Fyne itself carries.

Needs fontTools and Debian's fonts-noto-core:
    python3 build.py /usr/share/fonts/truetype/noto .

The results are a derivative under the SIL Open Font License 1.1 (OFL.txt).
"""
import os
import sys
import tempfile

from fontTools import merge, subset
from fontTools.ttLib import TTFont

LATIN = [
    *range(0x20, 0x250), *range(0x2B0, 0x370), *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2070), *range(0x20A0, 0x20C0), *range(0x2100, 0x2150),
    0x2212, 0x25CC, 0xFB01, 0xFB02, 0xFFFD,
]
HEBREW = [*range(0x590, 0x600), *range(0xFB1D, 0xFB50)]
ARABIC = [*range(0x600, 0x700), *range(0x750, 0x780)]
SIGNS = [
    0x2190, 0x2191, 0x2192, 0x2193, 0x25B2, 0x25B4, 0x25B6, 0x25B8, 0x25BC,
    0x25BE, 0x25C0, 0x25C2, 0x25CF, 0x25CB, 0x2713, 0x2715,
]
PARTS = [
    ("NotoSans-{}", LATIN), ("NotoSansHebrew-{}", HEBREW), ("NotoSansArabic-{}", ARABIC),
    ("NotoSansMath-Regular", SIGNS), ("NotoSansSymbols2-Regular", SIGNS),
]


def part(path, wanted, have, out):
    """Cut from path what is wanted and nobody gave yet; tell whether anything was left."""
    cut = [c for c in wanted if c in TTFont(path).getBestCmap() and c not in have]
    if not cut:
        return False
    have.update(cut)
    options = subset.Options()
    options.hinting = False  # the painter ignores it, and it is a fifth of the size
    options.layout_features += ["tnum", "lnum"]
    options.name_IDs = ["*"]
    options.drop_tables += ["DSIG", "STAT", "MATH"]
    font = subset.load_font(path, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=cut)
    cutter.subset(font)
    font.save(out)
    return True


def build(source, target, weight, scratch):
    have, files = set(), []
    for number, (name, wanted) in enumerate(PARTS):
        out = os.path.join(scratch, f"{weight}-{number}.ttf")
        if part(os.path.join(source, name.format(weight) + ".ttf"), wanted, have, out):
            files.append(out)
    font = merge.Merger(merge.Options()).merge(files)
    # The merger takes the tallest of all: a line would grow by half for Arabic's sake.
    latin = TTFont(os.path.join(source, f"NotoSans-{weight}.ttf"))
    for field in ("ascent", "descent", "lineGap"):
        setattr(font["hhea"], field, getattr(latin["hhea"], field))
    for field in ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"):
        setattr(font["OS/2"], field, getattr(latin["OS/2"], field))
    names = font["name"]
    names.names = [n for n in names.names if n.platformID == 3 and n.nameID in (0, 5, 8, 9, 11, 13, 14)]
    for number, text in {
        1: "LeTip Sans", 2: weight, 3: f"LeTip Sans {weight}, from Noto Sans",
        4: f"LeTip Sans {weight}", 6: f"LeTipSans-{weight}",
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    font.save(os.path.join(target, f"LeTipSans-{weight}.ttf"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for w in ("Regular", "Bold"):
            build(sys.argv[1], sys.argv[2], w, scratch)
