"""When each act took place: the times of an article, given to the acts that they are told of by the tree.

A time belongs to what it hangs on: to the act itself; where a verb that names no act carries the act, to that act ("the
talks began on Monday"); and to a noun with a clause of its own ("the truce that was signed in May"). The time of a
saying is not that of what is said.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..records import Statement, Status, When
from ..text import cover
from .context import Context
from .dates import Time, when_of
from .timebounds import Bound, Limit
from .timephrases import Phrase
from .timewords import load_timewords

__all__ = ["Occasion", "occasions"]

# How what a verb carries is looked for, and what a clause hangs on.
_CARRIED = ("obj", "nsubj:pass", "nsubj", "xcomp")
_CLAUSES = ("acl", "acl:relcl")
# Words before a clause or a noun that make its time the beginning or the end of another's.
_LIMITS: tuple[Limit, ...] = ("since", "until")
# Statuses of what has not happened yet: "a strike on Monday" that is planned is next Monday's.
_AHEAD: tuple[Status, ...] = ("planned", "threatened", "called for")
# With them those of which it is known on which side they lie.
_SURE: tuple[Status, ...] = ("happened", *_AHEAD)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One act that may have a time: the head of its trigger, all words of it, and whether it took place."""

    word: int
    words: tuple[int, int]
    status: Status


def occasions(
    context: Context, times: Sequence[Time], statements: Iterable[Statement], acts: Sequence[Occasion]
) -> list[When | None]:
    """For every act its time, or None where none is told."""
    given: dict[int, list[tuple[int, Time]]] = {}
    if context.parsed and acts and times:
        tree = _Tree(context, statements, acts)
        for time in times:
            for word, far, told in tree.told_of(time):
                given.setdefault(word, []).append((far, told))
    return [_chosen(given.get(act.word, ()), act, context.parse.upos[act.word] == "VERB") for act in acts]


def _chosen(given: Iterable[tuple[int, Time]], act: Occasion, verbal: bool) -> When | None:
    """The time that has a date; of two the one that hangs nearest, then the one that stands nearest."""

    def rank(one: tuple[int, Time]) -> tuple[bool, int, int]:
        far, time = one
        return time.when.start is None and time.when.end is None, far, abs(time.words[0] - act.word)

    best = min(given, key=rank, default=None)
    if best is None:
        return None
    # A noun has no tense: the verbs over it may tell of its announcement.
    time = best[1]
    if act.status not in _SURE or (verbal and time.setting.toward):
        return time.when
    return time.lying(act.status in _AHEAD)


class _Tree:
    """The tree of an article with its acts in it."""

    def __init__(self, context: Context, statements: Iterable[Statement], acts: Sequence[Occasion]) -> None:
        self._context, self._parse = context, context.parse
        self._acts = {word: act.word for act in acts for word in range(*act.words)}
        self._cues = {w for s in statements if s.cue for w in context.words_in(s.cue)}
        self._below = self._parse.children()
        lists = load_timewords().lists
        self._possessive = lists["joints.possessive"]
        self._limits: dict[str, Limit] = {w: limit for limit in _LIMITS for w in lists[f"joints.{limit}"]}

    def told_of(self, time: Time) -> list[tuple[int, int, Time]]:
        """The acts, by their heads, that a time is told of; with each how far off it is, and the time told of it."""
        inside = [(self._acts[w], 0, time) for w in time.words if w in self._acts]
        if inside:
            return inside  # "9/11"
        if time.phrase.follows and time.when.start is None and time.when.end is None:
            return []
        head = self._governor(time)
        if head is None:
            return []
        near = [(self._acts[head], 0), *self._with_act(head, time)] if head in self._acts else []
        if not near and head not in self._cues:
            near = self._carried(head, time)
        return [*((word, far, time) for word, far in near), *self._limited(head, time)]

    def _limited(self, head: int, time: Time) -> list[tuple[int, int, Time]]:
        """What the clause or noun of a time is the limit of: "killed since the war began in May"."""
        parse, above = self._parse, self._parse.heads[head]
        if above == head or above not in self._acts:
            return []
        for word in self._below[head]:
            limit = self._limits.get(self._context.lower(word))
            if limit and parse.deprels[word] in ("mark", "case") and word < time.words[0]:
                whole = range(word, time.words[-1] + 1) if word < head < time.words[0] else time.words
                phrase = Phrase(cover(parse.words[w] for w in whole), Bound(limit, time.phrase.term))
                bounded = replace(time, phrase=phrase, when=when_of(phrase, time.setting))
                return [(self._acts[above], 1, bounded)]
        return []

    def _governor(self, time: Time) -> int | None:
        """The word that a time hangs on."""
        parse, words = self._parse, time.words
        before = words[0] - 1
        if before in self._cues and not time.phrase.follows and not self._has(words):
            return before
        if self._has(words):
            near = range(words[-1] + 2, min(words[-1] + 5, len(parse.words)))
            return next((w for w in near if w in self._acts), parse.heads[words[-1]])
        outside = [w for w in words if parse.heads[w] not in words or parse.heads[w] == w]
        head = outside[-1] if outside else words[-1]
        above = parse.heads[head]
        if above in words:
            return self._root_after(words)
        over = parse.heads[above]
        if over < words[0] <= words[-1] < above and self._begins_after(above, words) and not time.phrase.deadline:
            return over  # "accused them on Monday of bombing"
        if words[0] < over < above and parse.upos[over] == "VERB":
            return over  # "On Monday, she said it would": what stands before the saying belongs to it
        return above

    def _has(self, words: range) -> bool:
        """Whether a possessive follows, and then what has the time: "Monday's attack"."""
        after = words[-1] + 1
        return after < len(self._parse.words) and self._context.lower(after) in self._possessive

    def _begins_after(self, word: int, words: range) -> bool:
        """Whether the clause of a word begins behind the phrase."""
        marks = [w for w in self._below[word] if self._parse.deprels[w] in ("mark", "case") or w in words]
        return any(words[-1] < w < word for w in marks) and not any(w < words[0] for w in marks)

    def _root_after(self, words: range) -> int | None:
        """The root of the sentence, or of the next one where the phrase was cut off from it."""
        parse, sentences = self._parse, self._parse.sentences
        number = bisect_right(sentences, (words[0], len(parse.words))) - 1
        if number < 0:
            return None
        first, end = sentences[number]
        if any(w not in words and parse.upos[w] not in ("PUNCT", "ADP") for w in range(first, end)):
            return next((w for w in range(words[-1] + 1, end) if w in self._acts), None)
        following = range(*sentences[number + 1]) if number + 1 < len(sentences) else range(0)
        return next((w for w in following if parse.heads[w] == w), None)

    def _with_act(self, head: int, time: Time) -> list[tuple[int, int]]:
        """Further acts of which the time of an act is told: "killed in an attack on Monday"."""
        parse = self._parse
        found = []
        above = parse.heads[head]
        if parse.deprels[head] == "obl" and above in self._acts and above < head < time.words[0]:
            found.append((self._acts[above], 2))
        for word in self._below[head]:
            if parse.deprels[word] == "obl" and word in self._acts and head < word < time.words[0]:
                found.append((self._acts[word], 2))
        return found

    def _carried(self, head: int, time: Time) -> list[tuple[int, int]]:
        """The acts that a word which names none carries, or hangs on."""
        parse = self._parse
        for relation in _CARRIED:
            found = [(self._acts[w], 1) for w in self._below[head] if parse.deprels[w] == relation and w in self._acts]
            if found:
                return found
        above = parse.heads[head]
        if parse.deprels[head] in _CLAUSES and above in self._acts:
            return [(self._acts[above], 1)]
        if (
            parse.deprels[head].startswith(("obl", "nmod", "advcl", "xcomp"))
            and above in self._acts
            and above not in self._cues
        ):
            return [(self._acts[above], 2)]
        return []
