"""Who did what to whom, in four corpora: our records, ECB+'s event mentions, and UDS It-Happened.

Our records bear every act of a text with all that is to be learned of it. ECB+ tells which mentions are of one event,
and which actions did not take place; its events are of many kinds that are none of ours, so nothing is learned from
where they stand. UDS tells of predicates how surely they happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportedly.model import features
from reportedly.model.labels import ACTS, MODES, PARTS
from reportedly.model.pairs import describe_acts
from reportedly.model.parse import Parse
from reportedly.model.pieces import Pieces
from reportedly.records import STATUSES
from reportedly.text import Span

from .corpora import UNKNOWN, Acts, Chains, Example, GoldAct, WordRange, lines

_ACTOR, _RECIPIENT, _PARTY = (PARTS.index(part) for part in ("actor", "recipient", "party"))
_HAPPENED = STATUSES.index("happened")
# UDS scores from -3 to 3: nearer to nought, its annotators were not sure.
_SURE = 1.0


# Words that head a phrase only where the tree has torn it.
_LIGHT = frozenset({"DET", "ADP", "PUNCT", "AUX", "PART", "CCONJ", "SCONJ"})


def head_of(heads: Sequence[int], upos: Sequence[str], first: int, end: int) -> int:
    """The first word of a phrase that hangs on a word outside, one of substance where there is one."""
    inside = range(first, end)
    outside = [w for w in inside if heads[w] not in inside or heads[w] == w]
    return next((w for w in outside if upos[w] not in _LIGHT), outside[0] if outside else end - 1)


class _Places:
    """From spans to words, fast for a whole article."""

    def __init__(self, parse: Parse) -> None:
        self._at = {c: n for n, span in enumerate(parse.words) for c in range(*span)}
        self._parse = parse

    def words(self, span: Sequence[int]) -> WordRange | None:
        touched = [self._at[c] for c in range(span[0], span[1]) if c in self._at]
        return (touched[0], touched[-1] + 1) if touched else None

    def head(self, span: Sequence[int]) -> int | None:
        found = self.words(span)
        return head_of(self._parse.heads, self._parse.upos, *found) if found else None


def of_records(parse: Parse, rows: Sequence[dict[str, Any]]) -> Acts:
    """The events of one article's records; those with one trigger are one act with several parties."""
    places = _Places(parse)
    by_trigger: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    told: dict[str, str] = {}
    for row in rows:
        if row["kind"] == "event":
            by_trigger[tuple(row["span"])].append(row)
            told[row["id"]] = row["same_as"] or row["id"]
    # The two directions of an act between equals are one act, retold together.
    first_of = {row["id"]: events[0]["id"] for events in by_trigger.values() for row in events}
    found: dict[int, GoldAct] = {}
    for span, events in by_trigger.items():
        words, trigger = places.words(span), places.head(span)
        if words is None or trigger is None:
            continue
        first = events[0]
        found[trigger] = GoldAct(
            trigger=trigger,
            words=words,
            kind=ACTS.index(first["type"]),
            mode=MODES.index((first["type"], first["mode"])),
            status=(STATUSES.index(first["status"]),),
            parts=tuple(_parts(places, events)),
            chain=_first(first["id"], told, first_of),
        )
    acts = tuple(found[word] for word in sorted(found))
    return Acts(acts, True, _retold(parse, acts, firsts=True))


def _first(event: str, told: dict[str, str], first_of: dict[str, str]) -> str:
    for _ in range(len(told)):
        before = first_of.get(told.get(event, event), event)
        if before == event:
            break
        event = before
    return event


def _parts(places: _Places, events: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    by_role = {
        role: {word for e in events if e[role] and (word := places.head(e[role]["span"])) is not None}
        for role in ("actor", "recipient")
    }
    actors, recipients = by_role["actor"], by_role["recipient"]
    for word in sorted(actors | recipients):
        yield word, _PARTY if word in actors & recipients else _ACTOR if word in actors else _RECIPIENT


def _retold(parse: Parse, acts: Sequence[GoldAct], firsts: bool) -> Chains | None:
    """`firsts`: whether an act that is told of nothing before is known to be new."""
    known = [act for act in acts if act.chain is not None]
    if len(known) < 2:
        return None
    triggers, kinds = [act.trigger for act in known], [act.kind for act in known]
    described = describe_acts(parse.text, parse.words, parse.upos, parse.sentences, triggers, kinds)
    chains = tuple(str(act.chain) for act in known)
    return Chains(described, chains, (firsts,) * len(chains))


def of_mentions(parse: Parse, rows: Sequence[dict[str, Any]]) -> Acts:
    """The event mentions of one document of ECB+; those of which nothing is told that we learn from are left out."""
    places = _Places(parse)
    found: dict[int, GoldAct] = {}
    for row in rows:
        span = (row["start"], row["end"])
        words, trigger = places.words(span), places.head(span)
        if words is None or trigger is None:
            continue
        denied = (STATUSES.index("denied"),) if row["type"].startswith("NEG_") else ()
        chain = row["cluster_id"] if row["scored"] else None
        if denied or chain:
            found[trigger] = GoldAct(trigger, words, status=denied, chain=chain)
    acts = tuple(found[word] for word in sorted(found))
    return Acts(acts, False, _retold(parse, acts, firsts=False))


def happened(path: Path, pieces: Pieces) -> list[Example]:
    """UDS It-Happened: sentences with predicates that surely did or did not take place."""
    found = []
    for row in lines(path):
        text = row["text"]
        words = features.words_of(text, [Span(0, len(text))], pieces)
        acts = []
        for target in row["targets"]:
            place = features.word_range(words, Span(target["start"], target["end"]))
            if place is None or abs(target["label"]) < _SURE:
                continue
            status = (_HAPPENED,) if target["label"] > 0 else tuple(n for n in range(len(STATUSES)) if n != _HAPPENED)
            acts.append(GoldAct(place[1] - 1, place, status=status))
        if acts:
            acts = list({act.trigger: act for act in acts}.values())
            windows = tuple(features.windows(text, words))
            found.append(Example("uds", words, windows, None, None, 0, acts=Acts(tuple(acts), False)))
    return found


__all__ = ["UNKNOWN", "happened", "head_of", "of_mentions", "of_records"]
