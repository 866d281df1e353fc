"""The make-up of a noun phrase: its head, the names in it, articles and titles.

A source is often long ("the security minister, Ben Wallace, who was in Paris"), and trees of long phrases go
wrong. So the head is looked for in the part before the first preposition, relative clause or comma, with the
tree's word for where a clause begins; what stands in apposition is looked through for a person's name.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..text import Span
from .context import Context
from .listed import Listed

_BREAKS = frozenset(',()–—;:"“”')
_BRACKETS = frozenset("[]")
HUMAN = frozenset({"anonymous", "crowd", "spokesperson"})
_INSTITUTION = frozenset({"office", "outlet", "document", "institutional_document"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """One noun phrase. `tokens` are the words of its core in lower case, `head` the number of its head word.

    `noun` is the head in lower case and `kind` its class in the lexicon, `listed` what the core is by the tables of
    actors; `person` tells that a person is
    named in the phrase, `person_name` how. `loose` are institutions in the plural that nobody names.
    """

    span: Span
    tokens: tuple[str, ...]
    head: int
    noun: str
    kind: str | None
    plural: bool
    definite: bool
    with_article: bool
    proper: bool
    acronym: bool
    loose: bool
    counted: bool
    listed: Listed | None
    person: bool
    person_name: str | None
    proper_name: str | None


def read_phrase(context: Context, span: Span) -> Phrase:
    """The phrase in `span`, which holds at least one word."""
    lexicon = context.lexicon
    words = [w for w in context.words_in(span) if context.lower(w) not in _BRACKETS] or list(context.words_in(span))
    pieces = _pieces(context, words)
    core = pieces[0]
    tokens = tuple(context.lower(w) for w in core)
    named = _person(context, core)
    late = None if named else _late_name(context, words)
    at, noun = _head(context, core)
    kind = lexicon.nouns.get(noun)
    if named is None and late is None and kind in HUMAN and kind is not None:
        named = next((piece for piece in pieces[1:] if _bare_name(context, piece)), None)
    proper = _name_like(context, core)
    plural = noun in lexicon.plurals or noun in lexicon.many
    first = tokens[0]
    possessed = any(t in ("'s", "'") or t.endswith("'s") for t in tokens[:-1])
    bare_role = (
        kind == "anonymous" and first not in lexicon.indefinite and (len(core) > 1 or context.form_is_capital(at))
    )
    return Phrase(
        span=span,
        tokens=tokens,
        head=at,
        noun=noun,
        kind=kind,
        plural=plural,
        definite=possessed or first in lexicon.definite or (bare_role and not plural),
        with_article=first == "the",
        proper=proper,
        acronym=_acronym(context, at),
        loose=noun in lexicon.loose and not any(_names_something(context, w) for w in core if w != at),
        counted=first in lexicon.counted
        or (first in lexicon.definite and tokens[1:2] != () and tokens[1] in lexicon.counted),
        listed=context.listed(core),
        person=named is not None or late is not None,
        person_name=_name(context, named or late or (core if proper else [])),
        proper_name=_proper_name(context, words, kind) if proper or kind in ("office", "outlet") else None,
    )


def _word(context: Context, words: list[int], at: int) -> str:
    """The word at `at` in lower case, with what a hyphen joins to it: "close-up"."""
    start = at
    while start >= 2 and context.lower(words[start - 1]) == "-":
        start -= 2
    return "".join(context.lower(w) for w in words[start : at + 1])


def _head(context: Context, core: list[int]) -> tuple[int, str]:
    """Number and form of the head: the last word of the core that the lexicon knows, else the last."""
    lexicon = context.lexicon
    # "The Council for Peace's president": what follows the possessive is the head.
    owner = max((n for n, w in enumerate(core[:-1]) if context.lower(w) in ("'s", "'")), default=0)
    stop = next((n for n, w in enumerate(core) if n > owner and context.lower(w) in lexicon.boundaries), len(core))
    for at in range(stop - 1, -1, -1):
        word = _word(context, core, at)
        if at and f"{context.lower(core[at - 1])} {word}" in lexicon.nouns:
            return core[at], f"{context.lower(core[at - 1])} {word}"
        for form in (word, context.lower(core[at])):
            if form in lexicon.nouns:
                return core[at], form
        if (
            at == stop - 1
            and (context.form_is_capital(core[at]) or len(core) == 1)
            and not _described(context, core, at)
        ):
            return core[at], word
    return core[stop - 1], _word(context, core, stop - 1)


def _described(context: Context, core: list[int], at: int) -> bool:
    """Whether the capitals that end the core name what a word before them describes: "the daily Kurier"."""
    while at >= 0 and context.form_is_capital(core[at]):
        at -= 1
    return at >= 0 and context.lexicon.nouns.get(_word(context, core, at)) in _INSTITUTION


def _pieces(context: Context, words: list[int]) -> list[list[int]]:
    """The words of a phrase, cut where its core ends and at every comma after that; no piece is empty."""
    lexicon = context.lexicon
    start = 0
    # "one of the officials", "dozens of women": what follows "of" is the core.
    for at, word in enumerate(words[:5]):
        if context.lower(word) == "of":
            if at and at + 1 < len(words) and context.lower(words[at - 1]) in lexicon.partitives:
                start = at + 1
            break
    pieces: list[list[int]] = [[]]
    closed = False
    for at, word in enumerate(words[start:], start):
        token, piece = context.lower(word), pieces[-1]
        if token in _BREAKS:
            pieces.append([])
            closed = False
            continue
        if piece and not closed:
            closed = (token in lexicon.boundaries and not _joins(context, piece, words, at)) or _clause(
                context, piece, word
            )
        if not closed:
            piece.append(word)
    return [piece for piece in pieces if piece] or [words]


def _clause(context: Context, piece: list[int], word: int) -> bool:
    """Whether a participle or an adjective opens what only narrows down the noun before it."""
    lexicon, token, before = context.lexicon, context.lower(word), context.lower(piece[-1])
    if context.parsed and context.parse.deprels[word].startswith("acl") and context.parse.upos[word] in ("VERB", "ADJ"):
        return True
    verbal = token in lexicon.participles or (token.endswith(("ing", "ed")) and not context.form_is_capital(word))
    if (
        not verbal
        or before in lexicon.definite | lexicon.indefinite
        or token in lexicon.nouns
        or token in lexicon.titles
    ):
        return False
    named = context.form_is_capital(piece[-1]) and context.listed(piece[-1:]) != "adjective"
    return before in lexicon.nouns or named


def _joins(context: Context, piece: list[int], words: list[int], at: int) -> bool:
    """Whether a name goes on after the small word at `at`: "Ministry of Health", not "Smith of Yale"."""
    lexicon = context.lexicon
    if context.lower(words[at]) not in lexicon.joiners or not context.form_is_capital(piece[-1]):
        return False
    if not any(context.form_is_capital(w) for w in words[at + 1 : at + 3]):
        return False
    return any(lexicon.nouns.get(context.lower(w)) in _INSTITUTION for w in piece if context.form_is_capital(w))


def _name_like(context: Context, piece: list[int]) -> bool:
    """Whether every word of the piece, article and small words aside, has a capital."""
    words = [w for w in piece if context.lower(w) not in context.lexicon.joiners]
    return bool(words) and all(context.form_is_capital(w) for w in words)


def _acronym(context: Context, word: int) -> bool:
    """Letters all capital, as in "YPG"; not a name in capitals that the text also has in small letters."""
    form = context.parse.form(word)
    if context.parse.entities[word] == "person":
        return False
    letters = form.replace(".", "")
    return 2 <= len(letters) <= 6 and letters.isupper() and letters.isalpha() and form.capitalize() not in context.forms


def _names_something(context: Context, word: int) -> bool:
    """Whether the word is a name: of a state or an institution, or with a capital within the sentence."""
    kind = context.listed([word])
    if kind == "institution" or (_acronym(context, word) and kind != "adjective"):
        return True
    starts = context.sentence_span(context.parse.words[word].start).start == context.parse.words[word].start
    return context.form_is_capital(word) and not starts and kind != "adjective"


def _known_name(context: Context, words: list[int]) -> bool:
    """Whether the words are the name of a state, people, institution or outlet."""
    return context.listed(words) is not None or context.lower(words[-1]) in context.lexicon.peoples


def _bare_name(context: Context, piece: list[int]) -> bool:
    """Whether an apposition is nothing but a person's name."""
    lexicon = context.lexicon
    if not 1 <= len(piece) <= 5 or not _name_like(context, piece) or context.lower(piece[0]) == "the":
        return False
    return not (
        _known_name(context, piece)
        or any(lexicon.nouns.get(context.lower(w)) in _INSTITUTION for w in piece)
        or _acronym(context, piece[-1])
    )


def _late_name(context: Context, words: list[int]) -> list[int] | None:
    """The name at the end of "Mayor of Lakeport Ann Doe" or "a student named Ann"."""
    lexicon = context.lexicon
    tokens = [context.lower(w) for w in words]
    for at, token in enumerate(tokens[:-1]):
        after = words[at + 1 :]
        if token in lexicon.naming and _name_like(context, after) and lexicon.nouns.get(tokens[at - 1]) in HUMAN:
            return after
    if "of" not in tokens or not all(context.form_is_capital(w) or context.lower(w) in lexicon.joiners for w in words):
        return None
    of = tokens.index("of")
    post = of > 0 and (lexicon.nouns.get(tokens[of - 1]) == "anonymous" or tokens[of - 1] in lexicon.titles)
    rest = words[of + 1 :]
    if not post or len(rest) < 3 or "and" in tokens or any(lexicon.nouns.get(t) in _INSTITUTION for t in tokens[-2:]):
        return None
    return rest[1:]


def _person(context: Context, core: list[int]) -> list[int] | None:
    """The words of a person's name that ends the core: after a title or a description, or standing alone."""
    lexicon = context.lexicon
    tail: list[int] = []
    for word in reversed(core):
        token = context.lower(word)
        small = not context.form_is_capital(word) and token not in lexicon.particles | {"-", "&"}
        if (
            small
            or token in ("'s", "'", "the", "of")
            or (token in lexicon.titles and tail and not context.form_is_capital(word))
        ):
            break
        tail.insert(0, word)
    while tail and not context.form_is_capital(tail[0]) and context.lower(tail[0]) not in lexicon.particles:
        tail.pop(0)
    if not tail or _known_name(context, tail):
        return None
    before = core[: core.index(tail[0])]
    if before and context.lower(before[-1]) in lexicon.boundaries:  # "Ministry of Foreign Affairs"
        return None
    tokens = [context.lower(w) for w in tail]
    # A description may have capitals too: "Foreign Minister Ann Doe", "Army Spokesman John Doe".
    for at in range(len(tail) - 1, 0, -1):
        if (lexicon.nouns.get(tokens[at - 1]) in HUMAN or tokens[at - 1] in lexicon.titles) and not _known_name(
            context, tail[at:]
        ):
            return None if lexicon.nouns.get(tokens[-1]) in _INSTITUTION else tail[at:]
    if any(lexicon.nouns.get(t) in _INSTITUTION for t in tokens) or (tokens[-1] in lexicon.nouns and len(tail) < 2):
        return None
    last = _word(context, core, len(before) - 1) if before else ""
    described = lexicon.nouns.get(last)
    if described in HUMAN or (last in lexicon.titles and last != "the"):
        return tail
    told = context.parse.entities[tail[-1]]
    if told not in (None, "person") or any(_acronym(context, w) for w in tail) or tokens[-1] in lexicon.nouns:
        return None
    if not before:
        return tail if told == "person" or len(tail) > 1 else None
    # "Novelist Ann Doe", "federal prosecutor Ann Doe": a noun for one person.
    ends = last not in lexicon.definite | lexicon.indefinite | lexicon.boundaries | lexicon.joiners | {"'"}
    singular = described == "office" and last.endswith(("or", "er", "ist", "ian"))
    return tail if len(tail) > 1 and ends and (described is None or singular) else None


def _name(context: Context, words: list[int]) -> str | None:
    """A person's name as it stands, titles left out; None for a surname alone."""
    kept = list(words)
    lexicon = context.lexicon
    while kept and (
        context.lower(kept[0]) in lexicon.titles or (len(kept) > 2 and context.lower(kept[0]) in lexicon.nouns)
    ):
        kept.pop(0)
    if len(kept) < 2 or not _name_like(context, kept) or context.lower(kept[0]) in context.lexicon.particles:
        return None
    return " ".join(context.parse.span(kept[0], kept[-1] + 1).of(context.text).split())


def _proper_name(context: Context, words: list[int], kind: str | None) -> str | None:
    """The phrase as the name of an institution; None unless it is plainly all of the name.

    An outlet keeps its article ("The Herald"); two words may be a short form unless they are listed.
    """
    article = context.lower(words[0]) == "the"
    kept = words[1:] if article else words
    if len(kept) < 2 or not _name_like(context, kept) or not context.form_is_capital(kept[-1]):
        return None
    tokens = [context.lower(w) for w in kept]
    known = context.listed(kept)
    listed = known in ("institution", "outlet")
    national = context.listed(kept[:1]) in ("adjective", "state")
    described = national or any(t in ("'s", "'", "in", "on") for t in tokens)
    name = " ".join(context.parse.span(kept[0], kept[-1] + 1).of(context.text).split())
    if described or any(c in name for c in ',()[]“”"') or not (listed or kind == "outlet" or len(kept) > 2):
        return None
    return f"The {name}" if article and (kind == "outlet" or known == "outlet") else name
