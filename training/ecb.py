"""ECB+'s gold event mentions as the ledger compares them: read, parsed once, and sketched.

What the ledger takes from records (who acts on whom) is taken from the tree here, because most mentions of ECB+ are
no acts of PLOVER's: a sketch of a mention knows no more than the model can tell of it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportedly.article.context import make_context
from reportedly.article.mentions import Cast
from reportedly.article.statements import cast_for, draft_statements
from reportedly.gazetteer import load_gazetteer
from reportedly.ledger.sketches import NOBODY, Party, Scene, Sketch, scene, sketch
from reportedly.ledger.terms import Terms, stem, words
from reportedly.model.labels import ACTS
from reportedly.model.parse import Act, Parse
from reportedly.model.session import Newsreader
from reportedly.records import STATUSES
from reportedly.text import Span
from reportedly.vocabulary import load_lexicon

Row = dict[str, Any]

__all__ = ["Document", "Mention", "documents", "gold", "known", "parse", "sketched"]

# How a word stands to an act that it is a party to, by its relation and preposition.
_ACTORS = frozenset({"nsubj", "csubj"})
_RECIPIENTS = frozenset({"obj", "iobj", "nsubj:pass"})
_OF = frozenset({"of", "on", "against", "at", "upon"})
_BESIDE = frozenset({"compound", "amod", "nmod:poss", "nmod", "obl", "obl:unmarked", "nmod:unmarked", "nummod", "acl"})
# An act that hangs on one of these shares its subject: "planned to kill", "was arrested and charged".
_SHARED = frozenset({"xcomp", "conj", "advcl", "acl", "acl:relcl"})


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its text, those of its lines that are read (an address is not), and those that are annotated in
    full."""

    name: str
    topic: str
    subtopic: str
    text: str
    lines: tuple[Span, ...]
    annotated: frozenset[Span] = frozenset()


@dataclass(frozen=True, slots=True)
class Mention:
    """A gold mention of an event: where it stands and the cluster it is of."""

    name: str
    document: str
    span: Span
    cluster: str
    kind: str


def rows(path: Path) -> Iterator[Row]:
    """The objects of a JSON Lines file, plain or gzipped."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def documents(path: Path) -> dict[str, Document]:
    """The documents of a file by their names."""
    found = {}
    for row in rows(path):
        lines = tuple(
            Span(s["start"], s["end"])
            for s in row["sentences"]
            if s["end"] > s["start"] and not row["text"].startswith("http : /", s["start"])
        )
        whole = frozenset(Span(s["start"], s["end"]) for s in row["sentences"] if s["validated"])
        found[row["doc_id"]] = Document(row["doc_id"], str(row["topic"]), row["subtopic"], row["text"], lines, whole)
    return found


def gold(path: Path) -> list[Mention]:
    """The scored event mentions of a file, by document and place."""
    found = [
        Mention(row["mention_id"], row["doc_id"], Span(row["start"], row["end"]), row["cluster_id"], row["type"])
        for row in rows(path)
        if row["kind"] == "event" and row["scored"]
    ]
    return sorted(found, key=lambda m: (m.document, m.span, m.name))


def parse(reader: Newsreader, document: Document) -> Parse:
    """The model's reading of a document, line by line."""
    return reader.parse(document.text, document.lines)


def cast_of(read: Parse) -> Cast:
    """Everybody in a document, as the pipeline tells them."""
    context = make_context(read, load_lexicon(), load_gazetteer())
    return cast_for(context, draft_statements(context, (), None), load_gazetteer(), None)


def scene_of(document: Document, terms: Terms | None = None) -> Scene:
    """The document as a report of unknown date, its first line taken for its title."""
    text = "\n".join(line.of(document.text) for line in document.lines)
    title = document.lines[0].of(document.text) if document.lines else None
    return scene(document.name, text, title, None, terms)


def head_of(read: Parse, span: Span) -> int | None:
    """The word of a span that all its others hang on; None where no word was read there."""
    touched = [n for n, w in enumerate(read.words) if w.overlaps(span)]
    inside = set(touched)
    return next(
        (n for n in touched if read.heads[n] not in inside or read.heads[n] == n), touched[-1] if touched else None
    )


def sketched(
    document: Document,
    read: Parse,
    cast: Cast,
    mentions: Iterable[Mention],
    vectors: Mapping[str, Sequence[float]] | None = None,
    terms: Terms | None = None,
) -> list[Sketch]:
    """The mentions of one document, in the order given."""
    told, below = scene_of(document, terms), read.children()
    acts = {act.word: act for act in read.acts}
    found = []
    for mention in mentions:
        word = head_of(read, mention.span)
        act = acts.get(word) if word is not None else None
        actor, recipient, others = (
            _parties(read, cast, below, word) if word is not None else (NOBODY, NOBODY, frozenset())
        )
        found.append(
            sketch(
                mention.name,
                told,
                document.text,
                mention.span,
                terms=terms,
                head=read.words[word] if word is not None else None,
                actor=actor,
                recipient=recipient,
                others=others,
                vector=tuple((vectors or {}).get(mention.name, ())),
                **known(act),
            )
        )
    return found


def known(act: Act | None) -> dict[str, Any]:
    """Type and status of an act that the model is at least half sure of."""
    if act is None or act.types[0] > 0.5:
        return {"type": None, "status": None}
    kind = max(range(1, len(ACTS)), key=act.types.__getitem__)
    status = max(range(len(STATUSES)), key=act.status.__getitem__)
    return {"type": ACTS[kind], "status": STATUSES[status]}


def _parties(read: Parse, cast: Cast, below: Sequence[Sequence[int]], word: int) -> tuple[Party, Party, frozenset[str]]:
    """Who acts, who is acted on, and the stems of all that hangs on the act."""
    actors, recipients, others = [], [], []
    for child in below[word]:
        relation = read.deprels[child]
        cases = {read.form(n).lower() for n in below[child] if read.deprels[n] == "case"}
        if relation in _ACTORS or (relation in ("obl", "nmod", "obl:agent") and "by" in cases):
            actors.append(child)
        elif relation in _RECIPIENTS or (relation == "nmod" and cases & _OF):
            recipients.append(child)
        elif relation == "nmod:poss":
            (recipients if read.upos[word] == "NOUN" else actors).append(child)
        elif relation in _BESIDE:
            others.append(child)
    if not actors and read.deprels[word] in _SHARED and read.heads[word] != word:
        above = read.heads[word]
        if read.deprels[word] in ("acl", "acl:relcl"):
            actors.append(above)
        else:
            actors += [c for c in below[above] if read.deprels[c] in _ACTORS]
            if not recipients and any(read.deprels[c] == "nsubj:pass" for c in below[above]):
                recipients += [c for c in below[above] if read.deprels[c] == "nsubj:pass"]
    named = [_party(read, cast, below, n) for n in (*actors, *recipients, *others)]
    everything = frozenset(t for p in named for t in p.terms)
    return (
        _joined([_party(read, cast, below, n) for n in actors]),
        _joined([_party(read, cast, below, n) for n in recipients]),
        everything,
    )


def _party(read: Parse, cast: Cast, below: Sequence[Sequence[int]], word: int) -> Party:
    who, resolved = cast.identity(word)
    near = [
        word,
        *(c for c in below[word] if read.deprels[c] in ("compound", "amod", "flat", "nmod:poss", "nummod", "nmod")),
    ]
    near += [c for n in near[1:] for c in below[n] if read.deprels[c] in ("compound", "flat", "amod")]
    forms = [read.form(n) for n in near]
    if resolved is not None:
        forms += words(resolved.of(read.text))
    terms = frozenset(stem(form) for form in forms if any(map(str.isalnum, form)))
    if who.name:
        terms |= frozenset(map(stem, words(who.name)))
    return Party(frozenset([who.name.lower()]) if who.name else frozenset(), terms, who.country, read.form(word))


def _joined(parties: Sequence[Party]) -> Party:
    if not parties:
        return NOBODY
    return Party(
        frozenset(name for p in parties for name in p.names),
        frozenset(term for p in parties for term in p.terms),
        parties[0].country,
        parties[0].phrase,
    )
