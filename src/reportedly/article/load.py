"""Bytes → Article: the text that every offset refers to, and where it came from."""

from __future__ import annotations

from ..errors import NoArticleError
from ..records import Article
from .encoding import decode
from .language import check_language
from .masthead import read_masthead
from .page import is_page, read_page

LONGEST = 6_000_000
"""Characters of a text: what is longer is a book or a dump, and the memory that a reading takes grows with its text."""


def load(data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None) -> Article:
    """One article from the bytes of a file, a page or a feed item.

    Plain text is kept exactly as it is, but for a byte-order mark and carriage returns. HTML, told by its
    content and not by `file`, becomes its headline and paragraphs, parted by blank lines. What the caller
    says of `url` and `published` (an ISO date) wins over what the page or dateline says.

    Raises NotTextError for bytes that hold no text, NoArticleError for a page without an article or a text of more
    than `LONGEST` characters, and LanguageError for a text that is not in English. The messages don't name the file.
    """
    text = decode(data)
    if is_page(text):
        page = read_page(text, url)
        _check_length(page.text)
        return Article(
            text=page.text,
            url=url or page.url,
            file=file,
            title=page.title,
            byline=page.byline,
            publisher=page.publisher,
            language=check_language(page.text),
            published=published or page.published or read_masthead(page.text).published,
        )
    return load_text(text, file=file, url=url, published=published)


def load_text(text: str, *, file: str | None = None, url: str | None = None, published: str | None = None) -> Article:
    """An article of which `text` is all, kept to the character. Raises as `load`, but never NotTextError."""
    _check_length(text)
    language = check_language(text)
    head = read_masthead(text)
    return Article(
        text=text,
        url=url,
        file=file,
        title=head.title,
        byline=head.byline,
        language=language,
        published=published or head.published,
    )


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise NoArticleError(f"is longer than {LONGEST // 1_000_000} million characters, so it is no article")
