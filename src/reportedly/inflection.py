"""The forms of English words: plurals of nouns, and verbs from their base forms to what they inflect to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["bases", "inflected", "participle", "participle_of", "plural"]


def plural(noun: str) -> str:
    """The regular plural; a noun that ends in a single s is taken for one already."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return (
        noun
        if noun.endswith("s") and not noun.endswith("ss")
        else (f"{noun}es" if noun.endswith(("ss", "ch", "sh", "x")) else f"{noun}s")
    )


def inflected(verb: str, irregular: Mapping[str, Sequence[str]], doubling: frozenset[str]) -> tuple[str, ...]:
    """Third person, past and present participle of `verb`, which `irregular` gives or the rules make.

    Verbs of `doubling` double their last consonant; with an l they have the American spelling too.
    """
    doubles = verb in doubling
    forms = tuple(irregular.get(verb) or _regular(verb, doubles))
    if doubles and verb.endswith("l"):
        forms += tuple(form.replace("ll", "l") for form in forms if "ll" in form)
    return forms


def participle(verb: str, irregular: Mapping[str, Sequence[str]], doubling: frozenset[str]) -> str:
    """The past participle of `verb`, in British spelling."""
    return tuple(irregular.get(verb) or _regular(verb, verb in doubling))[-2]


def participle_of(form: str, known: Mapping[str, str], doubling: frozenset[str]) -> str:
    """The past participle of the verb that `form` is any form of. `known`: the participles of irregular verbs, by all
    of their forms."""
    if form in known:
        return known[form]
    if form.endswith("ing") and len(form) > len("ring"):
        return _ended(form.removesuffix("ing"))
    if form.endswith("ies"):
        return f"{form.removesuffix('ies')}ied"
    base = form.removesuffix("s") if not form.endswith("ss") else form
    return form if form.endswith("ed") else _ended(base + base[-1] if base in doubling else base)


def _ended(stem: str) -> str:
    """ "Stor" and "store" both give "stored"."""
    if stem.endswith("y") and stem[-2:-1] not in "aeiou":
        return f"{stem[:-1]}ied"
    return f"{stem}d" if stem.endswith("e") else f"{stem}ed"


def bases(
    verbs: Iterable[str], irregular: Mapping[str, Sequence[str]], doubling: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """For every form of the given verbs the bases it may have."""
    found: dict[str, set[str]] = {}
    for verb in verbs:
        for form in inflected(verb, irregular, doubling):
            found.setdefault(form, set()).add(verb)
    return {form: tuple(sorted(those)) for form, those in found.items()}


def _regular(verb: str, doubles: bool) -> tuple[str, ...]:
    if verb.endswith("e"):
        return f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    stem = verb + verb[-1] if doubles else verb
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    return third, f"{stem}ed", f"{stem}ing"
