"""Who is speaking: the kind of a source, and the Mention made of its phrase.

The kind is read off the noun phrase. Words that the lexicon knows (a ministry, "officials", a poll, a named
outlet) and titles before a name are strong evidence and decide alone; where only the shape of the phrase
speaks (a capital letter, an unknown noun), the model's probabilities decide if there are any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..records import SOURCE_TYPES, Entity, Mention, SourceType
from ..text import Span
from .context import Context
from .mentions import Cast
from .phrases import HUMAN, Phrase, read_phrase

# How far around a source the words "on condition of anonymity" speak of it, in characters.
_NEAR = 90
_SPEAKING_THINGS = ("office", "outlet", "document")


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What was read off one source phrase. `strong` says that the lexicon decided."""

    type: SourceType
    entity: Entity
    strong: bool
    plural: bool = False
    name: str | None = None


def read_source(
    context: Context,
    source: Span | None,
    probabilities: Sequence[float] = (),
    earlier: Sequence[SourceReading] = (),
) -> SourceReading:
    """The kind of a source; `earlier` are the sources before it in the text, in order."""
    if source is None:
        return SourceReading("unattributed", "group", strong=True)
    phrase = read_phrase(context, source)
    reading = _anonymous(context, source, phrase) or _pronoun(context, phrase, earlier) or _noun(context, phrase)
    if not reading.strong and probabilities:
        best = max(range(len(SOURCE_TYPES)), key=lambda i: (probabilities[i], -i))
        kind = SOURCE_TYPES[best]
        if kind not in ("unattributed", reading.type):
            reading = SourceReading(kind, _entity_of(kind, reading), strong=False, plural=reading.plural)
    return replace(reading, entity=_model_entity(context, phrase, reading))


def identified(cast: Cast, source: Span | None, reading: SourceReading) -> tuple[Mention | None, SourceReading]:
    """The mention of a source, and its kind in the light of who it turned out to be."""
    if source is None:
        return None, reading
    mention = cast.mention(source)
    if mention.name is None and mention.resolved_from is None and mention.country is None and mention.sector is None:
        # Its words told nothing: the kind tells what it is.
        mention = replace(mention, entity=reading.entity)
    if mention.name is None and reading.name and mention.entity == reading.entity == "organization":
        # No table has it: its name is what the article calls it.
        mention = replace(mention, name=reading.name)
    people = mention.entity == "group" and mention.name is None and mention.country and mention.sector == "CVL"
    if people and reading.type == "person" and not reading.strong:
        # "Many Bavarians": a name of the tables, but of nobody in particular.
        return mention, replace(reading, type="crowd", entity="group", plural=True)
    if reading.type == "document" and mention.resolved_from is not None and mention.sector == "JRN":
        return mention, replace(reading, type="outlet", entity="organization")  # "the paper"
    if mention.name is None or reading.type in ("anonymous", "document", "outlet"):
        return mention, reading
    if mention.resolved_from is not None or not reading.strong:
        if mention.entity == "person":
            reading = replace(reading, type="person", entity="person")
        elif mention.entity in ("organization", "country"):
            outlet = mention.sector == "JRN" and mention.entity == "organization"
            reading = replace(reading, type="outlet" if outlet else "office", entity=mention.entity)
    return mention, reading


def _entity_of(kind: SourceType, reading: SourceReading) -> Entity:
    if kind in ("person", "anonymous", "crowd"):
        return "group" if reading.plural else "person"
    return "document" if kind == "document" else "organization"


def _model_entity(context: Context, phrase: Phrase, reading: SourceReading) -> Entity:
    """The entity type: the lexicon's where it was sure, else what the model's at the head of the phrase amounts to."""
    told = context.parse.entities[phrase.head]
    if reading.strong or reading.plural:
        return reading.entity
    if told == "person":
        return "person"
    if told == "organization":
        return "organization"
    # A place that speaks is a state or what governs it.
    return "country" if told in ("place", "country") else reading.entity


def _anonymous(context: Context, source: Span, phrase: Phrase) -> SourceReading | None:
    """A source that withholds its name, told by words in the phrase or just after it."""
    reading = SourceReading("anonymous", _human(phrase), strong=True, plural=phrase.plural)
    inside = context.lexicon.anonymity.search(context.plain, source.start, source.end)
    # "Unnamed experts" are people in general all the same; "a doctor who asked not to be named" is not.
    if inside and not phrase.person and (phrase.kind != "crowd" or " " in inside.group()):
        return reading
    bounds = context.sentence_span(source.start)
    # From the source's start: "people familiar | with the plan" may be cut in the middle of what tells it.
    after = context.lexicon.anonymity.search(context.plain, source.start, min(bounds.end, source.end + _NEAR))
    if after and " " in after.group() and phrase.kind in HUMAN and not phrase.person:
        return reading
    return None


def _human(phrase: Phrase) -> Entity:
    return "group" if phrase.plural else "person"


def _pronoun(context: Context, phrase: Phrase, earlier: Sequence[SourceReading]) -> SourceReading | None:
    """A pronoun takes its kind from the nearest source before it that it can mean."""
    kind = context.lexicon.pronouns.get(phrase.noun)
    # "US" in capitals is the state.
    if kind is None or len(phrase.tokens) > 1 or (phrase.acronym and len(phrase.noun) > 1):
        return None
    if kind == "relative":
        return _relative(context, phrase)
    if kind == "person":
        found = next((r for r in reversed(earlier) if r.entity == "person"), None)
        return SourceReading(found.type if found else "person", "person", strong=True)
    if kind == "plural":
        found = next((r for r in reversed(earlier) if r.plural or r.entity in ("organization", "country")), None)
        if found:
            return SourceReading(found.type, found.entity, strong=True, plural=True)
        return SourceReading("crowd", "group", strong=False, plural=True)
    found = next((r for r in reversed(earlier) if r.type in _SPEAKING_THINGS), None)
    return SourceReading(found.type if found else "office", found.entity if found else "organization", strong=True)


def _relative(context: Context, phrase: Phrase) -> SourceReading | None:
    """ "Who", "which": read off the noun phrase just before it."""
    first = context.words_in(phrase.span)[0]
    for word in range(first - 1, max(-1, first - 9), -1):
        token = context.lower(word)
        if token in '.;:“"':
            return None
        if token in context.lexicon.nouns:
            start = word
            while (
                start > 0
                and start > word - 4
                and context.lower(start - 1) not in context.lexicon.boundaries | {",", "."}
            ):
                start -= 1
            return _noun(context, read_phrase(context, context.parse.span(start, word + 1)))
    return None


def _noun(context: Context, phrase: Phrase) -> SourceReading:
    """The kind of a phrase with a noun or a name at its head."""
    if phrase.person:
        return SourceReading("person", "person", strong=True, name=phrase.person_name)
    return _listed(context, phrase) or _classed(phrase) or _shape(context, phrase)


def _listed(context: Context, phrase: Phrase) -> SourceReading | None:
    """Outlets, states, peoples and institutions that the tables of actors have by name."""
    lexicon = context.lexicon
    people = phrase.noun in lexicon.peoples or "people" in (phrase.listed, context.listed([phrase.head]))
    if phrase.listed == "outlet":
        return SourceReading("outlet", "organization", strong=True, name=phrase.proper_name)
    if phrase.listed in ("state", "adjective"):
        return SourceReading("office", "country", strong=True)
    if phrase.listed == "institution" and not people:
        return SourceReading("office", "organization", strong=True, name=phrase.proper_name)
    if people:
        return SourceReading("crowd", "group", strong=True, plural=True)
    if phrase.kind == "anonymous" and not phrase.plural:
        # "The minister" is one person, whom the article will name; "a minister" is not named.
        if phrase.definite and phrase.noun not in lexicon.never_named:
            return SourceReading("person", "person", strong=False)
        return SourceReading("anonymous", "person", strong=phrase.noun in lexicon.never_named)
    return None


def _classed(phrase: Phrase) -> SourceReading | None:
    """The kind that the head noun's class gives."""
    plural, human = phrase.plural, _human(phrase)
    if phrase.kind == "outlet":
        # "media", "newspapers": many outlets are a group.
        entity: Entity = "group" if plural else "organization"
        return SourceReading("outlet", entity, strong=True, plural=plural, name=phrase.proper_name)
    if phrase.kind == "document":
        return SourceReading("document", "document", strong=True, plural=plural)
    if phrase.kind == "institutional_document":
        return SourceReading("office", "document", strong=True, plural=plural)
    if phrase.kind == "office":
        if phrase.loose:
            return SourceReading("crowd", "group", strong=False, plural=True)
        entity = "group" if plural else "organization"
        return SourceReading("office", entity, strong=True, plural=plural, name=phrase.proper_name)
    if phrase.kind == "spokesperson":
        return SourceReading("office", human, strong=not phrase.definite, plural=plural)
    if phrase.kind == "anonymous":
        # "The two leaders": the article has told who they are.
        kind: SourceType = "person" if phrase.counted and phrase.definite else "anonymous"
        return SourceReading(kind, human, strong=kind == "anonymous", plural=plural)
    if phrase.kind == "crowd" and not plural:
        return SourceReading("person" if phrase.definite else "anonymous", "person", strong=False)
    if phrase.kind == "crowd":
        return SourceReading("crowd", "group", strong=True, plural=True)
    if phrase.acronym:
        return SourceReading("office", "organization", strong=False)
    return None


def _shape(context: Context, phrase: Phrase) -> SourceReading:
    """What the shape of an unknown phrase makes likely."""
    told = context.parse.entities[phrase.head]
    if told in ("organization", "place", "country"):
        entity: Entity = "organization" if told == "organization" else "country"
        return SourceReading("office", entity, strong=False, name=phrase.proper_name)
    if phrase.proper:
        if told != "person" and phrase.with_article:
            return SourceReading("office", "organization", strong=False, name=phrase.proper_name)
        return SourceReading("person", "person", strong=False, name=phrase.person_name)
    if told in ("object", "document"):
        return SourceReading("document", "document", strong=False)
    if phrase.plural or told == "group" or phrase.noun.endswith("s"):
        return SourceReading("crowd", "group", strong=False, plural=True)
    return SourceReading("person" if phrase.definite else "anonymous", "person", strong=False)
