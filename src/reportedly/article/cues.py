"""What the cue tells: stance and negation; what weakens a statement; what is remarked on its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import STANCES, Stance
from ..text import Span
from ..vocabulary import STANCE_ORDER
from .context import Context

# From which probability on the model stands against a cue that the lexicon holds for a plain "said".
_SURE = 0.6
# From which character on a denial is no longer what the content opens with.
_FAR_IN = 60


def read_stance(
    context: Context,
    cue: Span | None,
    source: Span | None,
    content: Sequence[Span],
    probabilities: Sequence[float] = (),
) -> Stance:
    """The stance of a statement.

    A cue that the lexicon knows for anything but plain assertion decides alone, and so does a negation. Else
    a content that opens with a denial, else the model where it is sure, else the statement asserts.
    """
    found = _lexical(context, cue, source, content)
    if found is not None and found != "asserts":
        return found
    if content and _denies(context, content):
        return "denies"
    if probabilities:
        best = max(range(len(STANCES)), key=lambda i: (probabilities[i], -i))
        if probabilities[best] >= (_SURE if found else 0.0):
            return STANCES[best]
    return found or "asserts"


def with_negation(context: Context, cue: Span) -> Span:
    """`cue` with the negation and the auxiliaries before it: "did not claim" for "claim"."""
    words = context.words_in(cue)
    if not words:
        return cue
    lexicon, first = context.lexicon, words[0]
    low = context.words_in(context.sentence_span(cue.start))[0] if context.sentences else 0
    at, negation = first - 1, None
    while at >= max(low, first - 6):
        token = context.lower(at)
        if _negates(context, token):
            negation = at
        elif not (token in lexicon.auxiliaries or _adverb(context, token)):
            break
        at -= 1
    if negation is None or context.lower(negation) == "nor":
        return cue
    start = negation
    while start - 1 > at and context.lower(start - 1) in lexicon.auxiliaries:
        start -= 1
    return Span(context.parse.words[start].start, cue.end)


def _negates(context: Context, token: str) -> bool:
    return token in context.lexicon.negations or token.endswith("n't")


def _adverb(context: Context, token: str) -> bool:
    return token in context.lexicon.adverbs or (token.endswith("ly") and len(token) > 4)


def _lexical(context: Context, cue: Span | None, source: Span | None, content: Sequence[Span]) -> Stance | None:
    """What the lexicon says of the cue, negation weighed; None where it does not know it."""
    if cue is None:
        return None
    lexicon = context.lexicon
    # "Not only said X but ..." does not deny that it was said.
    tokens = context.tokens(cue)
    nobody = source is not None and next(iter(context.tokens(source)), "") in lexicon.nobody
    negated = nobody or (any(_negates(context, t) for t in tokens) and tokens[:2] != ["not", "only"])
    bare = [t for t in tokens if not _adverb(context, t)] or tokens
    following = _following(context, cue)
    refusal = next((n for n, t in enumerate(bare) if set(lexicon.forms(t)) & lexicon.refusing), None)
    if refusal is not None and not negated:
        # "Declined to say", "declined the offer".
        to_do = [*bare, following][refusal + 1 : refusal + 2] == [lexicon.infinitive]
        return "declines" if to_do or len(bare) > refusal + 1 or not content else "denies"
    for words in ([*tokens, following], tokens, bare):
        phrase = _longest(context, words)
        if phrase and len(phrase[0]) > 1:
            # A negation that is part of the phrase has been weighed already.
            inside = any(_negates(context, w) for w in phrase[0]) or not any(_negates(context, t) for t in words)
            return phrase[1] if inside and not nobody else _turned(phrase[1])
    phrase = _longest(context, bare)
    if phrase is None:
        return "declines" if negated else None
    return _turned(phrase[1]) if negated else phrase[1]


def _following(context: Context, cue: Span) -> str:
    """The word just after the cue: "against" after "ruled" makes another phrase of it."""
    words = context.words_in(cue)
    last = words[-1] + 1 if words else len(context.parse.words)
    return context.lower(last) if last < len(context.parse.words) else ""


def _longest(context: Context, tokens: Sequence[str]) -> tuple[tuple[str, ...], Stance] | None:
    """The longest phrase of the lexicon among `tokens`; of equals the stance that wins."""
    best: tuple[tuple[str, ...], Stance] | None = None
    forms = [context.lexicon.forms(t) for t in tokens]
    for at, options in enumerate(forms):
        # A phrase with "not" is kept under it, and "n't" is another token.
        for option in (*options, "not") if tokens[at].endswith("n't") else options:
            for phrase, stance in context.lexicon.cues.get(option, ()):
                if at + len(phrase) > len(forms):
                    continue
                matches = all(_is(word, forms[at + n]) for n, word in enumerate(phrase))
                if matches and (best is None or _rank(phrase, stance) < _rank(*best)):
                    best = phrase, stance
    return best


def _is(word: str, forms: Sequence[str]) -> bool:
    """Whether a word of a phrase is met by a token with these forms; "not" by "n't" too."""
    return word in forms or (word == "not" and forms[0].endswith("n't"))


def _rank(phrase: Sequence[str], stance: Stance) -> tuple[int, int]:
    return -len(phrase), STANCE_ORDER.index(stance)


def _turned(stance: Stance) -> Stance:
    """A stance under negation: who does not say declines, who does not believe doubts."""
    if stance in ("asserts", "denies", "declines"):
        return "declines"
    return "doubts" if stance == "believes" else "believes"


def _denies(context: Context, content: Sequence[Span]) -> bool:
    """Whether the content opens with a denial; far into it, that is part of a longer tale."""
    first = " ".join(context.plain[s.start : s.end] for s in content)[:160]
    quoted = context.quoted.holding(content[0]) is not None
    patterns = context.lexicon.denying_quotations if quoted else context.lexicon.denying
    found = (pattern.search(first.lstrip("\"'“")) for pattern in patterns)
    return any(match is not None and match.start() < _FAR_IN for match in found)


def find_hedges(context: Context, cue: Span | None, content: Sequence[Span], source: Span | None) -> tuple[Span, ...]:
    """The words that weaken a statement: in its content, its cue, and the auxiliaries before the cue."""
    regions = list(content)
    if cue is not None:
        words = context.words_in(cue)
        first = words[0] if words else 0
        start = first
        while start > 0 and start > first - 3 and _before_cue(context, start - 1, source):
            start -= 1
        regions.append(Span(min(cue.start, context.parse.words[start].start) if words else cue.start, cue.end))
    found = {hedge for region in regions for hedge in _hedges_in(context, region)}
    if cue is not None:
        # A cue that is itself such a word ("reportedly", "is believed") is no hedge on its own statement.
        found = {h for h in found if not (cue.contains(h) and _whole(context, cue, h))}
    return tuple(sorted(h for h in found if not any(o != h and o.contains(h) for o in found)))


def _before_cue(context: Context, word: int, source: Span | None) -> bool:
    if source and context.parse.words[word].overlaps(source):
        return False
    token = context.lower(word)
    return token in context.lexicon.auxiliaries or _adverb(context, token) or _hedging(context, token)


def _hedging(context: Context, token: str) -> bool:
    return context.lexicon.hedges.fullmatch(token) is not None


def _whole(context: Context, cue: Span, hedge: Span) -> bool:
    rest = [t for t in context.tokens(cue) if t not in context.plain[hedge.start : hedge.end].split()]
    return all(t in context.lexicon.to_be or t in context.lexicon.adverbs for t in rest)


def _hedges_in(context: Context, region: Span) -> list[Span]:
    lexicon, plain = context.lexicon, context.plain
    found = []
    for match in lexicon.hedges.finditer(plain, region.start, region.end):
        span = Span(*match.span())
        if context.text[span.start].isupper() and plain[span.start : span.end] == "may":
            continue  # the month
        before, after = _neighbours(context, span)
        word = match.group()
        if after in lexicon.hedge_not_before.get(word, ()) or before in lexicon.hedge_not_after.get(word, ()):
            continue
        found.append(span)
    for number in context.words_in(region):
        token, span = context.lower(number), context.parse.words[number]
        if token == lexicon.modal and _weakens(context, number):
            found.append(span)
        elif token == lexicon.possible:
            before, _ = _neighbours(context, span)
            if before not in lexicon.possible_not_after:
                found.append(span)
    return found


def _neighbours(context: Context, span: Span) -> tuple[str, str]:
    words = context.words_in(span)
    if not words:
        return "", ""
    before = context.lower(words[0] - 1) if words[0] > 0 else ""
    after = context.lower(words[-1] + 1) if words[-1] + 1 < len(context.parse.words) else ""
    return before, after


def _weakens(context: Context, word: int) -> bool:
    """Whether "could" speaks of what may be, not of what one is able to do."""
    lexicon, words = context.lexicon, context.parse.words
    after = [context.lower(w) for w in range(word + 1, min(word + 3, len(words)))]
    if after[:1] and (_negates(context, after[0]) or after[0] in ("have", "not")):
        return False
    quoted = context.quoted.holding(words[word])
    if quoted is not None:
        return after[:1] == ["be"]
    clause = []
    for before in range(word - 1, max(-1, word - 8), -1):
        if context.text[words[before].start] in ',.;:“"':
            break
        clause.append(context.lower(before))
    return not any(t in lexicon.modal_not_after for t in clause)


def find_evidence(context: Context, sentence: int) -> list[Span]:
    """The remarks on evidence in sentence `sentence`, in order and without overlap."""
    bounds = context.sentences[sentence]
    found: list[Span] = []
    matches = (m for p in context.lexicon.evidence for m in p.finditer(context.plain, bounds.start, bounds.end))
    for match in sorted(matches, key=lambda m: (m.start(), -m.end())):
        span = context.quoted.trimmed(context.text, Span(*match.span()))
        if span and not any(span.overlaps(other) for other in found):
            found.append(span)
    return found


def looks_back(context: Context, sentence: int) -> bool:
    """Whether the sentence opens with words that mean the statement before it."""
    opening = context.plain[context.sentences[sentence].start :][:40]
    return any(opening.startswith(words + " ") for words in context.lexicon.looks_back)
