"""What a notebook shows of a reading: all of it there, none of it obeyed."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.accuracy import all_measured, caution
from reportedly.records import Article, Flaw, Mention, Reading, Statement
from reportedly.shown import LONGEST, html_of
from reportedly.text import Span, paragraphs
from tests.dispatches import TEXT, reading
from tests.test_tidy import told

TAGS = {
    "div",
    "p",
    "span",
    "strong",
    "small",
    "em",
    "br",
    "details",
    "summary",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
VOID = {"br"}


class Page(HTMLParser):
    """Tags, attributes and words of a page; raises AssertionError where tags do not close in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.titles: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.titles += [value or "" for name, value in attrs if name == "title"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def bare(page: str) -> str:
    """The words of a page, without the small labels before marks."""
    return "".join(Page(re.sub(r'<span style="font-size:70%[^>]*>[^<]*</span>', "", page)).words)


def test_all_of_the_text_is_there() -> None:
    shown = bare(html_of(reading().rows()))
    for paragraph in paragraphs(TEXT):
        assert paragraph.of(TEXT) in shown


def test_it_tells_who_says_what_and_who_did_what() -> None:
    page = Page(html_of(told().rows()))
    assert "s1: Odile Marchetti asserts" in "\n".join(page.titles)
    assert "e1: Kestria → ASSAULT destroy → —, happened according to Odile Marchetti" in "\n".join(page.titles)
    assert "f1: 12 vessel" in "\n".join(page.titles)
    assert {"1 statement", "2 events", "1 figure"} <= set(page.words)


def test_it_says_that_a_machine_read_it_and_how_often_that_errs() -> None:
    measured = next(iter(all_measured()))
    for model in (measured, "somebody's-own 3", None):
        page = Page(html_of(Reading(Article("Nothing.", model=model)).rows()))
        assert caution([model]) in page.words
    assert "of 100 events" in caution([measured])


def test_the_folder_of_a_file_stays_with_who_read_it() -> None:
    page = html_of(Reading(Article("Nothing.", file="private/desk/late.txt")).rows())
    assert "late.txt" in page
    assert "desk" not in page


def test_flaws_are_marked() -> None:
    titles = Page(html_of(reading().rows())).titles
    assert {"sentence fragment", "repeated paragraph", "unclosed quotation", "boilerplate"} <= set(titles)


def test_nothing_is_loaded_and_nothing_runs() -> None:
    page = html_of(reading().rows())
    assert Page(page).tags <= TAGS
    assert Page(page).attributes <= {"style", "title"}
    assert "url(" not in page
    assert "http" not in page


def test_a_notebook_asks_the_reading_itself() -> None:
    assert reading()._repr_html_() == html_of(reading().rows())


HOSTILE = "<script>alert(\"1\")</script> & <b onclick='x'>\u202egnp.exe"


def test_hostile_text_is_only_text() -> None:
    spans = [Span(0, 8), Span(3, 20), Span(0, len(HOSTILE))]
    statements = tuple(
        Statement(n, s, Mention(s, "person", HOSTILE), "person", s, (s,), "direct", "asserts")
        for n, s in enumerate(spans, 1)
    )
    article = Article(HOSTILE, url='javascript:"', title=HOSTILE, byline=HOSTILE, publisher="<i>", file="</div>")
    page = html_of(Reading(article, statements, flaws=(Flaw(spans[1], "boilerplate"),)).rows())
    assert Page(page).tags <= TAGS
    assert "\u202e" not in page
    assert html.escape("alert") in page


def test_a_long_article_is_cut_and_says_so() -> None:
    text = "\n\n".join(["A dull paragraph of a dull report. " * 20] * 400)
    page = html_of(Reading(Article(text)).rows())
    assert len(page) < 2 * LONGEST
    assert "more characters are not shown" in page


def test_rows_without_their_article_are_told() -> None:
    with pytest.raises(ValueError, match="no article"):
        html_of(reading().to_dicts()[1:])


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_spans_give_a_page_with_the_text(data: st.DataObject) -> None:
    text = data.draw(st.text("ab <&\n'\"", min_size=1, max_size=60))
    edges = st.integers(0, len(text))
    spans = [Span(min(e), max(e)) for e in data.draw(st.lists(st.tuples(edges, edges), max_size=6)) if e[0] != e[1]]
    statements = tuple(
        Statement(n, s, None, "unattributed", s, (s, *spans[:1]), "mixed", "asserts", hedges=(s,))
        for n, s in enumerate(spans, 1)
    )
    shown = bare(html_of(Reading(Article(text), statements).rows()))
    for paragraph in paragraphs(text):
        assert paragraph.of(text) in shown
