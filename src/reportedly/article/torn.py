"""Names of states and organizations that the tree tears apart, or off the noun that they stand before: "Papua New |
Guinea accused", "Boko | Haram attacked", "the Turkish | navy rescued". Half of a name may be that of another one."""

from __future__ import annotations

from .context import Context

__all__ = ["regained"]

_LONGEST = 5
"""Words of a name that is looked for: "Democratic Republic of the Congo" has as many."""
_NAMES = frozenset({"state", "adjective", "people", "institution"})
_GIVEN = frozenset({"obj", "iobj"})
_TORN = frozenset({"appos", "flat", "list"})
_NOUNS = frozenset({"NOUN", "PROPN"})


def regained(context: Context, first: int, end: int) -> tuple[int, int]:
    """The words of the phrase [first, end): further to the left where the name of a state begins there and ends within
    it, or where its adjective stands right before its noun; further to the right where such a name goes on there.

    A sentence may end in the name, by the model: "Ivory | Coast accused". A paragraph may not.
    """
    begun = first > 0 and context.form_is_capital(first - 1)
    goes_on = end < len(context.parse.words) and context.form_is_capital(end) and context.form_is_capital(end - 1)
    if not begun and not goes_on:  # as nearly always
        return first, end
    low, high = _paragraph(context, first, end)
    if begun and first > low:
        first = _begun(context, first, end, low)
    if goes_on and end < high:
        end = _ended(context, first, end, high)
    return first, end


def _begun(context: Context, first: int, end: int, low: int) -> int:
    for begin in range(max(low, first - _LONGEST + 1), first):
        stops = range(first + 1, min(end, begin + _LONGEST) + 1)
        if context.form_is_capital(begin) and any(context.listed(range(begin, stop)) in _NAMES for stop in stops):
            return _with_article(context, begin, low)
    parse = context.parse
    bare = parse.upos[first] in _NOUNS and not context.form_is_capital(first)
    if bare and parse.deprels[first - 1] not in _GIVEN and context.listed(range(first - 1, first)) == "adjective":
        return _with_article(context, first - 1, low)
    return first


def _ended(context: Context, first: int, end: int, high: int) -> int:
    parse = context.parse
    person = parse.entities[end] == parse.entities[end - 1] == "person" and parse.upos[end - 1] == "PROPN"
    if person and parse.deprels[end] in _TORN and parse.heads[end] < first:
        return end + 1  # "28-year-old Ivo | Kralik": a surname that hangs on what stands before the given name
    for begin in range(max(first, end - _LONGEST + 1), end):
        for stop in range(min(high, begin + _LONGEST), end, -1):
            if context.form_is_capital(begin) and context.listed(range(begin, stop)) in _NAMES:
                return stop
    return end


def _paragraph(context: Context, first: int, end: int) -> tuple[int, int]:
    """The few words before and after [first, end) that stand in its paragraph."""
    inside = context.words_of_paragraph(context.paragraph(context.parse.words[first].start))
    return max(inside.start, first - _LONGEST - 1), max(end, min(inside.stop, end + _LONGEST))


def _with_article(context: Context, first: int, low: int) -> int:
    return first - 1 if first > low and context.parse.upos[first - 1] == "DET" else first
