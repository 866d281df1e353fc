"""What stands among an article's paragraphs and is none of it: labels, credits, share bars, biographies.

False hits lose text, so each rule asks for a form that no reporter writes in a story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ..text import Span, trimmed
from .furniture import NAME, Furniture, furniture

_LONG = 600
"""Characters beyond which a paragraph is no furniture."""
_WORDLESS, _LETTERS = 1_000, 0.1
"""Characters from which on a paragraph of which hardly any is a letter is nobody's words: rows of marks, of digits."""
_ROOM = 8
"""Paragraphs at the end in which an author's biography is looked for."""


def find_boilerplate(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Spans of `text` that are furniture: mostly whole paragraphs, in order, none overlapping another."""
    known = furniture()
    inline = list(_inline(text, paragraphs, known))
    whole: dict[int, Span] = {}
    for n, p in enumerate(paragraphs):
        if _is_wordless(text, p):
            whole[n] = p
        elif n not in whole and p.end - p.start <= _LONG and _is_furniture(p.of(text), known, headline=n == 0):
            whole[n] = p
            for m in _related(text, paragraphs, n, known):
                whole[m] = paragraphs[m]
    whole |= {n: paragraphs[n] for n in _captions(text, paragraphs, whole, known)}
    whole |= {n: paragraphs[n] for n in _signature(text, paragraphs, whole, known)}
    body = [p for n, p in enumerate(paragraphs) if n not in whole]
    parts = [*inline, *_edges(text, body, known)]
    covered = sorted(whole.values())
    return sorted([*covered, *_free(sorted(parts), covered)])


def _is_wordless(text: str, p: Span) -> bool:
    """Whether a long paragraph has next to no words; blanks do not count."""
    if p.end - p.start < _WORDLESS:
        return False
    marks = "".join(p.of(text).split())
    return sum(map(str.isalpha, marks)) < _LETTERS * len(marks)


def _free(parts: Sequence[Span], covered: Sequence[Span]) -> Iterator[Span]:
    """Those of `parts` that meet neither a covered paragraph nor an earlier part; both lists are sorted."""
    at, last = 0, 0
    for part in parts:
        while at < len(covered) and covered[at].end <= part.start:
            at += 1
        if (at == len(covered) or covered[at].start >= part.end) and part.start >= last:
            last = part.end
            yield part


def _is_furniture(words: str, known: Furniture, headline: bool) -> bool:
    """Whether a whole paragraph is furniture; a headline may well begin with "Watch:" or end in a credit."""
    if len(words) <= 60 and (known.label_one.fullmatch(words) or known.label_many.fullmatch(words)):
        return True
    if not headline and known.label_inline.fullmatch(words) and _sentence_count(words) == 1:
        return True
    if known.whole.fullmatch(words) or known.closing.fullmatch(words) or known.credit_line.fullmatch(words):
        return True
    if _agency_signature(words, known):
        return True
    if headline or _sentence_count(words) > 4:
        return False
    return bool(known.credit_end.search(words[-160:]))


def _agency_signature(words: str, known: Furniture) -> bool:
    """An agency behind a dash on a line of its own; a person there is whom a pull quote is by, and stays."""
    bare = words.strip("-–— ()[].")
    return bare in known.agencies and words[0] in "-–—(["


def _related(text: str, paragraphs: Sequence[Span], label: int, known: Furniture) -> Iterator[int]:
    """The headlines of other articles under a label: one, or all that follow where it heads a list."""
    words = paragraphs[label].of(text)
    if len(words) > 60:
        return
    many = known.label_many.fullmatch(words)
    if not many and not known.label_one.fullmatch(words):
        return
    for n in range(label + 1, min(label + (9 if many else 2), len(paragraphs))):
        if not _is_headline(paragraphs[n].of(text)):
            return
        yield n


def _is_headline(words: str) -> bool:
    return (
        10 <= len(words) <= 160
        and len(words.split()) >= 3
        and (words[0].isupper() or words[0].isdigit() or words[0] in "\"'“‘•-")
        and words[-1] not in ".:;,…"
    )


def _captions(text: str, paragraphs: Sequence[Span], whole: dict[int, Span], known: Furniture) -> Iterator[int]:
    """Paragraphs beside a line of credit that say where and when a picture was taken."""
    for n in whole:
        if not known.credit_line.fullmatch(paragraphs[n].of(text)):
            continue
        for m in (n - 1, n + 1):
            if 0 <= m < len(paragraphs) and m not in whole and paragraphs[m].end - paragraphs[m].start <= _LONG:
                words = paragraphs[m].of(text)
                if known.caption.search(words) and _sentence_count(words) <= 2:
                    yield m


def _signature(text: str, paragraphs: Sequence[Span], whole: dict[int, Span], known: Furniture) -> Iterator[int]:
    """The author's name, office and biography under the article."""
    tail = [n for n in range(max(1, len(paragraphs) - _ROOM), len(paragraphs)) if n not in whole]
    words = {n: paragraphs[n].of(text) for n in tail if paragraphs[n].end - paragraphs[n].start <= 900}
    tail = [n for n in tail if n in words]
    for at, n in enumerate(tail):
        if any(m not in words and m not in whole for m in range(n, len(paragraphs))):
            continue
        rest = [words[m] for m in tail[at:]]
        first = rest[0].removeprefix("By ").removeprefix("by ").strip("-–—• ")
        if known.about.fullmatch(rest[0]) and len(rest) > 1:
            yield from tail[at:]
            return
        if _is_biography(text, paragraphs[n].start, rest[0], known) and all(known.more.fullmatch(w) for w in rest[1:]):
            yield from tail[at:]
            return
        if not re.fullmatch(NAME, first) or len(rest) < 2 or len(rest) > 6:
            continue
        below = rest[2:] if _is_job(rest[1], known) else rest[1:]
        if all(_tells_of(w, first, known) for w in below):
            yield from tail[at:]
            return


def _is_job(words: str, known: Furniture) -> bool:
    return len(words) <= 90 and words[-1] not in ".!?" and words[0].isupper() and bool(known.job.fullmatch(words))


def _tells_of(words: str, name: str, known: Furniture) -> bool:
    """Whether a paragraph under an author's name is about that author."""
    if known.more.fullmatch(words):
        return True
    for called in (name, name.split()[0], name.split()[-1]):
        if words.startswith(called + " "):
            return bool(known.work.match(words[len(called) + 1 :])) or bool(known.biography.fullmatch(words))
    return False


def _is_biography(text: str, start: int, words: str, known: Furniture) -> bool:
    """ "Jane Doe is a fellow at …" at the end, of somebody whom the article itself does not name."""
    told = known.biography.fullmatch(words)
    if not told or _sentence_count(words) > 5:
        return False
    surname = told.group(1).split()[-1].removesuffix("’s").removesuffix("'s")
    return not re.search(rf"\b{re.escape(surname)}\b", text[_byline_end(text) : start])


_BY = re.compile(r"(?m)^by\s[^\n]{2,120}$", re.IGNORECASE)


def _byline_end(text: str) -> int:
    byline = _BY.search(text[:1500])
    return byline.end() if byline else 0


def _edges(text: str, body: Sequence[Span], known: Furniture) -> Iterator[Span]:
    """Furniture at the start or the end of a body paragraph."""
    for p in body:
        mark = known.prefix.match(text, p.start, min(p.end, p.start + 80))
        if mark and mark.end() < p.end:
            yield Span(*mark.span())
        signed = _SIGNED.search(text, max(p.start, p.end - 80), p.end)
        if signed and (text[signed.start() - 1] not in '"”' or text[p.start] not in '"“'):
            yield Span(signed.start(), p.end)
    if body:
        yield from _last_sentences(text, body[-1], known)


_SIGNED = re.compile(rf"(?:(?<=[a-z][.!?])|(?<=[.!?][\"”]))\s?--(?:{NAME})\.?$")
"""A brief's author, glued to its end. Behind a paragraph that is a quotation the dash names the speaker."""

_STOP = re.compile(r"[.!?…][\"”’)\]]{0,2}\s+(?=[\"“(•A-Z])|\s(?=•\s)")


def _last_sentences(text: str, p: Span, known: Furniture) -> Iterator[Span]:
    """Remarks on the making of the article that end its last paragraph, each a flaw of its own."""
    floor = max(p.start, p.end - 400)
    starts = [m.end() for m in _STOP.finditer(text, floor, p.end)]
    end = p.end
    for start in reversed(starts[-4:]):
        words = text[start:end].strip()
        if known.closing.fullmatch(words) or _is_biography(text, start, words, known):
            span = trimmed(text, start, end)
            if span:
                yield span
            end = start
        elif end != p.end:
            return


def _inline(text: str, paragraphs: Sequence[Span], known: Furniture) -> Iterator[Span]:
    """Markup and wiki remains anywhere."""
    for tag in known.tag.finditer(text):
        author = re.search(r"\bauthor=\"([^\"<>]{1,80})\"", tag.group())
        if author:  # whose tweet it is stands nowhere else
            yield Span(tag.start(), tag.start() + author.start(1))
            yield Span(tag.start() + author.end(1), tag.end())
        else:
            yield Span(*tag.span())
    marks = list(known.original.finditer(text)) if "((" in text else []
    at = 0
    for mark, following in zip_longest(marks, marks[1:]):
        while at < len(paragraphs) and paragraphs[at].end <= mark.start():
            at += 1
        if at < len(paragraphs):
            p = paragraphs[at]
            end = min(p.end, following.start()) if following else p.end
            stop = _original_end(text, mark, Span(p.start, end), known)
            yield Span(mark.start(), mark.start() + len(text[mark.start() : stop].rstrip()))


def _original_end(text: str, mark: re.Match[str], p: Span, known: Furniture) -> int:
    """Where the foreign original ends: with the paragraph, or where its English sentence goes on."""
    words = list(re.finditer(r"\S+", text[mark.end() : p.end]))
    if not words:
        return mark.end()
    foreign = [n for n, w in enumerate(words) if any(map(_is_other_script, w.group()))]
    if foreign:
        return mark.end() + words[foreign[-1]].end()
    english = next((n for n, w in enumerate(words) if w.group().strip(".,;").lower() in known.english), None)
    if english is None:
        return p.end
    if english == 0:
        return mark.end()
    # The translation before the mark is about as long as the original; a name is as long as its capitals go
    # on.
    quoted = re.search(r"[\"“]([^\"“”]{1,400})[\"”]\s{0,2}$", text[max(p.start, mark.start() - 410) : mark.start()])
    length = len(quoted.group(1).split()) if quoted else _name_length([w.group() for w in words])
    return mark.end() + words[max(1, min(english, length)) - 1].end()


def _is_other_script(c: str) -> bool:
    return c.isalpha() and c > "\u036f" and not "\u1e00" <= c <= "\u1eff"


def _name_length(words: Sequence[str]) -> int:
    """Words up to the last that is capitalised or bears an accent, over gaps of one small word at most."""
    last = 0
    for n, word in enumerate(words):
        if word[0].isupper() or not word.isascii():
            last = n
        elif n - last > 1:
            break
    return last + 1


def _sentence_count(words: str) -> int:
    return 1 + len(_STOP.findall(words))
