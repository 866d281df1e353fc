"""One incident on a screen: what is known, who stands where, what is disputed, how figures moved."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from ..ledger.accounts import Account, Saying
from ..ledger.correcting import Corrected
from ..ledger.dossier import Dossier
from ..ledger.dyads import Arrow, Cell, Dyad
from ..ledger.policies import POLICIES, estimate
from ..ledger.positions import Position
from ..ledger.series import Series
from ..ledger.summaries import day_in_words, summary_of
from .answers import SAYS, STANDS, TITLE, Lines, alike, clean, conflict, correction, look, moved, resting, sign, wrapped
from .cells import cut, number_told, rule
from .styles import STYLES

__all__ = ["dyad", "incident"]

BY_ITSELF: dict[Position, str] = {
    **SAYS,
    "denies": "says that it came about by itself",
    "doubts": "says that it may have come about by itself",
}

WORDS = 2
"""So many lines of a source's words are shown."""


def incident(dossier: Dossier, width: int, corrected: Sequence[Corrected] = ()) -> Lines:
    """The whole page, `width` columns at most. `corrected`: the notices in its reports and of them."""
    yield Text("━" * width, STYLES["source"])
    mark = Text(f"{sign(dossier.status, dossier.voice)} ", look(dossier))
    yield from wrapped(mark.append(" ").append(clean(summary_of(dossier)), STYLES["strong"]), width, 3)
    yield from wrapped(Text(" · ".join(_facts(dossier)), STYLES["aside"]), width)
    yield Text()
    yield Text("Who says what", STYLES["strong"])
    yield rule(width)
    for account in dossier.accounts:
        yield from _account(account, width)
    if dossier.conflicts:
        yield Text()
        yield Text("What is disputed", STYLES["strong"])
        yield rule(width)
        for one, more in alike(dossier.conflicts):
            yield from conflict(one, more, width)
            if one.kind in ("how many", "when or where"):
                yield from wrapped(Text(f"    {clean(one.reason)}", STYLES["aside"]), width, 6)
    if dossier.series:
        yield Text()
        yield Text("How many", STYLES["strong"])
        yield rule(width)
        for series in dossier.series:
            yield from _series(series, width)
        for update in dossier.updates:
            words = f"  ↑ update, no conflict: {clean(update.reason)}"
            yield from wrapped(Text(words, STYLES["aside"]), width, 4)
    if corrected:
        yield Text()
        yield Text("What was corrected", STYLES["strong"])
        yield rule(width)
        for notice in corrected:
            yield from correction(notice, width)


def _facts(dossier: Dossier) -> list[str]:
    kind = f"{dossier.type} {dossier.mode}" if dossier.mode else dossier.type
    facts = [clean(dossier.id), kind, dossier.status, dossier.voice or "on nobody's word"]
    facts += [resting(dossier.reports, dossier.independent)]
    if dossier.first:
        first = " and ".join(cut(clean(outlet), TITLE) for outlet in dossier.first.outlets)
        day = f", {day_in_words(dossier.first.published)}" if dossier.first.published else ""
        tie = " (a tie)" if dossier.first.tied else " (got first)" if dossier.first.by == "seen" else ""
        facts.append(f"first: {first}{clean(day)}{tie}")
    if dossier.confidence is not None:
        facts.append(f"sure {dossier.confidence:.2f}")
    return facts


def _account(account: Account, width: int) -> Lines:
    """`● Defence Department, office: says so · 3 reports, 2 independent`, and its words in the newest saying."""
    style = STYLES["flaw"] if account.position == "denies" else ""
    says = {"claims": "claims it", "accuses": "accuses", "disclaims": "denies a part in it"}.get(
        account.part or "", BY_ITSELF[account.position] if account.by_itself else SAYS[account.position]
    )
    own = account.source.kind == "own voice"
    # Hollow where nobody stands behind it who could be asked.
    mark = "◌" if account.position == "affirms" and not own and not account.source.named else STANDS[account.position]
    label = cut(clean(account.source.label), 2 * TITLE)
    line = Text.assemble((f"{mark} ", style), (label, STYLES["source"]))
    kind = "in its own voice, vouched for by nobody else" if own else account.source.kind
    line.append(f", {kind}: ", STYLES["aside"]).append(says, style or STYLES["strong"])
    if account.earlier:
        line.append(f" (earlier: {', '.join(SAYS[p] for p in account.earlier)})", STYLES["hedge"])
    if account.hedged:
        line.append(" with reserve", STYLES["hedge"])
    line.append(f" · {resting(len(account.carriers), account.independent)}", STYLES["aside"])
    if account.outlets != (account.source.label,):
        line.append(f": {', '.join(cut(clean(outlet), TITLE) for outlet in account.outlets)}", STYLES["aside"])
    yield from wrapped(line, width, 2)
    told = [s for s in account.sayings if s.position == account.position] or list(account.sayings)
    said: Saying = next((s for s in reversed(told) if not s.copied), told[-1])
    words = Text(f"  “{clean(cut(said.words, WORDS * (width - 6)))}”", STYLES["content"])
    if said.through:
        words.append(f" through {clean(', '.join(said.through))}", STYLES["aside"])
    if said.cited:
        words.append(f" as {clean(said.cited)} has it", STYLES["aside"])
    words.append(f" {_record(said)}", STYLES["aside"])
    yield from wrapped(words, width, 3)
    for weak, label in ((said.hedges, "hedged"), (said.evidence, "evidence")):
        if weak:
            line = Text(f"    {label}: ", STYLES["aside"]).append(clean(" · ".join(weak)), STYLES["hedge"])
            yield from wrapped(line, width, 6)


def _record(said: Saying) -> str:
    """The id by which what is told there may be judged, with the first half of the report's."""
    return f"{said.report[:8]}:" + (f"e{said.event}" if said.event is not None else f"s{said.statement}")


def _series(series: Series, width: int) -> Lines:
    yield from wrapped(Text("  ").append_text(moved(series)), width, 4)
    told = []
    for policy in POLICIES:
        one = estimate(series, policy)
        if one.best is not None and policy == "range":
            high = "…" if one.high is None else number_told(one.high)
            told.append(f"range {number_told(one.low)}–{number_told(one.best)}–{high}")
        elif one.entries:
            told.append(f"{policy} {'not known' if one.best is None else number_told(one.best)}")
    yield from wrapped(Text(f"    {' · '.join(told)}", STYLES["aside"]), width, 6)


# Words and deeds


def dyad(found: Dyad, width: int) -> Lines:
    """First whether words and deeds go the same way; then, for each period, a mark for every incident."""
    for direction in (found.there, found.back):
        style = {True: "", False: STYLES["flaw"], None: STYLES["aside"]}[direction.together]
        yield from wrapped(Text(clean(direction.says), style), width, 2)
    if not found.cells:
        yield Text("No incident between them.", STYLES["aside"])
        return
    yield Text()
    last: str | None = ""
    for period, arrow in dict.fromkeys((c.period, c.direction) for c in found.cells):
        if period != last:
            yield Text(day_in_words(period) if period else "no date", STYLES["strong"])
            last = period
        cells = [c for c in found.cells if (c.period, c.direction) == (period, arrow)]
        yield from _direction(found, arrow, cells, width)
    yield Text()
    words = " · ".join(("● told as fact", "◐ on a named source's word", "◌ on nobody's", "○ planned", "! threatened",
                        "◇ called for", "? if", "✗ denied"))  # fmt: skip
    yield from wrapped(Text(words, STYLES["aside"]), width)


def _direction(found: Dyad, arrow: Arrow, cells: Sequence[Cell], width: int) -> Lines:
    who, whom = (found.one, found.other) if arrow == "→" else (found.other, found.one)
    line = Text(f"  {clean(who)} → {clean(whom)}", STYLES["source"])
    for kind in ("words", "deeds"):
        those = [c for c in cells if c.kind == kind]
        if not those:
            continue
        line.append(f"  {kind} ", STYLES["aside"])
        for cell in those:
            line.append(
                sign(cell.status, cell.voice) * min(cell.count, MANY), "" if "coop" in cell.quad else STYLES["flaw"]
            )
            line.append(
                f"{cell.count if cell.count > MANY else ''}{cell.intensity:+.1f} ".replace("-", "−"), STYLES["aside"]
            )
    articles, outlets = max(c.articles for c in cells), max(c.outlets for c in cells)
    line.append(f" {articles} article{'' if articles == 1 else 's'}, {outlets} independent", STYLES["aside"])
    yield from wrapped(line, width, 4)


MANY = 6
"""More incidents than this are counted and not each shown by a mark."""
