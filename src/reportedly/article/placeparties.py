"""Who is no place: a state, a capital or a seat of government that acts, a team that plays."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.labels import ACTS
from ..model.parse import Act
from ..ontology import event_types
from .context import Context
from .placemeaning import Meant
from .placephrases import Phrase, describes
from .placewords import PlaceWords
from .toponyms import Toponym

__all__ = ["PlaceParties"]

# Steps from the last of a list to its first.
_STEPS = 6
# What a place is told to be, and not to do.
_BEING = frozenset({"NOUN", "PROPN", "ADJ", "ADV"})
# "Out of", and how many words lie between "from" and the "to" that belongs to it.
_NEAR = 5


class PlaceParties:
    """Tells for the places of one article which of them act or are acted on."""

    def __init__(self, context: Context, words: PlaceWords, names: Iterable[Toponym]) -> None:
        self._context, self._words = context, words
        towns = (name for name in names if not name.people and name.state is None)
        self._names = {word for name in towns for word in range(name.first, name.end)}
        self._children = context.parse.children()
        acts = {act.word for act in context.parse.acts if act.types[0] < 0.5}
        # Words that tell what happens: before them a town is a place ("the Kabul bombing"), before others a party.
        self._sayings = {a.word for a in context.parse.acts if a.types[0] < 0.5 and _verbal(a)}
        self.happening = acts | {w for w, kind in enumerate(context.parse.entities) if kind == "event"}

    def is_one(self, phrase: Phrase, meant: Meant) -> bool:
        """Whether a phrase names who acts or is acted on: a state, a capital for its government, a team."""
        parse = self._context.parse
        if phrase.noun is not None and phrase.kind != "country":
            return False
        at = self._first(phrase.head)
        relation, over = parse.deprels[at], parse.heads[at]
        if phrase.outer and not relation.startswith("nsubj"):
            return False
        case = self._case(phrase, at)
        state = meant.state is not None
        governs = (
            state or (meant.place is not None and meant.place.kind == "capital") or self._governs(phrase, meant)
        ) and phrase.direction is None
        either = case in self._words.either and (state or case in self._words.small["between"])
        if case in self._words.inside and not (governs and either):
            return False
        if relation in ("compound", "nmod:desc") and not state:
            # "The Kabul bombing", and not "Parma ham".
            common = parse.upos[over] in ("NOUN", "PROPN") and not self._context.form_is_capital(over)
            return over not in self.happening and common
        if case in self._words.motion or either:
            return governs and not self._moving(phrase, over)
        if relation.startswith("nsubj"):
            return self._subject(phrase, over, governs, state, relation == "nsubj:pass")
        if governs and state:
            return not (relation in ("obj", "iobj") and self._moves(over))
        if governs and relation in ("obj", "iobj"):
            # "Bombed Cairo" is where, "warned Cairo" is who.
            return over in self._sayings and not self._moves(over)
        if governs:
            return case not in self._words.small["of"]
        return relation == "vocative" or case in self._words.small["by"] or self._plays(at, relation, case)

    def _first(self, head: int) -> int:
        """Of a list the first, which says what all are: "Turkey and Iran"."""
        parse, at = self._context.parse, head
        for _ in range(_STEPS):
            listed = at > 0 and parse.deprels[at] in ("nmod:unmarked", "appos") and parse.form(at - 1) == ","
            if parse.deprels[at] != "conj" and not listed:
                break
            at = parse.heads[at]
        return at

    def _case(self, phrase: Phrase, at: int) -> str:
        """The preposition of a phrase, or of the list that it stands in."""
        parse, first = self._context.parse, phrase.first
        small = self._words.small
        before = [self._context.lower(first - n) for n in (1, 2)] if first > 1 else ["", ""]
        if before[0] in small["of"] and before[1] in small["out"]:
            return before[1]
        cases = [self._context.lower(c) for c in self._children[at] if parse.deprels[c] == "case"]
        if not cases and first > 0 and at == phrase.head and not describes(self._context, phrase):
            # "In" and "near" are prepositions there, whatever the model takes them for.
            word = self._context.lower(first - 1)
            if parse.upos[first - 1] == "ADP" or word in self._words.inside:
                cases = [word]
        return cases[0] if cases else ""

    def _subject(self, phrase: Phrase, over: int, governs: bool, state: bool, passive: bool) -> bool:
        befalls = self._context.lower(over) in self._words.befalling
        if governs:
            return state or not (befalls or self._context.parse.upos[over] in _BEING)
        return not passive and phrase.direction is None and not befalls and self._verb(over)

    def _plays(self, at: int, relation: str, case: str) -> bool:
        """Whether a town is what another town's team meets: "Barcelona beat Milan"."""
        parse, over = self._context.parse, self._context.parse.heads[at]
        if relation not in ("obj", "obl") or (case and case not in self._words.small["meeting"]):
            return False
        if self._context.lower(over) in self._words.playing:
            return True
        return any(parse.deprels[c] == "nsubj" and c in self._names for c in self._children[over])

    def _governs(self, phrase: Phrase, meant: Meant) -> bool:
        """Whether a site stands for those who govern there: the Kremlin, the Pentagon."""
        if meant.place is None or meant.place.kind not in ("site", "town") or phrase.name is None:
            return False
        listed = self._context.listed(range(phrase.name.first, phrase.name.end))
        return listed in ("institution", "outlet")

    def _moving(self, phrase: Phrase, over: int) -> bool:
        """Whether a phrase stands with a word of motion: "the withdrawal of troops from Mali", "from Mali to Chad"."""
        first = phrase.first
        if self._moves(over) or self._moves(self._context.parse.heads[over]):
            return True
        near = [self._context.lower(w) for w in range(max(0, first - _NEAR), first)]
        small = self._words.small
        return bool(near) and near[-1] in small["to"] and not small["from"].isdisjoint(near)

    def _moves(self, word: int) -> bool:
        return self._context.lower(word) in self._words.moving

    def _verb(self, word: int) -> bool:
        return self._context.parse.upos[word] == "VERB"


def _verbal(act: Act) -> bool:
    """Whether an act is one of words, which are for a government and not for its town."""
    kind = ACTS[max(range(1, len(ACTS)), key=act.types.__getitem__)]
    return event_types()[kind].quad.startswith("verbal")
