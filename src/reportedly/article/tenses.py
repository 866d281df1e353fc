"""Whether what a phrase of time belongs to lies behind or ahead, by the verbs over it in the tree."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from .context import Context
from .timewords import TimeWords, load_timewords

__all__ = ["Lying", "lying", "lying_at"]

# Steps up the tree, and words to either side in which what hangs on a word is looked for.
_STEPS = 8
_BEFORE, _AFTER = 14, 6
# Where a sentence ends; and how many pieces of one that was cut elsewhere are put together again.
_STOPS = '.!?…:;"”’'
_CUTS = 2


class Lying(NamedTuple):
    """`toward`: -1 for what is told as past, 1 for what is still to come, 0 where neither is told. `direct`: a verb in
    a tense of its own says so, right over the phrase."""

    toward: int = 0
    direct: bool = False


def lying(context: Context, words: range) -> Lying:
    """Where what the phrase of `words` belongs to lies."""
    if not context.parsed or not words:
        return Lying()
    return _Tenses(context).over(words)


def lying_at(context: Context, word: int) -> Lying:
    """Where what `word` tells lies."""
    return _Tenses(context).up(word, range(word, word), word) if context.parsed else Lying()


class _Tenses:
    def __init__(self, context: Context) -> None:
        self._context, self._parse = context, context.parse
        self._listed: TimeWords = load_timewords()

    def _is(self, word: int, key: str) -> bool:
        return self._context.lower(word) in self._listed.lists[f"direction.{key}"]

    def over(self, words: range) -> Lying:
        parse = self._parse
        outside = [w for w in words if parse.heads[w] not in words or parse.heads[w] == w]
        head = outside[-1] if outside else words[-1]
        found = self.up(head, words, words[0])
        return found if found.toward else self._beside(words)

    def up(self, at: int, words: range, phrase: int) -> Lying:
        """What the words from `at` upwards tell, those of the phrase itself left out."""
        parse = self._parse
        infinitive, steps = False, 0
        for _ in range(_STEPS):
            above = parse.heads[at]
            if at not in words:
                steps += 1
                if phrase < above < at and parse.upos[above] == "VERB":
                    at = above  # "On Monday, she said it would": what stands before the saying belongs to it
                    continue
                found = self._of(at, infinitive)
                if found:
                    # "Gave them until Thursday", "called a strike": what that gives lies ahead of it.
                    bare = found < 0 and not any(self._is(n, "past") for n in self._below(at))
                    return Lying(
                        found, direct=steps == 1 and not (bare and self._context.lower(at) in self._listed.ahead)
                    )
                # "Threatened on Saturday to march" is about the threat.
                infinitive = infinitive or self._infinitive(at, phrase)
            if above == at:
                break
            at = above
        return Lying()

    def _beside(self, words: range) -> Lying:
        """What the nearest verb of the sentence tells; of the next one where the phrase is cut off as one alone."""
        first, end = self._sentence(words)
        verbs = [w for w in range(first, end) if self._parse.upos[w] == "VERB" and w not in words]
        for verb in sorted(verbs, key=lambda w: (min(abs(w - words[0]), abs(w - words[-1])), w))[:4]:
            between = range(verb + 1, words[0])
            found = self._of(verb, infinitive=any(self._is(w, "infinitive") for w in between))
            if found:
                return Lying(found)
        return Lying()

    def _sentence(self, words: range) -> tuple[int, int]:
        """The sentence of the phrase; where it was cut without a full stop, with what it was cut from."""
        parse, sentences = self._parse, self._parse.sentences
        at = bisect_right(sentences, (words[0], len(parse.words))) - 1
        first, last = max(at, 0), max(at, 0)
        while first > 0 and at - first < _CUTS and not self._ends(sentences[first - 1]):
            first -= 1
        while last + 1 < len(sentences) and last - at < _CUTS and not self._ends(sentences[last]):
            last += 1
        return (sentences[first][0], sentences[last][1]) if sentences else (words[0], words[-1] + 1)

    def _ends(self, sentence: tuple[int, int]) -> bool:
        return self._context.lower(sentence[1] - 1)[-1:] in _STOPS

    def _below(self, word: int) -> list[int]:
        parse = self._parse
        first, end = max(0, word - _BEFORE), min(len(parse.words), word + _AFTER)
        return [n for n in range(first, end) if parse.heads[n] == word and n != word]

    def _infinitive(self, word: int, phrase: int | None = None) -> bool:
        """Whether it is an infinitive, with its "to" before the phrase."""
        parse = self._parse
        marks = [n for n in self._below(word) if parse.deprels[n] in ("mark", "aux") and self._is(n, "infinitive")]
        return bool(marks) and parse.upos[word] in ("VERB", "AUX") and (phrase is None or marks[0] < phrase)

    def _of(self, word: int, infinitive: bool) -> int:
        """What one word over the phrase tells. `infinitive`: one hangs on it, with the phrase in it."""
        parse, form = self._parse, self._context.lower(word)
        below = self._below(word)
        beside = [n for n in below if parse.deprels[n].startswith(("aux", "cop"))]
        past = any(self._is(n, "past") for n in beside)
        if any(self._is(n, "will") for n in beside):
            return 1
        if any(self._is(n, "would") for n in beside):
            return -1 if past else 0 if any(self._is(n, "not") for n in below) else 1
        subject = any(parse.deprels[n].startswith("nsubj") for n in below)
        verbal = parse.upos[word] in ("VERB", "AUX") or (subject and form.endswith("ed"))
        present = any(self._is(n, "present") for n in beside)
        due = any(n < word and self._is(n, "ahead") for n in below)
        if present and (due or self._is(word, "ahead") or self._infinitive(word)):
            return 1  # "is due", "is to leave"
        if not verbal:
            return 1 if self._is(word, "ahead") else -1 if past else 0
        if infinitive and (form in self._listed.ahead or self._is(word, "present")):
            return 1
        if parse.deprels[word].startswith(("acl", "amod")) and not subject and self._is(word, "ahead"):
            return 1
        if infinitive and present:
            return 1  # "are expected to leave"
        if self._infinitive(word):
            return 0
        if past:
            return -1
        if present:
            return 0
        return -1 if form.endswith("ed") or form in self._listed.past_forms else 0
