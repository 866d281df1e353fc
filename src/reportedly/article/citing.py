"""Who is cited: "Reuters, citing two officials, reported …" is a statement of the agency, and within it theirs.

The model often takes whoever cites for the source of both. The tree tells whom the cue cites and which statement it
belongs to; what is cited that cannot speak ("citing heavy snow") is a ground, and stays as the model has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..text import Span
from .context import Context
from .drafts import Draft, DraftIndex, apart
from .phrases import read_phrase
from .sources import read_source

__all__ = ["cited"]

_SPEAKS = frozenset({"person", "organization", "country", "group"})
_GOES_ON = frozenset({"NOUN", "PROPN", "PART"})
# Words of a phrase that is read for one.
_LONGEST = 40
_ENDS = frozenset({",", ";", ":", ".", "–", "—"})


def cited(context: Context, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, where whoever is cited is the source of what the statement that cites him says."""
    index = DraftIndex(context, drafts)
    become: dict[Draft, list[Draft]] = {}
    more: list[Draft] = []
    for word in range(len(context.parse.words)) if context.parsed else ():
        if not _beside(context, word):
            continue
        cue = context.parse.words[word]
        near = [draft for draft in index.near(cue) if draft not in become]
        whom, outer = _whom(context, word, near), _outer(context, word, near)
        if whom is None or outer is None:
            continue
        own = [draft for draft in near if draft is not outer and draft.cue and draft.cue.overlaps(cue)]
        if any(draft.source and draft.source.overlaps(whom) and not _holds(draft, outer) for draft in own):
            continue  # "cited two officials as saying …": the model has read what they said
        told = own[0] if own else Draft(None, cue, outer.content, rule="cited")
        inner = replace(told, source=whom, cue=cue, content=outer.content, of=outer.cue or outer.source)
        become |= {draft: [] for draft in own}
        (become[own[0]] if own else more).extend(apart(context, inner))
    return [draft for one in drafts for draft in become.get(one, [one])] + more


def _beside(context: Context, word: int) -> bool:
    """Whether a word tells by the way whom a statement cites: "citing two officials", "which cited them". Who "cited a
    memorandum" does nothing else in his sentence, and the memorandum is what he says."""
    parse, form = context.parse, context.lower(word)
    if parse.deprels[word] == "root" or form not in context.lexicon.citing | context.lexicon.cites:
        return False
    return form in context.lexicon.citing or parse.deprels[word] == "acl:relcl"


def _holds(draft: Draft, outer: Draft) -> bool:
    """Whether what a draft says is what the other says, or all of that one: "Le Monde wrote that …", or nothing."""
    return not draft.content or any(part.contains(held) for part in draft.content for held in outer.content[:1])


def _whom(context: Context, word: int, drafts: Sequence[Draft]) -> Span | None:
    """The phrase that is cited, where it is somebody or something that can say what is said.

    It goes up to the next comma or "that": trees take "citing" now for a verb, now for a preposition.
    """
    parse, lexicon = context.parse, context.lexicon
    end = word + 1
    stop = context.words_in(context.sentence_span(parse.words[word].start)).stop
    stop = min(stop, word + _LONGEST)
    while end < stop and context.lower(end) not in _ENDS and context.lower(end) not in lexicon.complementizers:
        end += 1
    while end > word + 1 and parse.upos[end - 1] == "PUNCT":
        end -= 1
    if end == word + 1:
        return None
    span = parse.span(word + 1, end)
    if parse.upos[word + 1] == "ADP" or any(draft.cue and span.contains(draft.cue) for draft in drafts):
        return None  # "cited two officials as saying …"
    head = read_phrase(context, span).head
    if head + 1 < end and parse.upos[head + 1] in _GOES_ON:
        return None  # "the officials' refusal", "police failures"
    return span if read_source(context, span).strong or parse.entities[head] in _SPEAKS else None


def _outer(context: Context, word: int, drafts: Sequence[Draft]) -> Draft | None:
    """The statement whose cue or source the cue `word` hangs on; where the tree has it hang elsewhere, the only one of
    the sentence that it can belong to."""
    parse, cue = context.parse, context.parse.words[word]
    number = context.sentence(cue.start)
    beside = [
        draft
        for draft in drafts
        if draft.source
        and draft.cue
        and draft.content
        and context.sentence(draft.cue.start) == number
        and not any(part.overlaps(cue) for part in draft.parts)
    ]
    noun = parse.heads[word]
    over = parse.words[parse.heads[noun] if noun > word else noun]
    for part in ("cue", "source"):
        for draft in beside:
            if getattr(draft, part).overlaps(over):
                return draft
    return beside[0] if len(beside) == 1 else None
