"""Bytes → Article. A row is named after its phenomenon: what is fed in stands beside what must come out."""

# Rows of a table stay on one line each, however long.
# ruff: noqa: E501

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.load import load
from reportedly.errors import InputError, LanguageError, NoArticleError, NotTextError
from reportedly.records import Article

STORY = (
    "The harbour master said on Friday that both ferries had been held back because of the storm. "
    "Nobody on the island was hurt, according to the coast guard."
)
CURLY = "“Nobody was hurt,” the harbour master’s deputy said at the café on Friday — and the ferries stayed in port."


def outcome(data: bytes) -> Article | InputError:
    """What comes of the bytes; any other exception fails the test."""
    try:
        return load(data)
    except InputError as error:
        return error


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


ARTICLE = page(
    "<nav><a href='/'>Home</a> <a href='/w'>World</a></nav><article><h1>Ferries held back in storm</h1>"
    f"<p>{STORY}</p><p>“We wait for the wind to drop,” said Mara Quill, who runs the line to the mainland.</p>"
    f"<p>{CURLY}</p></article><footer>© 1962 Gull Rock Herald</footer>",
    "<title>Ferries held back in storm | Gull Rock Herald</title><meta charset='utf-8'>"
    "<meta property='og:title' content='Ferries held back in storm'>"
    "<meta property='og:site_name' content='Gull Rock Herald'><meta name='author' content='Orla Finch'>"
    "<meta property='article:published_time' content='1962-10-23T08:00:00Z'>"
    "<link rel='canonical' href='https://gullrock.example/ferries'>",
)


# what, bytes, text
TEXTS = [
    ("plain text is kept as it is", f"Title\n\n  {STORY}  \n\n\n".encode(), f"Title\n\n  {STORY}  \n\n\n"),
    ("UTF-8 with a mark", b"\xef\xbb\xbf" + CURLY.encode(), CURLY),
    ("UTF-16, little end first", b"\xff\xfe" + CURLY.encode("utf-16-le"), CURLY),
    ("UTF-16, big end first", b"\xfe\xff" + CURLY.encode("utf-16-be"), CURLY),
    ("UTF-16 without a mark", CURLY.encode("utf-16-le"), CURLY),
    ("UTF-32", b"\xff\xfe\x00\x00" + CURLY.encode("utf-32-le"), CURLY),
    ("Windows-1252", CURLY.encode("cp1252"), CURLY),
    ("Macintosh quotation marks", (CURLY * 3).encode("mac_roman"), CURLY * 3),
    ("carriage returns of Windows", f"Title\r\n\r\n{STORY}".encode(), f"Title\n\n{STORY}"),
    ("carriage returns of old Macintoshes", f"Title\r\r{STORY}".encode(), f"Title\n\n{STORY}"),
    ("odd white space stays", f"{STORY}\u2028\u00a0{STORY}".encode(), f"{STORY}\u2028\u00a0{STORY}"),
    ("a text that begins with a tag of no page", f"<tweet>{STORY}".encode(), f"<tweet>{STORY}"),
    ("too short to tell its language", b"Yes.", b"Yes.".decode()),
]


@pytest.mark.parametrize(("data", "text"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS])
def test_the_text_that_offsets_refer_to(data: bytes, text: str) -> None:
    assert load(data).text == text


# what, plain text, title, byline, published
HEADS = [
    ("headline and blank line", f"Storm keeps ferries in port\n\n{STORY}", "Storm keeps ferries in port", None, None),
    ("headline with a full stop", f"Storm keeps ferries in port.\n\n{STORY}", "Storm keeps ferries in port.", None, None),
    ("headline of two sentences, no blank line", f"Storm rises. Ferries wait.\n{STORY}", "Storm rises. Ferries wait.", None, None),
    ("a lead as long as the rest is no headline", f"{STORY}\n{STORY}", None, None, None),
    ("one paragraph alone has no headline", STORY, None, None, None),
    ("byline", f"Ferries wait\n\nBy Orla Finch\n\n{STORY}", "Ferries wait", "Orla Finch", None),
    ("byline with office", f"Ferries wait\n\nBy Orla Finch, Shipping Editor\n\n{STORY}", "Ferries wait", "Orla Finch", None),
    ("two authors", f"Ferries wait\nBy Orla Finch and Juan de la Mar\n{STORY}", "Ferries wait", "Orla Finch and Juan de la Mar", None),
    ("a sentence with By is no byline", f"Ferries wait\n\nBy Friday the Coast Guard had left. {STORY}", "Ferries wait", None, None),
    ("American dateline", f"Ferries wait\n\nGULL ROCK, Oct. 22, 1962 (Herald) — {STORY}", "Ferries wait", None, "1962-10-22"),
    ("British dateline", f"Ferries wait\n\nGULL ROCK, 3 January 1962 - {STORY}", "Ferries wait", None, "1962-01-03"),
    ("dateline with a state", f"Ferries wait\n\nST. JOHN, Maine, Sept. 1, 1962 – {STORY}", "Ferries wait", None, "1962-09-01"),
    ("dateline without a year", f"Ferries wait\n\nGULL ROCK, Oct. 22 — {STORY}", "Ferries wait", None, None),
    ("dateline with a weekday", f"Ferries wait\n\nGULL ROCK, Monday, Oct. 22, 1962 — {STORY}", "Ferries wait", None, "1962-10-22"),
    ("date and agency", f"Ferries wait\n\nOct. 22, 1962 (Herald) — {STORY}", "Ferries wait", None, "1962-10-22"),
    ("date and agency without a year", f"Ferries wait\n\nOct. 22 (Herald) — {STORY}", "Ferries wait", None, None),
    ("a line that is a date", f"Ferries wait\n\nMonday, October 22, 1962\n\n{STORY}", "Ferries wait", None, "1962-10-22"),
    ("a date in brackets in the prose", f"Ferries wait\n\nOct. 22, 1962 (a Monday) was the day it blew. {STORY}", "Ferries wait", None, None),
    ("a date that no calendar has", f"Ferries wait\n\nGULL ROCK, June 31, 1962 — {STORY}", "Ferries wait", None, None),
    ("a date in the prose is no dateline", f"Ferries wait\n\nOn Oct. 22, 1962 — a Monday — it blew. {STORY}", "Ferries wait", None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "title", "byline", "published"), [row[1:] for row in HEADS], ids=[row[0] for row in HEADS]
)
def test_what_the_first_lines_tell(text: str, title: str | None, byline: str | None, published: str | None) -> None:
    article = load(text.encode(), file="a.txt")
    assert (article.title, article.byline, article.published) == (title, byline, published)
    assert (article.file, article.language, article.text) == ("a.txt", "en", text)


def test_a_page_gives_headline_paragraphs_and_what_it_says_of_itself() -> None:
    article = load(ARTICLE, file="misnamed.txt")
    assert article.text.split("\n\n")[:2] == ["Ferries held back in storm", STORY]
    assert article.text.endswith(CURLY)
    assert (article.title, article.byline) == ("Ferries held back in storm", "Orla Finch")
    assert (article.publisher, article.published) == ("Gull Rock Herald", "1962-10-23")
    assert article.url == "https://gullrock.example/ferries"


def test_the_caller_wins_over_the_page() -> None:
    article = load(ARTICLE, url="https://elsewhere.example/a", published="1962-10-24")
    assert (article.url, article.published) == ("https://elsewhere.example/a", "1962-10-24")


def test_a_page_in_the_set_that_it_declares() -> None:
    html = ARTICLE.decode().replace("utf-8", "iso-8859-1").encode("cp1252")
    assert load(html).text == load(ARTICLE).text


@pytest.mark.parametrize("odd", ["&#1;", "&#x1F;", "&#xFFFE;", "&#xd800;", "&#0;", "&#x110000;", "\x02", "\uffff"])
def test_a_character_that_no_text_has_costs_no_page(odd: str) -> None:
    """Pages hold them by their numbers, from word processors; the article is that without them."""
    with_it = ARTICLE.decode().replace("both ferries", f"both{odd} ferries")
    assert load(with_it.encode()) == load(ARTICLE)


@pytest.mark.parametrize("odd", ["\f", "&#12;", "&#x0B;"])
def test_the_end_of_a_page_joins_no_words(odd: str) -> None:
    with_it = ARTICLE.decode().replace("both ferries", f"both{odd}ferries")
    assert load(with_it.encode()) == load(ARTICLE)


def test_a_paragraph_told_twice_stays_in_the_page() -> None:
    twice = ARTICLE.replace(b"</article>", f"<p>{STORY}</p></article>".encode())
    assert load(twice).text.count(STORY) == 2


# what, bytes, error, words of its message
BAD = [
    ("nothing", b"", NotTextError, "empty"),
    ("white space", b" \r\n\t ", NotTextError, "white space"),
    ("a byte-order mark alone", b"\xef\xbb\xbf", NotTextError, "white space"),
    ("PDF", b"%PDF-1.7\n", NotTextError, "PDF"),
    ("ZIP", b"PK\x03\x04\x14\x00", NotTextError, "ZIP"),
    ("PNG", b"\x89PNG\r\n\x1a\n\x00", NotTextError, "PNG"),
    ("gzip", b"\x1f\x8b\x08\x00", NotTextError, "gzip"),
    ("NUL bytes", STORY.encode() + b"\x00\x00", NotTextError, "NUL"),
    ("control characters", bytes(range(1, 27)) * 4, NotTextError, "control characters"),
    ("no encoding fits", bytes(range(0x80, 0x100)) * 20, NotTextError, "encoding"),
    ("UTF-16 cut in a character", b"\xff\xfeT\x00h", NotTextError, "UTF-16"),
    ("Spanish", "El capitán dijo que los barcos no saldrán del puerto hasta el lunes, según la radio.".encode(), LanguageError, "Spanish (es)"),
    ("German", "Der Kapitän sagte am Montag, die Schiffe blieben wegen des Sturms im Hafen liegen.".encode(), LanguageError, "German (de)"),
    ("Russian in Windows-1251", ("Капитан сказал, что корабли останутся в порту до понедельника. " * 3).encode("cp1251"), LanguageError, "Russian (ru)"),
    ("Japanese, short", "船長は港に残ると述べた。".encode(), LanguageError, "Japanese (ja)"),
    ("a page of links", page("<a href='/a'>Home</a><a href='/b'>World</a>"), NoArticleError, "without an article"),
    ("an empty page", b"<html></html>", NoArticleError, "without an article"),
    ("a page that only asks to log in", page("<h1>Sign in</h1><form><input name='u'></form>"), NoArticleError, "without an article"),
    ("a feed", b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>", NoArticleError, "rss"),
    ("a page in Spanish", page("<article><h1>Los barcos esperan</h1>" + "<p>El capitán dijo que los barcos no saldrán del puerto hasta el lunes, según la radio local de la isla.</p>" * 3 + "</article>"), LanguageError, "Spanish"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "error", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_cannot_be_read_gets_one_line(data: bytes, error: type[InputError], words: str) -> None:
    with pytest.raises(error) as caught:
        load(data, file="secret-name.txt")
    message = str(caught.value)
    assert words in message
    assert "\n" not in message
    assert "secret-name" not in message


PREFIXES = [
    b"",
    b"<html><body><p>",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xff\xfe\x00\x00",
    b"<?xml encoding='utf-7'?><p>",
    b"\xef\xbb\xbf",
]


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(PREFIXES), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_leave_no_surrogate(prefix: bytes, data: bytes) -> None:
    result = outcome(prefix + data)
    if isinstance(result, Article):
        result.text.encode("utf-8")
        assert "\r" not in result.text
        assert result == outcome(prefix + data)
    else:
        assert str(result)
        assert "\n" not in str(result)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<div", ">", "&#xD800;", "<!--", "-->", "\x0b", "<time datetime='x'>", STORY])
    )
)
def test_broken_markup_is_read_or_refused(parts: list[str]) -> None:
    result = outcome(("<html><body>" + "".join(parts)).encode())
    words = result.text if isinstance(result, Article) else str(result)
    assert words.encode("utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b'"' * 5_000_000,
        b"a" + b"\n" * 1_000_000 + b"b",
        b"<!--" * 1_000_000,
        b"<html><body>" + b"<div>" * 100_000,
    ],
    ids=["quotation marks", "newlines", "comments that never close", "elements that never close"],
)
def test_hostile_bytes_come_to_an_end(data: bytes) -> None:
    """No time is asserted: what is not linear in these would take hours."""
    assert outcome(data) is not None


def test_plain_text_does_not_wait_for_the_html_library() -> None:
    code = (
        "import sys; from reportedly.article.load import load; load(b'Yes.');"
        "print(any(m.split('.')[0] in ('trafilatura', 'lxml', 'py3langid') for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_text_that_is_no_article_by_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportedly.article.load.LONGEST", 1_000)
    with pytest.raises(NoArticleError, match="longer than"):
        load(b"The keeper said that the lamp was out. " * 100)
