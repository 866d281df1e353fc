"""How a word stands to an act: what speaks for it as the actor or the recipient, beside what the model says.

A sign is a short text ("p:A obj", a way through the tree) that has a weight for each role, see `weights.py`. Signs tell
what the model cannot see, which looks at words in a window: the way through the tree, who somebody is, who speaks.
Training imports this very file.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..model.labels import PART_BEFORE, PART_REACH
from ..model.parse import Parse
from ..records import Mention, Statement
from ..stems import stem
from ..text import Span
from .clauses import Clauses
from .context import Context
from .mentions import Cast
from .naming import party_mention
from .two import two_of
from .voice import Voices
from .weights import Weights
from .wording import load_wording

__all__ = ["Bearings", "Trigger"]

# Steps up the tree from either side, and on the whole way.
_STEPS, _LONGEST = 6, 5
_DISTANCES = (1, 2, 4, 8, 16, 32, 64)
# How far before a noun its compound begins, and of what it is made.
_COMPOUND, _COMPOUNDED = 4, frozenset({"NOUN", "PROPN", "ADJ"})
# What the model's types of entities come to here.
_KINDS = {None: "none", "person": "party", "organization": "party", "animal": "party", "place": "place"}


@dataclass(frozen=True, slots=True)
class Trigger:
    """What is to be known of an act before its parties are looked for."""

    word: int
    words: tuple[int, int]
    type: str
    frame: str
    form: str
    stem: str
    cue: Mention | None
    saying: bool
    voice: Statement | None
    above: dict[int, int]
    steps: tuple[str, ...]


class Bearings:
    """The signs of one article; what concerns one word alone is worked out once."""

    def __init__(self, context: Context, cast: Cast, statements: Sequence[Statement]) -> None:
        self._context, self._cast = context, cast
        self._voices = Voices(context, statements)
        self._cues = [s for s in statements if s.cue is not None]
        self._mentions: dict[int, Mention] = {}
        self._alone: dict[int, tuple[str, ...]] = {}
        self._weights: dict[int, tuple[float, float]] = {}

    @property
    def parse(self) -> Parse:
        return self._context.parse

    def form(self, word: int) -> str:
        return self._context.lower(word)

    @cached_property
    def below(self) -> tuple[tuple[int, ...], ...]:
        return self._context.parse.children()

    @cached_property
    def clauses(self) -> Clauses:
        """Of whom verbs are told by the grammar alone."""
        return Clauses(self._context.parse, self._context.lower, self.below)

    @cached_property
    def _sentences(self) -> list[int]:
        found = [0] * len(self._context.parse.words)
        for number, (first, end) in enumerate(self._context.parse.sentences):
            found[first:end] = [number] * (end - first)
        return found

    @cached_property
    def _heads(self) -> list[int]:
        """The words that head mentions, and adjectives with a capital: "Turkish" in "the Turkish attack"."""
        parse = self._context.parse
        adjectives = (w for w, tag in enumerate(parse.upos) if tag == "ADJ" and self._context.form_is_capital(w))
        return sorted({*self._cast.described.heads.tolist(), *adjectives})

    @cached_property
    def _is_head(self) -> frozenset[int]:
        return frozenset(self._heads)

    def mention(self, word: int) -> Mention:
        if word not in self._mentions:
            self._mentions[word] = party_mention(self._cast, word)
        return self._mentions[word]

    def between(self, one: Span, other: Span) -> range:
        """The words that stand between two phrases; none where they meet or cross."""
        return self._context.words_in(Span(one.end, other.start)) if one.end < other.start else range(0)

    def two(self, word: int) -> tuple[Mention, Mention] | None:
        """Who a group of two is that does something to each other, see `two.py`."""
        return two_of(self._cast, word, self.mention(word))

    def compounded(self, act: int, word: int) -> str | None:
        """What a name before a compound for an act tells: `means` where it is theirs who do it ("the Russian missile
        strike"), `places` where what it hits lies there ("the Venezuelan dock strike"); None where neither is known."""
        parse, listed = self._context.parse, load_wording().listed
        if not 1 < act - word <= _COMPOUND or parse.upos[act] not in ("NOUN", "PROPN"):
            return None
        between = range(word + 1, act)
        if not self._context.form_is_capital(word) or any(parse.upos[n] not in _COMPOUNDED for n in between):
            return None
        last = self._context.lower(act - 1)
        return next((key for key in ("means", "places") if last in listed[key]), None)

    def candidates(self, word: int) -> list[int]:
        """The words that can be a party to the act told by `word`, in the order of the text."""
        first = word - PART_BEFORE
        # Not all heads are gone through for every act: that would take the square of a section's length.
        near = self._heads[bisect_left(self._heads, first) : bisect_left(self._heads, first + PART_REACH)]
        return [
            w
            for w in near
            if w != word and (self._context.parse.upos[w] != "ADJ" or self._sentences[w] == self._sentences[word])
        ]

    def trigger(self, word: int, words: tuple[int, int], type_: str) -> Trigger:
        context, parse = self._context, self._context.parse
        span = parse.span(*words)
        cue = next((s for s in self._cues if s.cue is not None and s.cue.overlaps(span)), None)
        above = [word]
        while parse.heads[above[-1]] != above[-1] and len(above) < _STEPS:
            above.append(parse.heads[above[-1]])
        return Trigger(
            word=word,
            words=words,
            type=type_,
            frame=self._frame(word),
            form=context.lower(word),
            stem=stem(context.lower(word)),
            cue=cue.source if cue else None,
            saying=cue is not None,
            voice=self._voices.of(span),
            above={w: n for n, w in enumerate(above)},
            steps=tuple(self._upward(a, b) for a, b in itertools.pairwise(above)),
        )

    def _frame(self, word: int) -> str:
        """N for a noun, P for a passive, Q for a participle that a noun has, A for another verb, X for the rest."""
        parse = self._context.parse
        if parse.upos[word] != "VERB":
            return "N" if parse.upos[word] in ("NOUN", "PROPN") else "X"
        relations = {parse.deprels[n] for n in self.below[word]}
        if relations & {"aux:pass", "nsubj:pass"}:
            return "P"
        bare = parse.deprels[word].startswith("acl") and not relations & {"nsubj", "mark"}
        return "Q" if bare and not self._context.lower(word).endswith("ing") else "A"

    def _upward(self, word: int, head: int) -> str:
        """The relation of a step up; of one out of a relative clause what its pronoun, or its gap, is there."""
        parse = self._context.parse
        relation = parse.deprels[word]
        if relation != "acl:relcl":
            return f"{relation}^"
        relative = load_wording().listed["relative"]
        for n in self.below[word]:
            if parse.upos[n] in ("PRON", "DET") and self._context.lower(n) in relative:
                return f"rel:{parse.deprels[n]}"
        subject = any(parse.deprels[n].startswith("nsubj") for n in self.below[word])
        return "rel:gap" if subject else "rel:bare"

    def way(self, trigger: Trigger, word: int) -> tuple[str, ...] | None:
        """The relations on the way from an act to a word, up and then down; None where that is too long."""
        parse = self._context.parse
        down: list[str] = []
        at = word
        while at not in trigger.above:
            down.append(parse.deprels[at])
            if len(down) > _LONGEST or parse.heads[at] == at:
                return None
            at = parse.heads[at]
        up = trigger.above[at]
        steps = list(trigger.steps[:up])
        if steps and steps[-1].startswith("rel:") and down:
            steps[-1] = "acl:relcl^"
        return (*steps, *reversed(down)) if up + len(down) <= _LONGEST else None

    def nobody(self, trigger: Trigger) -> Iterator[str]:
        """The signs that speak for a party that is not told."""
        kind = trigger.type
        yield from ("0", f"0t:{kind}", f"0v:{trigger.frame}", f"0f:{trigger.form}", f"0tv:{kind} {trigger.frame}")
        yield from (f"0st:{trigger.stem}", f"0stv:{trigger.stem} {trigger.frame}")
        yield f"0c:{trigger.saying:d}"
        yield f"0s:{trigger.voice is not None:d}"

    def signs(self, trigger: Trigger, word: int) -> Iterator[str]:
        """The signs of a word as a party to an act."""
        yield from self._by_itself(word)
        yield from self._beside(trigger, word)

    def weight(self, weights: Weights, trigger: Trigger, word: int) -> tuple[float, float]:
        """What they weigh for the actor and for the recipient; those of the word alone are added up once."""
        known = self._weights.get(word)
        if known is None:
            known = self._weights[word] = weights.sum(self._by_itself(word))
        return weights.sum(self._beside(trigger, word), known)

    def _beside(self, trigger: Trigger, word: int) -> list[str]:
        kind, entity, mention = trigger.type, self._entity(word), self.mention(word)
        apart = self._sentences[word] - self._sentences[trigger.word]
        side = "-" if word < trigger.word else "+"
        relation = self._context.parse.deprels[word]
        found = [
            f"te:{kind} {entity}",
            f"ti:{kind} {mention.entity}/{mention.sector}",
            f"si:{trigger.stem} {mention.entity}",
            f"b:{_bucket(word - trigger.word)}",
            f"sd:{max(-4, min(2, apart))}",
        ]
        if apart:
            found += (f"o:{relation} {side} {trigger.frame}", f"ot:{kind} {side}", f"oe:{relation} {entity}")
        else:
            self._in_tree(trigger, word, kind, entity, found)
            low, high = (word, trigger.word) if word < trigger.word else (trigger.word, word)
            between = self._heads_before[high] - self._heads_before[low + 1] if low + 1 < high else 0
            found += (f"n:{min(between, 5)}{side}", f"ds:{relation}")
        if trigger.cue is not None or trigger.voice is not None:
            found += self._of_voices(trigger, word, mention)
        return found

    @cached_property
    def _heads_before(self) -> list[int]:
        """How many words before a word head mentions."""
        heads, count = self._is_head, 0
        found = [0]
        for word in range(len(self._context.parse.words)):
            count += word in heads
            found.append(count)
        return found

    def _in_tree(self, trigger: Trigger, word: int, kind: str, entity: str, found: list[str]) -> None:
        way = self.way(trigger, word)
        if way is None:
            found.append("p")
            return
        frame, last = trigger.frame, way[-1] if way else ""
        case = self._case(word) if last.startswith(("obl", "nmod")) else ""
        told = f"{' '.join(way)} {case}".rstrip()
        found += (
            f"p:{frame} {told}",
            f"pe:{frame} {told} {entity}",
            f"pt:{kind} {frame} {told}",
            f"pf:{trigger.form} {told}",
            f"ps:{trigger.stem} {told}",
            f"l:{frame} {last} {case}".rstrip(),
            f"ls:{trigger.stem} {frame} {last} {case}".rstrip(),
            f"lt:{kind} {last} {case}".rstrip(),
            f"f:{way[0] if way else ''} {frame}",
        )

    def _of_voices(self, trigger: Trigger, word: int, mention: Mention) -> Iterator[str]:
        if trigger.cue is not None:
            if trigger.cue.span.overlaps(mention.span):
                yield from ("cue", f"cue:{trigger.type}")
            else:
                yield "notcue"
        if trigger.voice is None:
            return
        speaker = trigger.voice.source
        if speaker is not None and speaker.span.overlaps(mention.span):
            yield from ("speaker", f"speaker:{self._context.parse.upos[word]}")
        elif speaker is not None and speaker.name is not None and speaker.name == mention.name:
            yield "speaker's name"
        elif not any(part.contains(mention.span) for part in trigger.voice.content):
            yield "outside"

    def _by_itself(self, word: int) -> tuple[str, ...]:
        if word not in self._alone:
            self._alone[word] = tuple(self._own(word))
        return self._alone[word]

    def _own(self, word: int) -> Iterator[str]:
        context, parse = self._context, self._context.parse
        mention, entity, tag = self.mention(word), self._entity(word), parse.upos[word]
        known = (mention.name is not None, mention.country is not None, mention.resolved_from is not None)
        yield from (f"e:{entity}", f"u:{tag}", f"d:{parse.deprels[word]}")
        yield from (f"i:{mention.entity}/{mention.sector}", f"ie:{mention.entity} {entity}")
        yield f"k:{''.join(str(int(k)) for k in known)}"
        if tag == "PRON":
            yield f"w:{context.lower(word)}"
        first = self.below[word][0] if self.below[word] else None
        if first is not None and parse.deprels[first] in ("det", "nmod:poss"):
            yield f"det:{context.lower(first)}"

    def _entity(self, word: int) -> str:
        parse = self._context.parse
        if parse.upos[word] == "PRON":
            return "relative" if self._context.lower(word) in load_wording().listed["relative"] else "pronoun"
        return _KINDS.get(parse.entities[word], "thing")

    def _case(self, word: int) -> str:
        cases = (n for n in self.below[word] if self._context.parse.deprels[n] == "case")
        return next((self._context.lower(n) for n in cases), "")


def _bucket(distance: int) -> str:
    sign, distance = ("-", -distance) if distance < 0 else ("+", distance)
    return sign + (_NEAR[distance] if distance < len(_NEAR) else "far")


_NEAR = [str(next(d for d in _DISTANCES if distance <= d)) for distance in range(_DISTANCES[-1] + 1)]
