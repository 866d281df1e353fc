"""Who is no place: a state, a capital or a seat of government that acts, a team that plays."""

from __future__ import annotations

from .context import Context
from .placemeaning import Meant
from .placephrases import Phrase
from .placewords import PlaceWords

__all__ = ["PlaceParties"]

# Steps from the last of a list to its first.
_STEPS = 6
# What a place is told to be, and not to do.
_BEING = frozenset({"NOUN", "PROPN", "ADJ", "ADV"})


class PlaceParties:
    """Tells for the places of one article which of them act or are acted on."""

    def __init__(self, context: Context, words: PlaceWords) -> None:
        self._context, self._words = context, words
        self._children = context.parse.children()
        acts = {act.word for act in context.parse.acts if act.types[0] < 0.5}
        # Words that tell what happens: before them a town is a place ("the Kabul bombing"), before others a party.
        self.happening = acts | {w for w, kind in enumerate(context.parse.entities) if kind == "event"}

    def is_one(self, phrase: Phrase, meant: Meant) -> bool:
        """Whether a phrase names who acts or is acted on: a state, a capital for its government, a team."""
        parse, head = self._context.parse, phrase.head
        if phrase.noun is not None and phrase.kind != "country":
            return False
        at = head
        for _ in range(_STEPS):  # "Turkey and Iran": the first of them says what all are
            listed = at > 0 and parse.deprels[at] in ("nmod:unmarked", "appos") and parse.form(at - 1) == ","
            if parse.deprels[at] != "conj" and not listed:
                break
            at = parse.heads[at]
        relation = parse.deprels[at]
        cases = [self._context.lower(c) for c in self._children[at] if parse.deprels[c] == "case"]
        if not cases and phrase.first > 0 and at == head and parse.upos[phrase.first - 1] == "ADP":
            cases = [self._context.lower(phrase.first - 1)]
        governs = meant.state is not None or (meant.place is not None and meant.place.kind == "capital")
        governs = governs or self._governs(phrase, meant)
        over = self._context.lower(parse.heads[at])
        if phrase.outer and not relation.startswith("nsubj"):
            return False
        if any(c in self._words.inside for c in cases):
            return False
        if relation in ("compound", "nmod:desc") and parse.heads[at] in self.happening and not meant.state:
            return False
        if any(c in self._words.motion for c in cases):
            return governs and over not in self._words.moving and not self._moved(at)
        if relation.startswith("nsubj"):
            if governs and phrase.direction is None:
                being = parse.upos[parse.heads[at]] in _BEING or over in self._words.befalling
                return meant.state is not None or not being
            passive = relation == "nsubj:pass"
            return not passive and phrase.direction is None and over not in self._words.befalling and self._verb(at)
        if not governs or phrase.direction is not None:
            return relation in ("vocative",) or cases == ["by"]
        return not (relation in ("obj", "iobj") and over in self._words.moving)

    def _governs(self, phrase: Phrase, meant: Meant) -> bool:
        """Whether a site stands for those who govern there: the Kremlin, the Pentagon."""
        if meant.place is None or meant.place.kind not in ("site", "town") or phrase.name is None:
            return False
        listed = self._context.listed(range(phrase.name.first, phrase.name.end))
        return listed in ("institution", "outlet")

    def _moved(self, at: int) -> bool:
        """Whether what a phrase hangs on hangs on a word of motion: "the withdrawal of troops from Mali"."""
        parse = self._context.parse
        return self._context.lower(parse.heads[parse.heads[at]]) in self._words.moving

    def _verb(self, at: int) -> bool:
        parse = self._context.parse
        return parse.upos[parse.heads[at]] == "VERB"
