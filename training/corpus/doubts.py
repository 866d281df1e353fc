"""What does not break the markup, but is wrong or looks like a slip.

`wrong` is certain enough to refuse; `doubts` are told, and stop nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from reportedly.article.quotations import find_quotations
from reportedly.text import Span, paragraphs

from .lines import Act, Party, Quantity, Said, Slip, Time
from .linked import Linked
from .markup import Fault
from .numerals import amounts

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"(?i)\b({'|'.join(_DAYS)})(?:['’]s)?\b")
_PLAIN_SAYING = frozenset(("say", "says", "said", "saying", "told", "tells", "adds", "added", "writes", "wrote"))
_EMPTY = frozenset((
    "a", "an", "the", "in", "of", "on", "by", "with", "from", "and", "or", "it", "he", "she", "they", "is", "are",
    "was", "were", "has", "have", "had", "be", "been", "will", "would", "that", "this",
))  # fmt: skip
_TITLES = frozenset((
    "president", "minister", "premier", "chancellor", "general", "colonel", "captain", "major", "lieutenant", "admiral",
    "commander", "sergeant", "marshal", "king", "queen", "prince", "princess", "emperor", "sheikh", "mr", "mrs", "ms",
    "dr", "senator", "secretary", "ambassador", "governor", "mayor", "judge", "bishop", "archbishop", "father", "pope",
    "chief", "spokesman", "spokeswoman", "spokesperson", "chairman", "director", "inspector", "professor",
))  # fmt: skip
_SINGULAR = frozenset(("series", "species", "gas", "bus", "corps", "celsius", "bonus"))
_RELATIVE = {"yesterday": -1, "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "tomorrow": 1}


def wrong(linked: Linked) -> Iterator[Fault]:
    """Weekdays that are not those of the dates given for them."""
    for label, time in linked.of(Time).items():
        if time.same or time.precision != "day" or label not in linked.pieces:
            continue
        words = linked.words(label)
        ends = [date.fromisoformat(d) for d in (time.start, time.end) if d]
        # "Before Sunday" ends on the Saturday.
        near = (-1, 0, 1) if re.search(r"(?i)\b(before|after|until|till|by)\b", words) else (0,)
        allowed = {_DAYS[(d.weekday() + n) % 7] for d in ends for n in near}
        for day in _WEEKDAY.findall(words):
            if ends and day.casefold() not in allowed:
                are = " and ".join(sorted({f"{d} is a {_DAYS[d.weekday()].capitalize()}" for d in ends}))
                yield linked.fault(label, f"{words!r}, but {are}")


def doubts(linked: Linked) -> Iterator[Fault]:
    """Everything that is worth a second look."""
    for found in (_statements, _contents, _events, _times, _parties, _figures, _flaws):
        for label, words in found(linked):
            yield linked.fault(label, words, doubt=True)


def _statements(linked: Linked) -> Iterator[tuple[str, str]]:
    quotations = find_quotations(linked.text, paragraphs(linked.text))
    for label, said in linked.of(Said).items():
        cue = linked.pieces.get(label + "c")
        if not said.source and said.source_type != "unattributed":
            yield label, f"{said.source_type}, but no source"
        if said.source_type == "unattributed" and not cue:
            yield label, "neither source nor cue"
        if cue:
            words = cue[0].of(linked.text)
            if len(words.split()) > 6:
                yield label, f"a long cue: {words!r}"
            if words.casefold().endswith(" that"):
                yield label, f"the cue takes in the complementizer: {words!r}"
            if not set(re.findall(r"\w+", words.casefold())) - _EMPTY:
                yield label, f"a cue that tells no saying: {words!r}"
            if any(q.inner.start <= cue[0].start < q.inner.end for q in quotations) and not _nested(linked, label):
                yield label, f"a cue inside a quotation that belongs to no statement: {words!r}"
        if said.source and said.source in linked.pieces:
            source = linked.span(said.source)
            if any(piece.contains(source) for piece in linked.pieces.get(label, ())):
                yield label, f"the source {source.of(linked.text)!r} stands inside what it says"
            party = linked.values[said.source]
            entity = party.entity if isinstance(party, Party) else None
            if said.source_type == "document" and entity in ("person", "group"):
                yield label, f"source type document, but the source is a {entity}"
            if said.source_type == "person" and entity in ("organization", "country", "document"):
                yield label, f"source type person, but the source is a {entity}"


def _nested(linked: Linked, label: str) -> bool:
    cue = linked.span(label + "c")
    return any(
        any(piece.contains(cue) for piece in linked.pieces.get(other, ()))
        for other in linked.of(Said)
        if other != label
    )


def _contents(linked: Linked) -> Iterator[tuple[str, str]]:
    quotations = find_quotations(linked.text, paragraphs(linked.text))
    for label in linked.of(Said):
        for piece in linked.pieces.get(label, ()):
            words = piece.of(linked.text)
            if re.match(r"(?i)that\s", words) and not re.match(r"(?i)that\s(is|was|would|will|could|has)\b", words):
                yield label, f"the content begins with the complementizer: {words[:40]!r}"
            if words[-1] in ".,;:" and not re.search(r"\b[A-Za-z]\.$", words):
                outside = not any(q.inner.start < piece.end <= q.inner.end for q in quotations)
                if outside:
                    yield label, f"the content ends in {words[-1]!r}: {words[-30:]!r}"
            for q in quotations:
                if q.closed and q.inner == piece:
                    yield label, f"the quotation marks are left out of the content: {words[:40]!r}"
                elif q.closed and piece.start < q.span.start < piece.end < q.span.end:
                    yield label, f"the content ends inside a quotation: {words[-30:]!r}"
                elif q.closed and q.span.start < piece.start < q.span.end < piece.end:
                    yield label, f"the content begins inside a quotation: {words[:30]!r}"


def _events(linked: Linked) -> Iterator[tuple[str, str]]:
    seen: dict[tuple[object, ...], str] = {}
    acts = linked.of(Act)
    for label, act in acts.items():
        words, span = linked.words(label), linked.span(label)
        if words.casefold() in _PLAIN_SAYING and act.type != "REQUEST":
            yield label, f"a plain {words!r} is no event"
        if len(words.split()) > 4:
            yield label, f"a long trigger: {words!r}"
        key = (span, act.type, act.actor, act.recipient)
        if key in seen:
            yield label, f"the same as {seen[key]}: trigger, type and parties"
        seen[key] = label
        if act.mutual and any(
            other != label and linked.span(other) == span and {a.actor, a.recipient} == {act.actor, act.recipient}
            for other, a in acts.items()
        ):
            yield label, "'<>' makes both directions; another event on this trigger has the same two parties"
        party = linked.values.get(act.recipient) if act.recipient else None
        if isinstance(party, Party) and party.entity == "place":
            yield label, f"the recipient {linked.words(act.recipient or '')!r} is a place: a territory never is"
        if act.same and act.same in acts and acts[act.same].type != act.type:
            yield label, f"told again as {act.type}, first as {acts[act.same].type}"
        for other in linked.of(Act):
            if other < label and span != linked.span(other) and span.overlaps(linked.span(other)):
                yield label, f"the trigger overlaps that of {other}"


def _times(linked: Linked) -> Iterator[tuple[str, str]]:
    published = date.fromisoformat(linked.dispatch.head.date) if linked.dispatch.head.date else None
    for label, time in linked.of(Time).items():
        if time.same or label not in linked.pieces:
            continue
        words = linked.words(label).casefold()
        day = _WEEKDAY.search(words)
        if published is None:
            if time.start and not re.search(r"\d{4}", words):
                yield label, f"a date for {words!r}, though the dispatch has none"
            continue
        if not time.start and not time.end:
            if day or words in _RELATIVE:
                yield label, f"no date for {words!r}, though the dispatch has one"
            continue
        start = date.fromisoformat(time.start) if time.start else None
        if start and words in _RELATIVE and start != published + timedelta(days=_RELATIVE[words]):
            yield label, f"{words!r} is {start}, in a dispatch of {published}"
        bare = day and time.precision == "day" and not re.search(r"\b(last|next|week|\d)", words)
        if start and bare and abs((start - published).days) > 7:
            yield label, f"{words!r} is {start}, over a week from {published}"


def _parties(linked: Linked) -> Iterator[tuple[str, str]]:
    used = {x for v in linked.values.values() for x in _uses(v)}
    for label, party in linked.of(Party).items():
        span = linked.span(label)
        words = span.of(linked.text)
        if label not in used:
            yield label, f"{words!r} is neither source, actor, recipient nor antecedent"
        if re.search(r"(?i)\b(who|which)\b", words):
            yield label, f"a party takes in its relative clause: {words!r}"
        if words[-1] in ",;:" or (words.endswith(("'s", "’s")) and not (party.name or "").endswith(words[-2:])):
            yield label, f"a party ends in {words[-2:]!r}: {words!r}"
        before = re.search(r"(\w+)\.? $", linked.text[max(0, span.start - 20) : span.start])
        word = before.group(1) if before else ""
        titled = word.casefold() in _TITLES and words[0].isupper()
        cut = word.casefold() in ("the", "a", "an") and _ends_here(linked, span)
        if before and (titled or cut) and not _inside_a_party(linked, Span(span.start - len(before.group()), span.end)):
            yield label, f"begins in the middle: {word!r} stands before {words!r}"
        if not party.same and party.entity == "country" and party.sector not in ("GOV", None):
            yield label, f"a state with sector {party.sector}"


def _uses(value: object) -> list[str]:
    return [x for name in ("source", "actor", "recipient", "same") if isinstance(x := getattr(value, name, None), str)]


def _inside_a_party(linked: Linked, span: Span) -> bool:
    return any(linked.span(label).contains(span) for label in linked.of(Party))


def _ends_here(linked: Linked, span: Span) -> bool:
    """Whether a phrase surely ends with `span`: before punctuation, or, if it is no name, before a cue or a trigger.

    A name may modify what follows: "the {US} embassy", "a {Soviet} raid".
    """
    if linked.text[span.end : span.end + 1] in ("", ",", ".", ";", ":", "?", "!"):
        return True
    following = [m.label for m in linked.dispatch.marks if m.span.start == span.end + 1]
    return not linked.text[span.start].isupper() and any(re.fullmatch(r"s\d+c|e\d+", label) for label in following)


_BOUNDS = (
    (
        "at least",
        re.compile(r"(?i)\b(at least|no fewer than|no less than|not less than|(?<!\bno )(?<!\bnot )more than|over)\b"),
    ),
    ("at most", re.compile(r"(?i)\b(at most|up to|as many as|no more than|fewer than|less than|under)\b")),
    ("about", re.compile(r"(?i)\b(about|around|some|roughly|approximately|nearly|almost|an estimated|close to)\b")),
    ("vague", re.compile(r"(?i)\b(several|dozens|scores|hundreds|thousands|multiple|a couple)\b")),
)


def _figures(linked: Linked) -> Iterator[tuple[str, str]]:
    for label, figure in linked.of(Quantity).items():
        words = linked.words(label)
        told = next((bound for bound, pattern in _BOUNDS if pattern.search(words)), None)
        if told and figure.bound == "exact" and told != "vague":
            yield label, f"exact, but the words are {words!r}"
        if figure.bound in ("at least", "at most") and told in ("at least", "at most") and told != figure.bound:
            yield label, f"{figure.bound}, but the words are {words!r}"
        if figure.bound == "exact" and told == "vague" and not amounts(words):
            yield label, f"exact, but the words are {words!r}"
        read = amounts(words)
        given = {float(x) for x in (figure.value, figure.low, figure.high) if x is not None}
        if read and figure.bound != "vague" and not given & read:
            yield label, f"{words!r} is told as {sorted(given)}"
        if figure.unit != figure.unit.lower() and not re.fullmatch(r"[A-Z]{3}", figure.unit):
            yield label, f"unit {figure.unit!r}: lower case and singular, or an ISO code of money"
        if re.search(r"(?<!s)s$", figure.unit) and figure.unit.split()[-1] not in _SINGULAR:
            yield label, f"unit {figure.unit!r} looks like a plural"


def _flaws(linked: Linked) -> Iterator[tuple[str, str]]:
    for label, slip in linked.of(Slip).items():
        if slip.problem not in ("boilerplate", "repeated paragraph"):
            continue
        span = linked.span(label)
        for other in linked.values:
            inside = other != label and other in linked.pieces and span.contains(linked.span(other))
            if inside and isinstance(linked.values[other], Act | Said | Quantity):
                yield label, f"{other} stands inside {slip.problem}, of which nothing is recorded"
