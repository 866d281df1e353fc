"""Sentences that break off: told by the tree, and only in shapes that are no style of writing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ..model.parse import Parse
from ..records import Flaw
from ..text import Span
from .furniture import Furniture, furniture

_SHORT = 6
"""Words, the full stop among them, that a noun phrase which breaks off has at most."""
_PREDICATES = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "DET", "PRON", "NUM", "ADP", "PART", "PUNCT", "X"})
_OPEN, _CLOSE = '“"„', '”"'
# A subject on its own is a party; "The plan." or "The truth." may be a reporter's flourish.
_NO_PARTY = frozenset({"object", "document"})


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of words that stands as a sentence of its own, and whether it says something of something."""

    first: int
    end: int
    predicate: bool


def find_fragments(parse: Parse, paragraphs: Sequence[Span], skip: Sequence[Span]) -> tuple[Flaw, ...]:
    """The sentence fragments of body paragraphs, in order of the text.

    `paragraphs` are those of `parse.text`; what lies in `skip` (boilerplate, repeated paragraphs) is passed
    over. Four shapes count: a definite noun phrase alone between two full sentences ("The ministry."); a
    sentence whose last word is an article or a conjunction ("Since August, the."); a relative clause after
    a full stop ("who had left the delegation."); a quotation with a speaker and no verb of saying.
    Headings, captions, quotations, questions with their answers, and single words are none: a false flaw is
    worse than a missed one.
    """
    known = furniture()
    starts = [w.start for w in parse.words]
    skipped = sorted(skip)
    skip_starts = [s.start for s in skipped]
    sentence_starts = {first for first, _ in parse.sentences}
    found: list[Span] = []
    for p in paragraphs:
        first, end = bisect_left(starts, p.start), bisect_left(starts, p.end)
        if first == end or _is_skipped(p, skipped, skip_starts):
            continue
        pieces = _pieces(parse, first, end, sentence_starts, known)
        if sum(piece.predicate for piece in pieces) < 1 or len(pieces) < 2:
            continue
        quoted = _quoted(parse, first, end)
        for n, piece in enumerate(pieces):
            if quoted[piece.first - first] and quoted[piece.end - 1 - first]:
                continue
            span = _broken(parse, pieces, n, known)
            if span:
                found.append(span)
    return tuple(Flaw(span, "sentence fragment") for span in found)


def _is_skipped(p: Span, skipped: Sequence[Span], starts: Sequence[int]) -> bool:
    at = bisect_right(starts, p.start) - 1
    return at >= 0 and skipped[at].contains(p)


def _pieces(parse: Parse, first: int, end: int, starts: set[int], known: Furniture) -> list[_Piece]:
    """The sentences of a paragraph, parted also where two ran together behind an abbreviation's full stop."""
    cuts = [first]
    for i in range(first + 1, end):
        behind_stop = parse.form(i - 1)[-1] == "." and parse.form(i) in known.openers
        if i in starts or (behind_stop and parse.words[i].start > parse.words[i - 1].end):
            cuts.append(i)
    ranges = zip(cuts, [*cuts[1:], end], strict=True)
    return [_Piece(a, b, any(parse.upos[i] in _PREDICATES for i in range(a, b))) for a, b in ranges]


def _quoted(parse: Parse, first: int, end: int) -> list[bool]:
    """For every word whether it stands inside double quotation marks."""
    inside, result = False, []
    for i in range(first, end):
        form = parse.form(i)
        if form in _OPEN or form in _CLOSE or form in ("``", "''"):
            opens = form in ("“", "„", "``") or (form == '"' and not inside)
            inside = opens
            result.append(True)
        else:
            result.append(inside)
    return result


def _broken(parse: Parse, pieces: Sequence[_Piece], n: int, known: Furniture) -> Span | None:
    piece = pieces[n]
    last = parse.form(piece.end - 1)
    if not last.endswith(".") or last.endswith(".."):
        return None
    before = pieces[n - 1] if n else None
    if _dangles(parse, piece, known):
        return parse.span(piece.first, piece.end)
    if before and _is_stray_clause(parse, before, piece, known):
        return parse.span(piece.first, piece.end)
    if before and n + 1 < len(pieces) and _is_bare_subject(parse, before, piece, pieces[n + 1], known):
        return parse.span(piece.first, piece.end)
    if _lacks_verb_of_saying(parse, piece, known):
        return parse.span(piece.first, piece.end)
    return None


def _dangles(parse: Parse, piece: _Piece, known: Furniture) -> bool:
    """An article or conjunction right before the full stop."""
    if piece.end - piece.first < 3 or parse.form(piece.end - 1) != ".":
        return False
    at = piece.end - 2
    apart = parse.words[at].start > parse.words[at - 1].end
    return apart and parse.form(at) in known.dangling and parse.upos[at] in ("DET", "CCONJ", "SCONJ", "PRON")


def _is_stray_clause(parse: Parse, before: _Piece, piece: _Piece, known: Furniture) -> bool:
    """A relative pronoun, written small, behind a full stop that is a word of its own."""
    opener = parse.form(piece.first)
    return (
        opener in known.relative
        and parse.form(before.end - 1) == "."
        and parse.words[piece.first].start > parse.words[before.end - 1].end
        and piece.end - piece.first >= 4
        and parse.form(piece.end - 1) == "."
    )


def _is_bare_subject(parse: Parse, before: _Piece, piece: _Piece, after: _Piece, known: Furniture) -> bool:
    """A definite noun phrase between two sentences that each have a predicate."""
    words = range(piece.first, piece.end)
    if piece.predicate or not before.predicate or not after.predicate or not 2 <= len(words) <= _SHORT:
        return False
    first = parse.form(piece.first)
    if not first[0].isupper() or first.lower() not in known.definite:
        return False
    if any(parse.upos[i] not in _NOMINAL for i in words):
        return False
    inner = range(piece.first + 1, piece.end - 1 if parse.form(piece.end - 1) == "." else piece.end)
    if not inner or any(parse.upos[i] == "PUNCT" for i in inner):
        return False
    # A noun must head it: "The latter." answers, "The U.S." breaks off.
    if not any(parse.upos[i] in ("NOUN", "PROPN") for i in inner):
        return False
    if any(parse.entities[i] in _NO_PARTY for i in inner if parse.upos[i] != "PROPN"):
        return False
    # What follows a question, a colon or a dash is an answer or a list. So is what the next sentence
    # contrasts.
    return parse.form(before.end - 1) in (".", "”", '"') and not _same_shape(parse, piece, after)


def _same_shape(parse: Parse, piece: _Piece, after: _Piece) -> bool:
    """“The ministry. The ministry that …”: a sentence that takes the phrase up again made it on purpose."""
    length = len([i for i in range(piece.first, piece.end) if parse.upos[i] != "PUNCT"])
    again = range(after.first, min(after.first + length, after.end))
    return [parse.form(piece.first + k).casefold() for k in range(length)] == [parse.form(i).casefold() for i in again]


_QUOTATION = re.compile(r"[\"“]?[^\"“”]{12,},[\"”]\s+(?=[A-Z])")


def _lacks_verb_of_saying(parse: Parse, piece: _Piece, known: Furniture) -> bool:
    """“…,” Jane Doe of the institute. No word outside the marks is a verb; a name with its office ends it."""
    span = parse.span(piece.first, piece.end)
    words = span.of(parse.text)
    quotation = _QUOTATION.match(words)
    if not quotation or parse.form(piece.end - 1) != ".":
        return False
    behind = [i for i in range(piece.first, piece.end) if parse.words[i].start >= span.start + quotation.end()]
    if not 4 <= len(behind) <= 40 or parse.upos[behind[0]] not in ("PROPN", "DET", "NOUN"):
        return False
    if any(parse.upos[i] in _PREDICATES or parse.form(i).lower() in known.prepositions for i in behind):
        return False
    return not any(c in words[quotation.end() :] for c in '"“”') and _is_name_and_office(parse, behind)


def _is_name_and_office(parse: Parse, behind: Sequence[int]) -> bool:
    """A noun phrase with a comma or a preposition in it, so that no mistagged verb of saying hides there."""
    head = next((k for k, i in enumerate(behind) if parse.upos[i] not in ("PROPN", "DET", "ADJ", "NUM")), None)
    return head is not None and head > 0 and parse.upos[behind[head]] in ("PUNCT", "ADP")
