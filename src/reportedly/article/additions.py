"""Statements that the model may miss and rules find with high precision.

Each rule gives way wherever a draft covers the words already: rules add, they never overrule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from ..text import Span, trimmed
from .context import Context
from .drafts import RULE_SCORE, TURN_SCORE, Draft, DraftIndex, mended
from .quotations import Quotation
from .refusing import refusals

# A headline is short; above this it is a paragraph.
_HEADLINE = 160
# Words of a quotation below which it names a thing rather than says one.
_SAYING = 4
_COLON_AFTER = re.compile(r"[:–—]\s+(?P<source>[^:–—]{2,60})$")
_COLON_BEFORE = re.compile(r"^(?P<source>[^:“\"]{2,50}):\s+(?P<content>\S.+)$")
_SENTENCE_END = re.compile(r"[.!?;]\s+\S")
_THEMSELVES = frozenset({"speaker", "speakers"})
_DASH = re.compile(r"^\s*(?:[–—]|--)\s*(?P<source>[^\n.;:]{2,60})\.?\s*$")


def added(context: Context, drafts: Sequence[Draft], title: Span | None) -> list[Draft]:
    """Drafts that rules add to `drafts`, in the order of the rules."""
    known = DraftIndex(context, drafts)
    found: list[Draft] = []
    # Later rules see what earlier ones have found, and a rule sees what it has found itself.
    for rule in (
        _turns,
        _according,
        _passives,
        _adverbs,
        _modifiers,
        partial(_headline, title=title),
        refusals,
        _dashes,
        _going_on,
    ):
        for draft in rule(context, known):
            known.add(draft)
            found.append(draft)
    return found


def carried_on(context: Context, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, where a quotation that opens anew while the one before it is open has the source of that one.

    So newspapers print what goes on in another paragraph; in a copy that has lost its paragraphs it still tells."""
    opened = {
        after.span.start: before.span
        for before, after in pairwise(context.quoted.quotations)
        if not before.closed and not context.text[before.span.end : after.span.start].strip()
    }
    if not opened:
        return list(drafts)
    found = sorted(drafts, key=lambda d: (d.span, d.content))
    index = DraftIndex(context, found)
    told: dict[int, Draft] = {}
    for n, draft in enumerate(found):
        if draft.cue or draft.source or not draft.content:
            continue
        quotation = context.quoted.holding(draft.content[0])
        before = opened.get(quotation.span.start) if quotation is not None else None
        if before is None:
            continue
        # Whoever says the whole of it, not who is told to say something within it.
        near = [
            (sum(before.shared(c) for c in d.content), -d.content[0].start, d) for d in index.near(before) if d.content
        ]
        length, start, holder = max(near, key=lambda t: t[:2], default=(0, 0, draft))
        holder = told.get(-start, holder)
        if length and holder.source:
            found[n] = replace(draft, source=holder.source, source_type=holder.source_type)
            told[draft.content[0].start] = found[n]
    return found


def _turns(context: Context, known: DraftIndex) -> Iterator[Draft]:
    """What is said in the turns of a transcript, a paragraph a statement, as with a quotation that goes on."""
    for turn in context.turns:
        for part in turn.parts:
            if content := mended(context, [part]):
                yield Draft(turn.speaker, None, content, TURN_SCORE, rule="turn")


def _clause_bounds(context: Context, at: int) -> Span:
    """The part of the sentence round character `at` between its semicolons, dashes and quotation marks."""
    start, end = context.sentence_span(at)
    for mark in ';“”"–—':
        before, after = context.text.rfind(mark, start, at), context.text.find(mark, at, end)
        start = before + 1 if before != -1 else start
        end = after if after != -1 else end
    return Span(start, end)


def _according(context: Context, known: DraftIndex) -> Iterator[Draft]:
    """ "According to X, …" and "…, according to X"."""
    parse, lexicon = context.parse, context.lexicon
    for sentence in context.sentences:
        words = context.words_in(sentence)
        for word in words:
            phrase = next(
                (p for p in lexicon.according if p[0] == context.lower(word) and _follows(context, word, p)),
                None,
            )
            if phrase is None or word + len(phrase) >= words.stop:
                continue
            cue = parse.span(word, word + len(phrase))
            if known.covers(cue):
                continue
            first, last = word + len(phrase), word + len(phrase)
            while last + 1 < words.stop and not _ends_source(context, last + 1):
                last += 1
            source = parse.span(first, last + 1)
            leading = word == words.start or context.lower(word - 1) in '"“'
            rest = Span(source.end, sentence.end) if leading else Span(sentence.start, cue.start)
            content = mended(context, [rest])
            if content and not any(
                c.overlaps(content[0]) for d in known.near(content[0]) for c in d.content if d.source
            ):
                yield Draft(source, cue, content, RULE_SCORE, rule="according to")


def _follows(context: Context, word: int, phrase: Sequence[str]) -> bool:
    ends = len(context.parse.words)
    return all(word + n < ends and context.lower(word + n) == token for n, token in enumerate(phrase))


def _ends_source(context: Context, word: int) -> bool:
    return context.lower(word) in (",", ".", ";", ":", "–", "—", "(", ")", '"', "“", "”") or (
        context.parse.upos[word] in ("AUX", "SCONJ")
    )


def _passives(context: Context, known: DraftIndex) -> Iterator[Draft]:
    """ "X is said to …", "they are believed to …": the subject and the infinitive are the content."""
    parse, lexicon, total = context.parse, context.lexicon, len(context.parse.words)
    for word in range(1, total - 1):
        if context.lower(word) not in lexicon.bare_passives or context.lower(word + 1) != "to":
            continue
        first = word - 1
        while first > 0 and context.lower(first) in lexicon.adverbs:
            first -= 1
        if context.lower(first) not in lexicon.to_be:
            continue
        while first > 0 and context.lower(first - 1) in lexicon.to_be | lexicon.auxiliaries:
            first -= 1
        if context.lower(first) in lexicon.modals:  # "will be expected to": nobody has said so yet
            continue
        cue = parse.span(first, word + 1)
        if known.covers(cue):
            continue
        bounds = _clause_bounds(context, cue.start)
        subject = _subject(context, bounds, first, word)
        content = mended(
            context,
            [*([subject] if subject else []), Span(cue.end, _clause_end(context, cue.end, bounds.end))],
        )
        if content:
            yield Draft(None, cue, content, rule="passive")


def _subject(context: Context, bounds: Span, verb: int, participle: int) -> Span | None:
    """The noun phrase before the verb: by the tree, else back to the last comma or conjunction."""
    parse = context.parse
    if context.parsed:
        low = context.words_in(bounds)
        subjects = [w for w in range(low.start, verb) if parse.heads[w] == participle]
        subject = next((w for w in subjects if parse.deprels[w].startswith("nsubj")), None)
        if subject is not None:
            whole = [w for w in range(low.start, verb) if context.below(w, subject)]
            return parse.span(whole[0], whole[-1] + 1)
    first = verb
    while first > 0 and parse.words[first - 1].start >= bounds.start:
        token = context.lower(first - 1)
        conjunction = token in context.lexicon.clauses and token not in ("and", "or")
        if token in (",", ":", "(", ")") or parse.upos[first - 1] == "SCONJ" or conjunction:
            break
        first -= 1
    return parse.span(first, verb) if first < verb else None


def _clause_end(context: Context, start: int, end: int) -> int:
    """Where a clause ends: at a comma with a relative or another clause behind it, else at `end`."""
    words = context.words_in(Span(start, end)) if start < end else range(0)
    for word in words[:-1]:
        if context.lower(word) == "," and context.lower(word + 1) in context.lexicon.clauses:
            return context.parse.words[word].start
    return end


def _adverbs(context: Context, known: DraftIndex) -> Iterator[Draft]:
    """ "Reportedly" in a sentence that names no source: the words of its clause are the content."""
    for word, span in enumerate(context.parse.words):
        if context.lower(word) not in context.lexicon.bare_adverbs or known.covers(span):
            continue
        sentence = context.sentence_span(span.start)
        if any(d.source and d.span.overlaps(sentence) for d in known.near(sentence)) or context.quoted.holding(span):
            continue
        bounds = _clause(context, word) or _clause_bounds(context, span.start)
        content = mended(context, [Span(bounds.start, span.start), Span(span.end, bounds.end)])
        if content:
            yield Draft(None, span, content, rule="adverb")


def _clause(context: Context, adverb: int) -> Span | None:
    """The clause that the adverb weakens, by the tree: all under its head, and the noun that a participle describes."""
    parse, head = context.parse, context.parse.heads[adverb]
    if not context.parsed or head == adverb:
        return None
    top = parse.heads[head] if parse.deprels[head] in ("acl", "amod") else head
    sentence = context.words_in(context.sentence_span(parse.words[adverb].start))
    under = [w for w in sentence if context.below(w, top if w < head else head)]
    while under and parse.deprels[under[0]] in ("cc", "mark", "punct"):
        under.pop(0)
    whole = parse.span(min(under[0], adverb), max(under[-1], adverb) + 1) if under else None
    bounds = _clause_bounds(context, parse.words[adverb].start)
    return Span(max(whole.start, bounds.start), min(whole.end, bounds.end)) if whole else None


def _modifiers(context: Context, known: DraftIndex) -> Iterator[Draft]:
    """ "The alleged strike" in a sentence without a source: the rest of the noun phrase is the content."""
    parse, lexicon, total = context.parse, context.lexicon, len(context.parse.words)
    for word in range(total - 1):
        span = parse.words[word]
        if context.lower(word) not in lexicon.bare_modifiers or known.covers(span):
            continue
        before = context.lower(word - 1) if word else ""
        if (
            before in lexicon.to_be | lexicon.auxiliaries
            or parse.upos[word] in ("VERB", "AUX")
            or not _determined(context, word)
        ):
            continue
        sentence = context.sentence_span(span.start)
        if any(d.source and d.span.overlaps(sentence) for d in known.near(sentence)) or context.quoted.holding(span):
            continue
        last = word
        while last + 1 < total and parse.words[last + 1].end <= sentence.end and _in_noun_phrase(context, last + 1):
            last += 1
        content = mended(context, [parse.span(word + 1, last + 1)]) if last > word else ()
        if content:
            yield Draft(None, span, content, rule="modifier")


def _determined(context: Context, word: int) -> bool:
    lexicon = context.lexicon
    return any(
        context.lower(w) in lexicon.definite | lexicon.indefinite or context.lower(w) in ("'s", "'")
        for w in range(max(0, word - 2), word)
    )


def _in_noun_phrase(context: Context, word: int) -> bool:
    upos, token = context.parse.upos[word], context.lower(word)
    if upos in ("NOUN", "PROPN", "ADJ", "NUM"):
        return True
    return upos not in ("VERB", "AUX", "PUNCT", "SCONJ", "CCONJ", "ADP", "PRON", "DET", "ADV", "PART") and (
        token not in context.lexicon.boundaries | context.lexicon.auxiliaries | context.lexicon.joiners
        and token.isalpha()
    )


def _headline(context: Context, known: DraftIndex, title: Span | None) -> Iterator[Draft]:
    """ "US strike kills 12: officials" and "Officials: US strike kills 12"."""
    line = title or (context.paragraphs[0] if len(context.paragraphs) > 1 else None)
    if line is None or line.end - line.start > _HEADLINE or any(d.span.overlaps(line) for d in known.near(line)):
        return
    if _SENTENCE_END.search(line.of(context.text)):
        return
    match = _COLON_AFTER.search(context.text[line.start : line.end])
    if match:
        source = _known_source(context, Span(line.start + match.start("source"), line.start + match.end("source")))
        content = mended(context, [Span(line.start, line.start + match.start())])
        if source and content:
            yield Draft(source, None, content, rule="headline")
            return
    match = _COLON_BEFORE.search(context.text[line.start : line.end])
    if match:
        source = _known_source(context, Span(line.start + match.start("source"), line.start + match.end("source")))
        content = mended(context, [Span(line.start + match.start("content"), line.end)])
        if source and content:
            yield Draft(source, None, content, rule="headline")


def _known_source(context: Context, span: Span) -> Span | None:
    """The span where it can be a source: short, with a noun of the lexicon or a name."""
    words = [w for w in context.words_in(span) if context.parse.form(w)[:1].isalnum()]
    if not 1 <= len(words) <= 6:
        return None
    known = context.lower(words[-1]) in context.lexicon.nouns or context.listed(words) not in (None, "adjective")
    # A surname of one of the article's people: it stands in the text again.
    name = (
        len(words) <= 3 and context.form_is_capital(words[-1]) and context.text.count(context.parse.form(words[-1])) > 1
    )
    return context.parse.span(words[0], words[-1] + 1) if known or name else None


def _dashes(context: Context, known: DraftIndex) -> Iterator[Draft]:
    """A quotation with its speaker after a dash, on the same line or the next."""
    for number, quotation in ((context.paragraph(q.span.start), q) for q in context.quoted.quotations):
        paragraph = context.paragraphs[number]
        if _told(known, quotation) or _words(context, quotation) < _SAYING:
            continue
        rest = Span(quotation.span.end, paragraph.end)
        if rest.start >= rest.end and number + 1 < len(context.paragraphs):
            rest = context.paragraphs[number + 1]
        match = _DASH.match(context.text[rest.start : rest.end])
        content = mended(context, [quotation.span])
        if match and content:
            source = Span(rest.start + match.start("source"), rest.start + match.end("source"))
            words = list(context.words_in(source))
            if words and context.form_is_capital(words[0]) and len(words) <= 8:
                yield Draft(context.parse.span(words[0], words[-1] + 1), None, content, rule="dash")


def _told(known: DraftIndex, quotation: Quotation) -> bool:
    """Whether a draft has told the quotation already; one that somebody quoted tells of another has not."""
    for draft in known.near(quotation.span):
        if draft.source and quotation.span.contains(draft.span):
            continue
        whole = sum(max(0, min(s.end, quotation.span.end) - max(s.start, quotation.span.start)) for s in draft.content)
        if 2 * whole > quotation.span.end - quotation.span.start:
            return True
        if any(p.overlaps(quotation.span) for p in draft.parts):
            return True
    return False


def _words(context: Context, quotation: Quotation) -> int:
    return sum(1 for w in context.words_in(quotation.inner) if context.parse.form(w)[:1].isalnum())


def _going_on(context: Context, known: DraftIndex) -> Iterator[Draft]:
    """Quotations without a cue that go on from the statement before them, in its paragraph or the next."""
    for quotation in context.quoted.quotations:
        start = quotation.span.start
        if _told(known, quotation) or _words(context, quotation) < _SAYING or not _stands_alone(context, quotation):
            continue
        before = _speaker(context, known, start) or _only_person(context, known, quotation)
        content = mended(context, [quotation.span])
        if before is None or not content:
            continue
        yield Draft(before.source, None, content, source_type=before.source_type, rule="goes on")


def _stands_alone(context: Context, quotation: Quotation) -> bool:
    """Whether the quotation is a sentence of its own: after an end, before none of the author's own words."""
    text, (start, end) = context.text, quotation.span
    paragraph = context.paragraphs[context.paragraph(start)]
    before = text[paragraph.start : start].rstrip()
    first = next((c for c in quotation.inner.of(text) if c.isalnum()), "")
    if not (first.isupper() or first.isdigit()) or (before and before[-1] not in ".!?…:\"”’'"):
        return False
    # A word or two in the middle of the author's sentence: what follows goes on in lower case.
    after = text[end : paragraph.end].lstrip()
    last = quotation.inner.of(text).rstrip()[-1:]
    return last in ".!?…-–—'’" or not after or not quotation.closed


def _speaker(context: Context, known: DraftIndex, start: int) -> Draft | None:
    """The last statement with a source before `start`, if only its own sentence or paragraph lies between."""
    here = context.paragraph(start)
    before = Span(context.paragraphs[max(0, here - 1)].start, start)
    last = max(
        (d for d in known.near(before) if d.source and _end(d) <= start and (d.cue or d.rule)),
        key=lambda d: (_end(d), d.span.start),
        default=None,
    )
    if last is None:
        return None
    gap = context.sentence(start) - context.sentence(_end(last) - 1)
    there = context.paragraph(_end(last) - 1)
    near = here == there and gap <= 1
    next_one = here == there + 1 and not context.text[context.paragraphs[here].start : start].strip() and gap <= 2
    quoted = any(context.quoted.overlapping(span) for span in last.content)
    return last if near or (next_one and quoted) else None


def _only_person(context: Context, known: DraftIndex, quotation: Quotation) -> Draft | None:
    """Of a quotation that is a paragraph of its own, and speaks of "us" or "me": what the one person said who is told
    by name to have said anything in the paragraph before."""
    here = context.paragraph(quotation.span.start)
    kinds = {context.lexicon.persons.get(context.lower(word)) for word in context.words_in(quotation.inner)}
    if not here or quotation.span != trimmed(context.text, *context.paragraphs[here]) or kinds.isdisjoint(_THEMSELVES):
        return None
    said = [d for d in known.near(context.paragraphs[here - 1]) if d.source and d.cue and _is_person(context, d.source)]
    return said[-1] if len({d.source for d in said}) == 1 else None


def _is_person(context: Context, source: Span) -> bool:
    parse = context.parse
    return any(parse.entities[n] == "person" and parse.upos[n] == "PROPN" for n in context.words_in(source))


def _end(draft: Draft) -> int:
    return draft.span.end
