"""Answers of the ledger on a screen: what matters stands first, and what is not a fact never looks like one.

Signs go before colours: a full mark for what happened, a hollow one for what has not; `↯` where accounts conflict.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.text import Text

from ..ledger.conflicts import Conflict
from ..ledger.correcting import Corrected
from ..ledger.dossier import Dossier, Voice
from ..ledger.policies import Estimate
from ..ledger.positions import Position
from ..ledger.questions import CopyRow, Counted, CountedLoose, Disputed, Found, Judged
from ..ledger.quoted import Sourcing
from ..ledger.series import Series
from ..ledger.summaries import day_in_words, summary_of
from ..records import Status
from .cells import cut, number_told, row, rule, squeezed
from .marks import SIGNS, visible
from .styles import STYLES

__all__ = [
    "copies", "correction", "corrections", "disputes", "figures", "incidents", "moved", "rendered", "search", "sources",
    "verdicts",
]  # fmt: skip

Lines = Iterator[Text]

CONFLICT = "↯"
"""Where accounts conflict."""

STANDS: dict[Position, str] = {
    "affirms": "●",
    "denies": "✗",
    "threatened": "!",
    "planned": "○",
    "called for": "◇",
    "believes": "◐",
    "doubts": "◔",
    "supposes": "?",
    "declines": "–",
    "unclear": "~",
}
"""What a source says of an incident, as a sign."""

SAYS: dict[Position, str] = {
    "affirms": "says so",
    "denies": "denies",
    "threatened": "tells a threat",
    "planned": "tells a plan",
    "called for": "tells a demand",
    "believes": "believes so",
    "doubts": "doubts",
    "supposes": "supposes",
    "declines": "will not say",
    "unclear": "unclear",
}


def rendered(lines: Callable[[int], Lines], *, width: int = 80, colour: bool = False) -> str:
    """The lines that `lines` gives for a width in columns, as text; `colour`: with terminal escapes."""
    from . import NARROWEST, WIDEST
    from .view import console_for

    stream = io.StringIO()
    console = console_for(stream, width=max(NARROWEST, min(width, WIDEST)), colour=colour)
    for line in lines(console.width):
        line.rstrip()
        console.print(line, soft_wrap=True)
    return stream.getvalue()


def sign(status: Status, voice: Voice | None) -> str:
    """The sign of an incident: what happened is full, but half full where only somebody's word stands behind it."""
    if status == "happened" and voice != "told as fact":
        return "◐" if voice == "on named word" else "◌"
    return SIGNS[status]


def look(dossier: Dossier) -> str:
    side = "conflict" if dossier.quad.endswith("conflict") else "cooperation"
    return STYLES[{"happened": side, "denied": f"{side} denied"}.get(dossier.status, f"{side} open")]


def wrapped(line: Text, width: int, indent: int = 0) -> Lines:
    """The line broken between words, what follows the first one indented."""
    from rich.console import Console

    console = Console(file=io.StringIO(), width=max(10, width - indent), force_terminal=False)
    for at, part in enumerate(line.wrap(console, max(10, width - indent), overflow="fold")):
        part.rstrip()
        yield Text(" " * indent if at else "") + part if at else part


def incidents(found: Sequence[Dossier], width: int) -> Lines:
    """The incidents, two or more lines each: what happened, and who stands where; then how its figures moved."""
    if not found:
        yield Text("No incident.", STYLES["aside"])
        return
    for dossier in found:
        yield from _incident(dossier, width)
    yield Text()
    yield from legend(found, width)


def _incident(dossier: Dossier, width: int) -> Lines:
    mark = sign(dossier.status, dossier.voice)
    head = Text.assemble((mark, look(dossier)), "   ", (clean(summary_of(dossier)), STYLES["strong"]))
    # The sentence bears the time that is told; where none is, when it was reported is the next best.
    if not dossier.start and not dossier.end:
        head.append(f" Reported {_date(dossier.reported)}.", STYLES["aside"])
    yield from wrapped(head, width, 4)
    yield from wrapped(Text("    ").append_text(standing(dossier)), width, 4)
    for series in dossier.series:
        if len(series.path) > 1 or series.spread:
            yield from wrapped(Text("    ").append_text(moved(series)), width, 4)
    yield Text(f"    {clean(dossier.id)}", STYLES["aside"])


def standing(dossier: Dossier) -> Text:
    """`3 reports, 2 independent · ● 2 say so · ✗ 1 denies · ↯ happened or not`."""
    line = Text(resting(dossier.reports, dossier.independent), STYLES["aside"])
    counted: dict[Position, int] = {}
    for account in dossier.accounts:
        counted[account.position] = counted.get(account.position, 0) + 1
    for position, symbol in STANDS.items():
        if position in counted:
            style = STYLES["flaw"] if position == "denies" else ""
            line.append(" · ", STYLES["aside"]).append(
                f"{symbol} {counted[position]} {_counted(position, counted[position])}", style
            )
    for kind in dict.fromkeys(c.kind for c in dossier.conflicts):
        line.append(" · ", STYLES["aside"]).append(f"{CONFLICT} {kind}", STYLES["flaw"])
    return line


def _counted(position: Position, count: int) -> str:
    """`affirms` for one, `affirm` for several; what is no verb stays."""
    verb = {"affirms": "affirm", "denies": "deny", "believes": "believe", "doubts": "doubt", "supposes": "suppose",
            "declines": "decline"}.get(position)  # fmt: skip
    return verb if verb and count > 1 else position


def resting(reports: int, independent: int) -> str:
    return f"{reports} report{'' if reports == 1 else 's'}, {independent} independent"


def moved(series: Series) -> Text:
    """`killed person  87 → 104 → 115`, the last number set off; undated steps after a `?`."""
    line, spread = Text(f"{counted_as(series)}  ", STYLES["aside"]), series.spread
    for at, (day, number) in enumerate(series.path):
        last = at == len(series.path) - 1
        line.append(" → " if at else "", STYLES["aside"])
        told = f"{'' if day else '?'}{number_told(number)}"
        if day in spread:
            told += f" ({number_told(spread[day][0])} {CONFLICT} {number_told(spread[day][1])})"
        line.append(told, STYLES["flaw"] if day in spread else STYLES["strong"] if last else "")
    days = [day for day, _ in series.path if day]
    if days:
        line.append(
            f"  ({_date(days[0])}" + (f" – {_date(days[-1])})" if days[-1] != days[0] else ")"), STYLES["aside"]
        )
    return line


def counted_as(series: Series) -> str:
    return clean(" ".join(filter(None, (series.measure, series.unit))) or "counted")


def legend(found: Iterable[Dossier], width: int) -> Lines:
    """What the signs of these incidents mean."""
    told: dict[str, str] = {}
    for dossier in found:
        mark = sign(dossier.status, dossier.voice)
        told[mark] = {"●": "told as fact", "◐": "on a named source's word", "◌": "on the word of nobody named"}.get(
            mark, dossier.status
        )
    words = " · ".join(f"{mark} {meaning}" for mark, meaning in sorted(told.items(), key=lambda t: t[1]))
    yield from wrapped(Text(words, STYLES["aside"]), width)


# Disputes and figures


def disputes(found: Sequence[Disputed], width: int) -> Lines:
    """Each conflict under its incident: the two sides with their words, one under the other."""
    if not found:
        yield Text("No dispute.", STYLES["aside"])
    by_incident: dict[str, list[Disputed]] = {}
    for one in found:
        by_incident.setdefault(one.dossier.id, []).append(one)
    for at, those in enumerate(by_incident.values()):
        yield from [Text()] if at else []
        yield from wrapped(Text(clean(summary_of(those[0].dossier)), STYLES["strong"]), width)
        yield Text(f"  {clean(those[0].dossier.id)}", STYLES["aside"])
        for pair, more in alike(one.conflict for one in those):
            yield from conflict(pair, more, width)


def alike(found: Iterable[Conflict]) -> list[tuple[Conflict, int]]:
    """Conflicts over the same thing as one: the first of them, and how many pairs of sources have it besides."""
    counted: dict[tuple[str, ...], tuple[Conflict, int]] = {}
    for one in found:
        key = (one.kind, *sorted((one.one.says, one.other.says)))
        counted[key] = (counted[key][0], counted[key][1] + 1) if key in counted else (one, 0)
    return list(counted.values())


def conflict(one: Conflict, more: int, width: int) -> Lines:
    """The two sides with their words, one under the other; `more` pairs of sources conflict so too."""
    line = Text.assemble((f"  {CONFLICT} ", STYLES["flaw"]), (one.kind, STYLES["flaw"]))
    line.append(f" (and {more} more pair{'' if more == 1 else 's'} of sources)" if more else "", STYLES["aside"])
    yield from wrapped(line, width, 4)
    for side in (one.one, one.other):
        line = Text.assemble("    ", (clean(side.source.label), STYLES["source"]), f" {clean(side.says)}: ")
        line.append(f"“{clean(cut(side.words, 3 * width))}”", STYLES["content"])
        yield from wrapped(line, width, 6)


def figures(found: Sequence[Counted], width: int, loose: Sequence[CountedLoose] = ()) -> Lines:
    """Each series: how it moved, and what it comes to under the policy, with what that rests on; `loose`, those of what
    hangs on no act, last."""
    if not found and not loose:
        yield Text("No figure.", STYLES["aside"])
    last = None
    for one in found:
        if one.dossier.id != last:
            yield from [Text()] if last else []
            yield from wrapped(Text(clean(summary_of(one.dossier)), STYLES["strong"]), width)
        last = one.dossier.id
        yield from _estimated(one.series, one.estimate, width)
    for n, lone in enumerate(loose):
        yield from [Text()] if found or n else []
        of = ", ".join(lone.loose.states)
        yield from wrapped(Text(clean(f"{lone.loose.noun}, {of}: told of no act"), STYLES["strong"]), width)
        yield from _estimated(lone.loose.series, lone.estimate, width)


def _estimated(series: Series, estimate: Estimate, width: int) -> Lines:
    yield from wrapped(Text("  ").append_text(moved(series)), width, 4)
    best = "not known" if estimate.best is None else number_told(estimate.best)
    line = Text.assemble(f"    {estimate.policy}: ", (best, STYLES["strong"]))
    if estimate.low != estimate.best or estimate.high != estimate.best:
        low, high = (("…" if n is None else number_told(n)) for n in (estimate.low, estimate.high))
        line.append(f" ({low} to {high})")
    yield from wrapped(line.append(f", {clean(estimate.reason)}", STYLES["aside"]), width, 6)
    for entry in estimate.entries[:THREE]:
        words = Text.assemble("      ", (clean(entry.source.label), STYLES["source"]))
        words.append(f" “{clean(entry.words)}” ", STYLES["content"])
        yield from wrapped(words.append(_date(entry.date), STYLES["aside"]), width, 8)


THREE = 3
"""So many figures that an estimate rests on are shown."""


# Sources, copies, corrections, search, verdicts


def sources(found: Sourcing, width: int) -> Lines:
    """Who is quoted how often as what; then for each outlet what its statements rest on, as shares."""
    facts = [5, 5, 5, 12] if width >= WIDE else [5]
    columns = [width - sum(facts) - 2 * len(facts), *facts]
    heads = ["who is quoted", "times", "texts", "outl.", "as"]
    yield row([Text(head) for head in heads[: len(columns)]], columns, STYLES["strong"])
    yield rule(width)
    for one in found.quoted:
        cells = [Text(cut(clean(one.source.label), columns[0]), STYLES["source"])]
        cells += [Text(str(number).rjust(5)) for number in (one.statements, one.articles, one.outlets)]
        yield row([*cells, Text(one.kinds[0][0] if one.kinds else "")][: len(columns)], columns)
    if found.count > len(found.quoted):
        yield Text(f"… {found.count - len(found.quoted):,} more, --limit", STYLES["aside"])
    yield Text()
    heads = (
        ["named", "offic.", "anonym", "nobody", "other"] if width >= WIDE else ["name", "offi", "anon", "none", "othr"]
    )
    share = 6 if width >= WIDE else 4
    columns = [width - len(heads) * (share + 2), *[share] * len(heads)]
    yield row([Text("outlet"), *(Text(head.rjust(share)) for head in heads)], columns, STYLES["strong"])
    yield rule(width)
    for leaning in found.leanings:
        told = leaning.row()
        shares = [told[group] for group in ("named", "official", "anonymous", "unattributed", "other")]
        cells = [Text(cut(clean(leaning.outlet), columns[0]))]
        yield row([*cells, *(Text(("—" if s is None else f"{s:.0%}").rjust(share)) for s in shares)], columns)


WIDE = 60
"""From this many columns on, tables of sources have all their columns."""


def copies(found: Sequence[CopyRow], width: int) -> Lines:
    """Which report has how much from which."""
    if not found:
        yield Text("No copy.", STYLES["aside"])
    for one in found:
        line = Text.assemble(
            (f"{one.share:4.0%} ", STYLES["strong"]), (clean(one.outlet or one.report), STYLES["source"])
        )
        line.append(f" {_date(one.published)}", STYLES["aside"]).append(" ← ")
        line.append(clean(one.origin_outlet or one.origin), STYLES["source"])
        line.append(f"  {clean(one.title or '')}", STYLES["aside"])
        yield from wrapped(line, width, 5)


def corrections(found: Sequence[Corrected], width: int) -> Lines:
    """Each notice with its words, and under it what it is of."""
    if not found:
        yield Text("No correction.", STYLES["aside"])
    for one in found:
        yield from correction(one, width)


def correction(one: Corrected, width: int) -> Lines:
    """One notice: two lines or more."""
    line = Text.assemble((f"{one.kind:13} ", STYLES["flaw"]), (clean(one.outlet or one.report), STYLES["source"]))
    line.append(f" {_date(one.published)}", STYLES["aside"])
    yield from wrapped(line.append(f"  “{clean(one.words)}”", STYLES["content"]), width, 14)
    told = {"address": "at the same address", "copy": "whose text it has", "title": "of the same title"}
    if one.by is None:
        words = "of a report that is not here"
    else:
        words = f"of the report {told[one.by]}, {_date(one.of_published)}  {clean(one.of_title or one.of or '')}"
    yield from wrapped(Text(f"{'':14}{words}", STYLES["aside"]), width, 14)


def search(found: Sequence[Found], width: int) -> Lines:
    """Each place with the words set off."""
    if not found:
        yield Text("Nothing found.", STYLES["aside"])
    for one in found:
        head = Text.assemble(
            (clean(one.outlet or one.report), STYLES["source"]), (f" {_date(one.published)}", STYLES["aside"])
        )
        yield from wrapped(head.append(f"  {clean(one.title or '')}"), width, 2)
        before = clean(one.before) + " " * one.before[-1:].isspace()
        after = " " * one.after[:1].isspace() + clean(one.after)
        line = Text(f"  … {before}").append(clean(one.words), STYLES["strong"])
        yield from wrapped(line.append(f"{after} …"), width, 4)


def verdicts(found: Sequence[Judged], width: int) -> Lines:
    """Each verdict; those that lost their words say so."""
    if not found:
        yield Text("No verdict.", STYLES["aside"])
    marks = {"right": "✓", "wrong": "✗", "edited": "✎", "note": "…", "same": "=", "apart": "≠"}
    for one in found:
        link = one.about not in ("statement", "event", "figure", "flaw")
        said = {"right": "same", "wrong": "apart"}.get(one.decision, one.decision) if link else one.decision
        line = Text.assemble((f"{marks.get(said, '·')} {said:7}", STYLES["strong"]), f"{one.about}  ")
        for name, value in one.edited:
            line.append(f"{name}={'null' if value is None else clean(str(value))} ", STYLES["strong"])
        line.append(f"“{clean(cut(one.words, width))}”", STYLES["content"]).append(
            f"  {clean(one.note)}" if one.note else ""
        )
        line.append(f"  {clean(one.who)}, {clean(one.when)}", STYLES["aside"])
        line.append(f"  {' '.join(one.records)}", STYLES["aside"])
        yield from wrapped(line, width, 4)
        if one.lost:
            yield from wrapped(Text(f"    lost: {clean(one.lost)}", STYLES["flaw"]), width, 4)


def clean(words: str) -> str:
    """Words that a terminal may be shown, in one line."""
    return squeezed(visible(words))


TITLE = 44
"""Columns of a report that is called by its title."""


def _date(day: str | None) -> str:
    return clean(day_in_words(day)) if day else "no date"
