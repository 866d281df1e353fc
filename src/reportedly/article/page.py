"""A web page → its article: headline, paragraphs, and what the page says about itself."""

from __future__ import annotations

import re
from configparser import ConfigParser
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..errors import NoArticleError
from .characters import allowed
from .cutting import MOST, pieces

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

_OPENING = re.compile(r"(?:\s|<\?xml\b[^>]{0,400}>|<!--(?:(?!-->).){0,4000}-->)*<(!?[a-z][a-z0-9:-]*)", re.I | re.S)
# What a page or a piece of one may begin with. A text that opens with any other word in angle brackets is a
# text.
_PAGE = re.compile(
    r"!doctype|html|head|body|main|article|section|header|div|p|h[1-3]|span|table|ul|ol|meta|title|link|script"
    r"|style|nav|aside|figure|blockquote|center|font|br",
    re.IGNORECASE,
)
# XML that holds no article: a feed lists many, a drawing none.
_OTHER_XML = re.compile(r"rss|feed|rdf:rdf|svg|urlset|sitemapindex|opml", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.I)

# Only dates that the page states; htmldate's search through the prose would be a guess. The bounds are fixed
# because the same bytes must give the same date on any day, and archives hold pages about 1962.
_DATES = {
    "extensive_search": False,
    "original_date": True,
    "min_date": "1800-01-01",
    "max_date": "2100-12-31",
    "outputformat": "%Y-%m-%d",
}

_CELL = re.compile(r"<t[dh]\b", re.I)
_TABLE = re.compile(r"<(/?)table\b[^<>]*>?", re.I)
_DRESS = re.compile(
    r"</?(?:abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
_LINK = re.compile(r"<a\b", re.I)
_CELLS, _DRESSING, _LINKS = 2_000, 10_000, 20_000
_TAG = re.compile(r"<[a-z]", re.I)

_LEAST_WORDS = 20
"""Words of a body below which a page is a list of links, a log-in or an error, not an article."""
_SENTENCE = re.compile(r"(?:\S+\s+){5,}\S*[.!?…][\"'”’)\]]*(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds. `text` starts with the headline; a blank line parts its paragraphs."""

    text: str
    title: str | None
    byline: str | None
    publisher: str | None
    published: str | None
    url: str | None


def is_page(text: str) -> bool:
    """Whether decoded text is HTML, told by how it begins. Raises NoArticleError for a feed or a drawing."""
    opening = _OPENING.match(text[:20_000])
    if not opening:
        return False
    tag = opening.group(1)
    if _OTHER_XML.fullmatch(tag):
        raise NoArticleError(f"not an article: this is XML of the kind “{tag}”")
    return bool(_PAGE.fullmatch(tag)) and (tag.startswith("!") or len(_MARKUP.findall(text[:20_000])) >= 2)


def lightened(html: str) -> str:
    """The page without what the extraction takes the square of its number for, or more, and what is no part of an
    article's text: tables, which are left out anyway, where there are more than `_CELLS` cells, and tags that only
    dress words, where there are more than `_DRESSING`. Half a megabyte of either would take minutes."""
    if _more(_CELL, html, _CELLS):
        html = _without_tables(html)
    if _more(_DRESS, html, _DRESSING):
        html = _DRESS.sub("", html)
    return html


def _more(pattern: re.Pattern[str], html: str, count: int) -> bool:
    return any(True for _ in islice(pattern.finditer(html), count, None))


def _without_tables(html: str) -> str:
    """An end that is missing is that of the page."""
    parts, at, depth = [], 0, 0
    for tag in _TABLE.finditer(html):
        if tag[1]:
            if depth:
                depth -= 1
                at = tag.end()
        else:
            if not depth:
                parts.append(html[at : tag.start()])
            depth += 1
    return "".join([*parts, "" if depth else html[at:]])


def read_page(html: str, url: str | None) -> Page:
    """The article of a page. Raises NoArticleError where it has none, or where its HTML can't be parsed."""
    from lxml.etree import LxmlError

    if _more(_LINK, html, _LINKS):
        # What is no list of links by their density alone takes the square of their number to find out.
        raise NoArticleError(f"an HTML page of more than {_LINKS:,} links, so it is no article")
    try:
        found = _found(lightened(allowed(html)), url)
    except (
        LxmlError,
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        RecursionError,
        OverflowError,
    ) as error:
        # Broken markup surfaces in these shapes from lxml, courlan and htmldate.
        raise NoArticleError(f"an HTML page that cannot be parsed ({type(error).__name__})") from None
    if found is None or not found.text:
        raise NoArticleError("an HTML page without an article")
    title = _line(found.title)
    body = _body([line.strip() for line in found.text.split("\n") if line.strip()], title)
    if sum(len(p.split()) for p in body) < _LEAST_WORDS or not any(_SENTENCE.search(p[:2000]) for p in body):
        raise NoArticleError("an HTML page without an article")
    return Page(
        text="\n\n".join([title, *body] if title else body),
        title=title,
        byline=_line(found.author),
        publisher=_line(found.sitename),
        published=_iso(found.date),
        url=_line(found.url),
    )


def _found(html: str, url: str | None) -> Document | None:
    """What a page holds; one of very many elements is read piece by piece, what it says of itself as a whole."""
    from trafilatura import extract_metadata, load_html

    if not _more(_TAG, html, MOST):
        return _extracted(html, url, with_metadata=True, date_extraction_params=dict(_DATES))
    tree = load_html(html)
    if tree is None:
        return None
    whole = extract_metadata(tree, url, dict(_DATES), extensive=False)
    texts = (_extracted(piece, url, config=_lenient()) for piece in pieces(tree))
    whole.text = "\n".join(one.text for one in texts if one is not None and one.text)
    return whole


def _extracted(page: str | HtmlElement, url: str | None, **options: Any) -> Document | None:
    from trafilatura import bare_extraction

    found = bare_extraction(
        page,
        url=url,
        include_comments=False,
        include_tables=False,
        deduplicate=False,  # a paragraph told twice is a flaw to record, not to hide
        **options,
    )
    return None if isinstance(found, dict) else found


def _lenient() -> ConfigParser:
    """Of a piece little may be the article's: then that is all, and not whatever else stands in it."""
    from trafilatura.settings import use_config

    config = use_config()
    for least in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", least, "0")
    return config


def _body(lines: list[str], title: str | None) -> list[str]:
    """The paragraphs below the headline, whether or not the extraction kept it among them."""
    if title:
        for n, line in enumerate(lines[:4]):
            if _key(line) == _key(title):
                # What stands above a headline is the name of a section ("World"), when it is that short.
                above = [p for p in lines[:n] if len(p.split()) > 4]
                return above + lines[n + 1 :]
    return lines


def _key(line: str) -> str:
    return "".join(c for c in line.casefold() if c.isalnum())


def _line(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _iso(value: object) -> str | None:
    return value[:10] if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value) else None
