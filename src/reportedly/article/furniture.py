"""The patterns of `data/lexicon/en/flaws.toml`, compiled once: page furniture, and what breaks off."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..lists import file_told
from ..sums import packaged


@dataclass(frozen=True, slots=True)
class Furniture:
    """Compiled patterns and word lists; each is named after its key in the file, where it is explained."""

    label_one: re.Pattern[str]
    label_many: re.Pattern[str]
    label_inline: re.Pattern[str]
    whole: re.Pattern[str]
    closing: re.Pattern[str]
    prefix: re.Pattern[str]
    agencies: frozenset[str]
    credit_line: re.Pattern[str]
    credit_end: re.Pattern[str]
    caption: re.Pattern[str]
    biography: re.Pattern[str]
    job: re.Pattern[str]
    work: re.Pattern[str]
    more: re.Pattern[str]
    about: re.Pattern[str]
    said: re.Pattern[str]
    abbreviations: frozenset[str]
    clipped: frozenset[str]
    original: re.Pattern[str]
    english: frozenset[str]
    tag: re.Pattern[str]
    definite: frozenset[str]
    dangling: frozenset[str]
    relative: frozenset[str]
    openers: frozenset[str]
    prepositions: frozenset[str]


NAME = r"(?:[A-Z][\w.’'-]{0,25}\s+){1,4}[A-Z][\w’'-]{1,25}"
"""A person's name of two to five words."""
_TITLED = rf"(?:{NAME}|(?:Mr|Ms|Mrs|Dr|Prof)\.?\s+[A-Z][\w’'-]{{1,25}})"


def _any(patterns: Iterable[str], flags: int = re.IGNORECASE | re.DOTALL) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), flags)


@lru_cache(maxsize=1)
@file_told("flaws.toml")
def furniture() -> Furniture:
    """The file's patterns. Raises VocabularyError where the package's own file is missing or broken."""
    data = tomllib.loads(packaged("lexicon/en/flaws.toml").decode("utf-8"))
    labels, paragraphs, credit = data["labels"], data["paragraphs"], data["credits"]
    authors, wiki, fragments, quotations = (
        data["authors"],
        data["wiki"],
        data["fragments"],
        data["quotations"],
    )
    agency = "|".join(sorted(map(re.escape, credit["agencies"]), key=len, reverse=True))
    # Names and firms only, so that no sentence ("Pictures by Reuters showed smoke.") passes for a credit.
    name = r"(?:@?[A-Z][\w.’'-]{0,25}|of|for|the|and|via|&|,|-|/)"
    names = rf"@?[A-Z][\w.’'-]{{0,25}}(?:[ ,/]{{1,2}}{name}){{0,8}}"
    # "A. Name/Agency", "MAX MUSTER via Agency", "Handout/Agency"
    source = rf"(?:{names}\s?/\s?|{names}\s+(?:via|-)\s+)(?:{agency})"
    heads = rf"(?i:{credit['heads']})"
    # "(AP Photo/A. Name)", "(Photo: A. Name)", "(A. Name/Agency)"; "(AFP/Reuters)" closes a report, not a
    # caption.
    bracketed = (
        rf"\((?:{names}[ /]{{1,2}})?(?i:photos?|images?|file)(?:[/ :][^()\n]{{0,60}})?\)"
        rf"|\((?!(?:{agency})\s?/){names}\s?/\s?(?:{agency})\)"
    )
    # "Image: someone (flickr)", "Photo by A. Name"
    marked = r"(?:[A-Z@][^.!?\n]{0,60}(?:\.\w{1,20}[^.!?\n]{0,40})?|[\w!-]{2,20}(?:\s\([\w ]{2,20}\))?)"
    named = rf"{heads}(?:\s*[:/|]\s*{marked}|\s+(?i:by|courtesy of|courtesy|credit:?)\s+{names})"
    roles, be, said = f"(?i:{authors['roles']})", authors["be"], quotations["said"]
    before_role = r"(?:[^\s.,;]{1,25}\s){0,5}?"
    return Furniture(
        label_one=_any([f"(?:{_alt(labels['one'])})\\s{{0,2}}[:.»>…]{{0,3}}"]),
        label_many=_any([f"(?:{_alt(labels['many'])})\\s{{0,2}}[:.»>…]{{0,3}}"]),
        label_inline=_any([labels["inline"]]),
        whole=_any(paragraphs["whole"]),
        closing=_any(paragraphs["closing"]),
        prefix=_any(paragraphs["prefix"]),
        agencies=frozenset(credit["agencies"]),
        credit_line=re.compile(rf"(?:{source}|{bracketed}|{named})\.?|(?i:{_alt(credit['whole'])})", re.DOTALL),
        credit_end=re.compile(rf"(?:(?<=[.!?\"”’)\]])\s{{1,3}}|(?<=\w)\s{{1,3}}(?=\())(?:{bracketed}|{named})\.?\s*$"),
        caption=_any(credit["caption"]),
        biography=re.compile(
            rf"[•*\s]{{0,3}}({_TITLED})(?:,\s[^.;]{{3,120}},)?\s(?:{be})\s"
            rf"(?:(?:a|an|the|currently|also)\s){{0,3}}{before_role}{roles}\b.{{0,700}}",
            re.DOTALL,
        ),
        job=re.compile(rf"(?:[^\s.,;:!?]{{1,25}}\s){{0,4}}{roles}(?:(?:,|\s+(?:at|for|of|in|@))\s?[^.;:!?]{{1,50}})?"),
        work=re.compile(rf"(?:{authors['work']})\b", re.IGNORECASE),
        more=re.compile(authors["more"], re.DOTALL | re.IGNORECASE),
        about=_any([authors["about"]]),
        said=re.compile(rf",\s+(?:(?:he|she|they|it|who|{NAME}|[A-Z][\w’'-]+)\s+(?:{said})|(?:{said})\s+[A-Z]\w*)\b"),
        abbreviations=frozenset(quotations["abbreviations"]),
        clipped=frozenset(quotations["clipped"]),
        original=re.compile(wiki["original"]),
        english=frozenset(wiki["english"]),
        tag=re.compile(rf"(?:{wiki['link']})?{wiki['tag']}", re.IGNORECASE),
        definite=frozenset(fragments["definite"]),
        dangling=frozenset(fragments["dangling"]),
        relative=frozenset(fragments["relative"]),
        openers=frozenset(fragments["openers"]),
        prepositions=frozenset(fragments["prepositions"]),
    )


def _alt(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{p})" for p in patterns)
