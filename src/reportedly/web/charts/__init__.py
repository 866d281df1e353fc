"""Charts as inline SVG: values in, strings out; no script, no style of their own (`static/charts.css` has it).

Each function gives a `Chart`, which a template shows as a figure: the picture, what its signs mean, and the same as a
table. Nothing in it is trusted: every word is escaped.

    timeline(dots, id="timeline")            incidents over time, cooperation above the line, conflict below
    figure_series(series, id="f1", link=…)   how a count moved: who gave which number, with its range
    dyad_chart(dyad, id="dyad", link=…)      words and deeds over time, a row for each direction
    sourcing_bar(shares, id="s")             on whose word: named, official, anonymous, nobody
"""

from __future__ import annotations

from .dyad import dyad_chart
from .figures import figure_series
from .sourcing import sourcing_bar
from .svg import Chart
from .time import UNITS, Unit
from .timeline import Dot, dot_of, timeline

__all__ = ["UNITS", "Chart", "Dot", "Unit", "dot_of", "dyad_chart", "figure_series", "sourcing_bar", "timeline"]
