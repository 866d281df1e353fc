"""Draws what `reportedly read` shows of one article: `python docs/make_picture.py [FILE] [OUT.svg]`.

Without arguments it draws the picture of the README, `docs/reading.svg`, from an example. The picture loads
nothing from elsewhere: it uses the viewer's own monospaced font.
"""

from __future__ import annotations

import io
import sys
from html import escape
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from reportedly.article.batch import load_pipeline
from reportedly.records import Reading
from reportedly.terminal.view import lines

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "caribbean-2025" / "2026-01-04-northgate-experts-split.txt"
COLUMNS = 100

# Ink on near-white: the README is read on white pages, and the marks were chosen for both.
THEME = TerminalTheme((252, 252, 250), (38, 38, 38), [(38, 38, 38)] * 8)

# Filled in by rich: sizes are in pixels, `matrix` is the text and `backgrounds` what lies under it.
FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="@title">
<style>
.{unique_id}-matrix {{
  font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
<rect width="{width}" height="{height}" rx="6" fill="#fcfcfa" stroke="#d8d8d2"/>
<g transform="translate({terminal_x}, 12)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def picture(reading: Reading, title: str) -> str:
    """The terminal view of `reading`, `COLUMNS` wide, as an SVG document."""
    console = Console(
        file=io.StringIO(), record=True, width=COLUMNS, force_terminal=True, color_system="truecolor",
        no_color=False, legacy_windows=False, highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    for line in lines(reading, console, colour=True, legend=True):
        console.print(line)
    drawn = console.export_svg(theme=THEME, code_format=FORMAT, unique_id="reading")
    return drawn.replace("@title", escape(title), 1)


def main(source: Path = EXAMPLE, out: Path = HERE / "reading.svg") -> None:
    reading = load_pipeline().read(source.read_bytes(), file=source.name)
    out.write_text(picture(reading, f"What reportedly reads in {source.name}"), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
