"""Pages that are made to take for ever: what is taken out of them before they are extracted, and what stays."""

from __future__ import annotations

import time

import pytest

from benchmarks.nasty import make
from reportedly.article import page
from reportedly.article.load import load
from reportedly.article.page import lightened
from reportedly.errors import NoArticleError

HEAD = (
    "<html><body><article><h1>The harbour is open</h1><p>The harbour is <b>open</b> again after two boats collided "
    "there on Monday, the harbour master said.</p><p>Nobody was hurt, and the ferries sail again, she told reporters "
    "who had come.</p>"
)


def test_an_ordinary_page_stays_as_it_is() -> None:
    text = f"{HEAD}<table><tr><td>1<td>2</table><p>The end.</p>"
    assert lightened(text) is text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a<table><tr><td>1<td>2</table>b", "ab"),
        ("a<TABLE class='x'><td>1<table><td>2</table><td>3</table >b<table><td>4", "ab"),
        ("a</table>b<table><td>1<td>2</table>c", "a</table>bc"),
        ("a<tdx><thead>b", "a<tdx><thead>b"),
    ],
)
def test_tables_of_too_many_cells_go_whole(monkeypatch: pytest.MonkeyPatch, text: str, left: str) -> None:
    monkeypatch.setattr(page, "_CELLS", 1)
    assert lightened(text) == left


def test_of_too_many_tags_that_dress_words_the_words_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_DRESSING", 3)
    told = "<p><b>a</b><I class='x'>b</I><span>c</span><body><strong/>d<a href='/'>e</a><br>"
    assert lightened(told) == "<p>abc<body>d<a href='/'>e</a><br>"


def test_the_article_is_the_same_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    table = "<table><tr><td>1</td><td>2</td></tr></table>"
    told = "<p>It was <i>the third</i> time this year, <span>she</span> said, and the last one.</p>"
    text = f"{HEAD}{told * 3}{table}<p>The pier is closed until Friday, she said.</p></article></body></html>".encode()
    before = load(text).text
    monkeypatch.setattr(page, "_DRESSING", 1)
    monkeypatch.setattr(page, "_CELLS", 1)
    assert load(text).text == before


def test_a_page_of_a_great_many_links_is_no_article() -> None:
    with pytest.raises(NoArticleError, match=r"^an HTML page of more than 20,000 links, so it is no article$"):
        load(make("links", 1_000_000))
    assert load(make("links", 100_000)).text


@pytest.mark.parametrize("kind", ["inline tags", "table cells"])
def test_they_come_to_an_end_soon(kind: str) -> None:
    """Half a megabyte took half a minute of the first, and a quarter of an hour of the second."""
    began = time.process_time()
    load(make(kind, 500_000))
    assert time.process_time() - began < 10
