"""Pages of very many elements: cut into pieces that hold all of it, in order, and no paragraph in two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from benchmarks.nasty import make
from reportedly.article import page
from reportedly.article.cutting import pieces
from reportedly.article.load import load

TAGS = st.sampled_from(
    ["<p>", "</p>", "<div id=a>", "</div>", "<ul><li>", "</ul>", "<br>", "<b>", "</b>", "<o:p>", "a ", "é"]
)
PAGE = (
    "<html><head><title>Two boats collide</title><meta name='author' content='Ada Quell'></head><body class='x'>"
    "<nav><ul>{links}</ul></nav><article><h1>Two boats collide</h1>{paragraphs}</article>"
    "<footer><p>All of this is ours, and nobody may copy it.</p></footer></body></html>"
)
LINK = "<li><a href='/{n}'>Harbour news of day {n}</a></li>"
PARAGRAPH = "<p>The master of the <b>harbour</b> said on day {n} that {n} boats had left it, and nobody denied it.</p>"


def parsed(text: str) -> html.HtmlElement:
    return html.document_fromstring(f"<div id='all'>{text}</div>")


def cut(text: str, most: int) -> list[str]:
    return [html.tostring(one, encoding="unicode") for one in pieces(parsed(text), most)]


@pytest.mark.parametrize(
    ("text", "most", "found"),
    [
        ("a<p>b</p>c", 9, ["a<p>b</p>c"]),
        ("<p>a</p>b<p>c</p>", 3, ["<p>a</p>b", "<p>c</p>"]),
        (
            "<div class='x'>a<p>b<b>c</b>d</p>e<p>f</p>g</div>h",
            5,
            ["<div class='x'>a<p>b<b>c</b>d</p>e</div>", "<div class='x'><p>f</p>g</div>h"],
        ),
        ("<div><p>a</p></div><p>b<b>c</b></p>", 5, ["<div><p>a</p></div>", "<p>b<b>c</b></p>"]),
    ],
    ids=["all of it", "between paragraphs", "within the same element", "not through a paragraph"],
)
def test_where_a_page_is_cut(text: str, most: int, found: list[str]) -> None:
    inside = [one.split('<div id="all">')[1].rsplit("</div></body>")[0].replace('"', "'") for one in cut(text, most)]
    assert [one for one in inside if one] == found


@given(st.lists(TAGS, max_size=60).map("".join), st.integers(1, 12))
def test_pieces_are_all_of_the_page_in_order_and_small(text: str, most: int) -> None:
    whole = parsed(text)
    told, marked = whole.text_content(), [one.tag for one in whole.iter("br", "li", "b")]
    deep = max(len(list(one.iterancestors())) for one in whole.iter())
    found = list(pieces(whole, most))
    assert "".join(one.text_content() for one in found) == told
    # What holds others is told again in each piece; what holds nothing, once.
    if most >= 3:
        assert [one.tag for piece in found for one in piece.iter("br")] == [tag for tag in marked if tag == "br"]
    assert all(sum(1 for _ in piece.iter()) <= most + deep + 1 for piece in found)


def test_what_no_element_may_bear_is_left_out() -> None:
    body = parsed("<o:p a:b='c' d='e\x01'><p>a</p>b<p>c</p></o:p>")
    found = "".join(html.tostring(one, encoding="unicode") for one in pieces(body, 2))
    assert "<p>a</p>b" in found
    assert "<p>c</p>" in found


def made(count: int) -> str:
    def several(part: str) -> Iterator[str]:
        return (part.format(n=n) for n in range(1, count))

    return PAGE.format(links="".join(several(LINK)), paragraphs="".join(several(PARAGRAPH)))


def test_the_article_is_the_same_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(60).encode()
    whole = load(data)
    assert whole.text.count("nobody denied it") == 59
    monkeypatch.setattr(page, "MOST", 100)
    monkeypatch.setattr(page, "pieces", lambda tree: pieces(tree, 50))
    assert load(data) == whole


def test_only_a_page_of_very_many_elements_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr(page, "pieces", lambda tree: seen.append(tree) or pieces(tree))
    load(make("paragraphs of a page", 50_000))
    assert not seen
    assert "day 1100" in load(make("paragraphs of a page", 120_000)).text
    assert not seen
    assert len(load(make("short paragraphs of a page", 150_000)).text.split()) > 20_000
    assert len(seen) == 1
