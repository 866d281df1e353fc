"""A ledger, or what of it is asked for, as one page that needs nothing else: no server, no script, no other file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..accuracy import caution
from ..errors import ExtraError, QuestionError
from ..ledger.asking import MANY
from ..ledger.dossier import Dossier
from ..ledger.dossiers import party_key
from ..ledger.dyads import Dyad, Period, dyad_of, side_of
from ..ledger.gathering import recalled_as_judged
from ..ledger.models import models_of
from ..ledger.moments import moment_at
from ..ledger.policies import Policy, estimate
from ..ledger.questions import Asked, Counted
from ..ledger.standing import known_at
from ..ledger.store import ALL, Ledger
from ..ledger.summaries import day_in_words
from ..ledger.values import Report
from .charts import Chart, dot_of, dyad_chart, sourcing_bar, timeline
from .charts.time import day_of
from .links import Links
from .marking import Marked, mark_up
from .profile import profile_of

__all__ = ["ReportLinks", "report_of"]

PAIRS = 3
"""Pairs of parties whose words and deeds are shown."""

FEWEST = 2
"""So many incidents a pair has at least that is shown."""

SOURCES = 25
"""Sources that are listed."""

WIDEST = 10
"""Incidents that are listed at the top."""

ACCOUNTS = 20
"""Accounts of an incident on either side."""

POLICY: Policy = "range"
"""By which a figure is told in the list of all of them."""


class ReportLinks:
    """Anchors within the page. What is not in it has none, and stands without a link."""

    def __init__(self, dossiers: Sequence[Dossier], articles: Sequence[str]) -> None:
        self._incidents = frozenset(d.id for d in dossiers)
        self._articles = frozenset(articles)
        # Sides of a conflict tell their words alone: they are those of a saying, or of a figure.
        self._records: dict[tuple[str, int, int], str] = {}
        for dossier in dossiers:
            for saying in (s for a in dossier.accounts for s in a.sayings):
                record = f"s{saying.statement}" if saying.statement is not None else f"e{saying.event}"
                self._records.setdefault((saying.report, *saying.span), record)
            for entry in (e for s in dossier.series for e in s.entries):
                self._records[entry.report, *entry.span] = entry.figure.rpartition(":")[2]

    def about(self) -> None:
        return None

    def incident(self, id: str) -> str | None:
        return f"#i-{id}" if id in self._incidents else None

    def article(self, report: str, record: str = "", span: tuple[int, int] | None = None) -> str | None:
        if report not in self._articles:
            return "#articles"
        record = record or (self._records.get((report, *span), "") if span else "")
        return f"#{prefix_of(report)}{record}" if record else f"#a-{report}"

    def party(self, name: str) -> None:
        return None

    def judge(self, *records: str) -> None:
        return None

    def dyad(self, one: str, other: str) -> None:
        return None

    def source(self, name: str) -> None:
        return None


def prefix_of(report: str) -> str:
    """What begins the ids of an article's records."""
    return f"a-{report}-"


def report_of(
    ledger: Ledger, asked: Asked = ALL, *, as_of: str | None = None, limit: int = 100, articles: int = 100
) -> Iterator[str]:
    """The page, part by part: the `limit` incidents that most outlets report of those that are asked for, in the order
    of time, and of the articles that tell them the `articles` that tell most.

    Nothing but the ledger and these arguments goes into it: the same in, the same bytes out. Raises QuestionError where
    that cannot be asked, ExtraError without Jinja2, LedgerError where the ledger cannot be read.
    """
    try:
        from .rendering import environment, static_text
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("reportedly"):
            raise
        raise ExtraError(f"a report needs more libraries ({error.name}): pip install 'reportedly[web]'") from None
    chosen = _chosen(ledger, asked, as_of, limit, articles)
    links = ReportLinks(chosen.dossiers, chosen.reports)
    template = environment(links).get_template("report.html")
    styles = [static_text(name) for name in ("style.css", "charts.css", "marks.css", "report.css")]
    # Found out here, so that nothing is written where it cannot be asked.
    context = _context(ledger, chosen, links)
    return _utf8(template.generate(styles=styles, **context))


def _utf8(parts: Iterator[str]) -> Iterator[str]:
    """Without halves of surrogate pairs, which no encoding has."""
    for part in parts:
        yield part.encode("utf-8", "replace").decode("utf-8")


# What goes into it


@dataclass(frozen=True, slots=True)
class _Chosen:
    """`count`: how many incidents are asked for, of which `dossiers` are those that are shown; `reports` are shown
    articles by id, of `telling` that tell them."""

    asked: Asked
    as_of: str | None
    moment: int | None
    count: int
    dossiers: tuple[Dossier, ...]
    reports: tuple[str, ...]
    telling: int


def _chosen(ledger: Ledger, asked: Asked, as_of: str | None, limit: int, articles: int) -> _Chosen:
    try:
        moment = None if as_of is None else moment_at(ledger.db, as_of)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    found = ledger.incidents(asked, as_of=as_of, limit=limit, order="reports")
    dossiers = sorted(found, key=lambda d: (d.start or d.end or d.reported or "9999", d.id))
    tells = Counter(id for d in dossiers for id in {s.report for a in d.accounts for s in a.sayings})
    dates = {s.report: s.published or "9999" for d in dossiers for a in d.accounts for s in a.sayings}
    most = sorted(tells, key=lambda id: (-tells[id], dates[id], id))[:articles]
    shown = tuple(sorted(most, key=lambda id: (dates[id], id)))
    count = ledger.count(asked, as_of=as_of)
    return _Chosen(asked, as_of, moment, count, tuple(dossiers), shown, len(tells))


def _context(ledger: Ledger, chosen: _Chosen, links: Links) -> dict[str, Any]:
    name = os.path.basename(ledger.path)
    widest = sorted(chosen.dossiers, key=lambda d: (-d.independent, -d.reports))[:WIDEST]
    return {
        "title": f"{name}: what is reported, and on whose word",
        "ledger_name": name,
        "caution": caution(models_of(ledger.db)),
        "asked": in_words(chosen.asked, chosen.as_of),
        "count": chosen.count,
        "more": chosen.count >= MANY,
        "reports": len(ledger),
        "dossiers": chosen.dossiers,
        "widest": widest,
        "disputed": [d for d in chosen.dossiers if d.conflicts],
        "chart": timeline([dot_of(d, links.incident(d.id)) for d in chosen.dossiers], id="timeline"),
        "dyads": list(_dyads(chosen.dossiers)),
        "figures": [Counted(d, s, estimate(s, POLICY)) for d in chosen.dossiers for s in d.series],
        "sources": ledger.sources(chosen.asked, as_of=chosen.as_of, limit=SOURCES),
        "incidents": _incidents(ledger, chosen, links),
        "telling": chosen.telling,
        "shown": len(chosen.reports),
        "articles": _articles(ledger, chosen, links),
        "contents": _contents(ledger, chosen),
    }


def in_words(asked: Asked, as_of: str | None) -> str:
    """What is asked for: `between Cuba and United States, since 22 October 1962`; nothing where all is."""
    between = f"between {asked.between[0]} and {asked.between[1]}" if asked.between else None
    told: list[tuple[str, object]] = [
        ("{}", between),
        ("of type {}", asked.type),
        ("at {}", asked.where),
        ("{}", asked.status),
        ("since {}", asked.since and day_in_words(asked.since)),
        ("until {}", asked.until and day_in_words(asked.until)),
        ("with a confidence of {} at least", asked.min_confidence),
        ("as known at {}", as_of),
    ]
    return ", ".join(form.format(value) for form, value in told if value is not None)


def _dyads(dossiers: Sequence[Dossier]) -> Iterator[tuple[str, Chart, tuple[str, str]]]:
    """The pairs with most incidents: what they are called, the chart, and for each direction what it comes to."""
    counted: Counter[tuple[str, str]] = Counter()
    labels: dict[str, str] = {}
    for d in dossiers:
        sides = []
        for party in (d.actor, d.recipient):
            name, country = party_key(party)
            key = country or name
            if key and party is not None:
                labels.setdefault(key, country or party.label)
                sides.append(key)
        if len(sides) == 2 and sides[0] != sides[1]:
            counted[min(sides), max(sides)] += 1
    pairs = sorted(counted, key=lambda pair: (-counted[pair], pair))
    for at, (one, other) in enumerate((pair for pair in pairs[:PAIRS] if counted[pair] >= FEWEST), 1):
        left, right = side_of(labels[one]), side_of(labels[other])
        dyad = dyad_of(dossiers, left, right, _period(dyad_of(dossiers, left, right)))
        chart = dyad_chart(dyad, id=f"dyad{at}")
        yield f"{dyad.one} and {dyad.other}", chart, (dyad.there.says, dyad.back.says)


def _period(dyad: Dyad) -> Period:
    """What is best counted by: days within three months, weeks within two years, else months."""
    days = sorted(day for cell in dyad.cells if (day := day_of(cell.period)))
    if len(days) < sum(c.count for c in dyad.cells) / 2:
        return "month"  # Most times are told too roughly for days.
    long = (days[-1] - days[0]).days
    return "day" if long <= 92 else "week" if long <= 731 else "month"


def _incidents(ledger: Ledger, chosen: _Chosen, links: Links) -> Iterator[Mapping[str, Any]]:
    """What `incident_body.html` shows of each, one after the other."""
    from .showing import counted, shown
    from .ties import near, ties, told_by

    for dossier in chosen.dossiers:
        behind, against = shown(ledger, dossier)
        held, more_held = ties(ledger, dossier.id, chosen.moment)
        yield {
            "dossier": dossier,
            "behind": behind[:ACCOUNTS],
            "against": against[:ACCOUNTS],
            "left_out": max(0, len(behind) - ACCOUNTS) + max(0, len(against) - ACCOUNTS),
            "series": [counted(dossier, s, at, links, f"i-{dossier.id}-") for at, s in enumerate(dossier.series, 1)],
            "groups": told_by(ledger, dossier.id, dossier, chosen.moment),
            "ties": held,
            "more_ties": more_held,
            "near": near(ledger, dossier.id, chosen.moment),
            "corrected": list(ledger.corrections(as_of=chosen.as_of, of=dossier)),
        }


@dataclass(frozen=True, slots=True)
class _Article:
    report: Report
    prefix: str
    marked: Marked
    profile: Chart


def _articles(ledger: Ledger, chosen: _Chosen, links: Links) -> Iterator[_Article]:
    """One after the other, so that no more than one is held."""
    query = f"SELECT n, incident FROM incident_members m WHERE report = ? AND {known_at('m', chosen.moment)}"
    for id in chosen.reports:
        (number,) = ledger.db.execute("SELECT number FROM reports WHERE id = ?", (id,)).fetchone()
        for _, report, _ in recalled_as_judged(ledger.db, [number], chosen.moment):
            incidents = {n: links.incident(incident) for n, incident in ledger.db.execute(query, (number,))}
            profile = sourcing_bar(profile_of(report.reading).sentences, id=f"{prefix_of(id)}profile", of="sentence")
            yield _Article(report, prefix_of(id), mark_up(report.reading, incidents=incidents), profile)


def _contents(ledger: Ledger, chosen: _Chosen) -> list[tuple[str, str, str | None, str | None]]:
    """For each article its id, outlet, date and title."""
    look = "SELECT id, outlet, published, title FROM reports WHERE id = ?"
    return [ledger.db.execute(look, (id,)).fetchone() for id in chosen.reports]
