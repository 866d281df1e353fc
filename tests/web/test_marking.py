"""Articles with their records marked: the text stays what it is, and every record has its place in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from jinja2 import Environment, PackageLoader, StrictUndefined

from reportedly.records import Article, Flaw, Mention, Reading, Statement
from reportedly.text import Span, paragraphs
from reportedly.web.marking import Close, Marked, Open, Words, mark_up, record_ids
from reportedly.web.profile import profile_of
from tests.ledger.readings import arbitrary, ferry, talks

# What is drawn at random takes as long as it takes on a busy machine.
unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def spans_of(marked: Marked, id: str) -> set[int]:
    """Which characters stand under a mark of this record."""
    found, at = set(), 0
    for paragraph in marked.paragraphs:
        at += len(paragraph.before)
        stack: list[bool] = []
        for token in paragraph.tokens:
            if isinstance(token, Open):
                stack.append(token.mark.is_record and id in token.mark.records)
            elif isinstance(token, Close):
                stack.pop()
            else:
                found |= set(range(at, at + len(token.text))) if any(stack) else set()
                at += len(token.text)
        assert not stack
    return found


@unhurried
@given(arbitrary())
def test_the_text_stays_what_it_is(reading: Reading) -> None:
    assert mark_up(reading).text == reading.article.text


@unhurried
@given(arbitrary())
def test_every_record_is_marked_exactly_where_it_stands(reading: Reading) -> None:
    marked = mark_up(reading)
    shown = {at for span in paragraphs(reading.article.text) for at in range(span.start, span.end)}
    for span, id in record_ids(reading):
        assert spans_of(marked, id) == shown & set(range(span.start, span.end))
        assert id in marked.cards


@unhurried
@given(arbitrary())
def test_every_record_has_one_anchor(reading: Reading) -> None:
    marked = mark_up(reading)
    told = Counter(id for p in marked.paragraphs for t in p.tokens if isinstance(t, Open) for id in t.anchors)
    shown = {at for span in paragraphs(reading.article.text) for at in range(span.start, span.end)}
    due = {id for span, id in record_ids(reading) if shown & set(range(span.start, span.end))}
    assert told == Counter(dict.fromkeys(due, 1))


@unhurried
@given(arbitrary())
def test_no_words_are_empty_and_the_same_comes_out_twice(reading: Reading) -> None:
    marked = mark_up(reading)
    assert all(t.text for p in marked.paragraphs for t in p.tokens if isinstance(t, Words))
    assert mark_up(reading) == marked


def statement(number: int, span: Span, text: str, within: int | None = None) -> Statement:
    source = Mention(Span(span.start, span.start + 1), "person", "A")
    return Statement(number, span, source, "person", None, (span,), "indirect", "asserts", (), (), within)


def test_marks_that_cross_are_cut_not_misnested() -> None:
    text = "abcdefghij"
    reading = Reading(
        Article(text), (), (), (), (Flaw(Span(0, 6), "sentence fragment"), Flaw(Span(4, 10), "boilerplate"))
    )
    (paragraph,) = mark_up(reading).paragraphs
    told = [
        t.text if isinstance(t, Words) else ")" if isinstance(t, Close) else f"({t.mark.records[0]}"
        for t in paragraph.tokens
    ]
    assert told == ["(x1", "abcd", "(x2", "ef", ")", ")", "(x2", "ghij", ")"]


def test_statements_within_statements_have_a_depth() -> None:
    text = "Ann said that Bo said that Cy left."
    spans = [Span(0, 34), Span(14, 34), Span(27, 34)]
    reading = Reading(
        Article(text), tuple(statement(n, s, text, n - 1 if n > 1 else None) for n, s in enumerate(spans, 1))
    )
    opened = [t.mark for p in mark_up(reading).paragraphs for t in p.tokens if isinstance(t, Open)]
    assert {m.records[0]: m.depth for m in opened if m.role == "content"} == {"s1": 0, "s2": 1, "s3": 2}


def test_what_a_link_points_to_is_marked_though_no_record() -> None:
    marked = mark_up(ferry(), here=Span(5, 20))
    anchors = [t.anchors for p in marked.paragraphs for t in p.tokens if isinstance(t, Open) and t.mark.role == "here"]
    assert anchors[0] == ("here",)
    assert not any(anchors[1:])


def test_both_ways_of_an_act_between_equals_are_one_mark() -> None:
    opened = [t for p in mark_up(talks()).paragraphs for t in p.tokens if isinstance(t, Open)]
    assert [(t.mark.role, t.anchors) for t in opened] == [("event", ("e1", "e2"))]


# As HTML


class Parsed(HTMLParser):
    """The page's words without its cards, and all ids, tags and references."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.paragraphs: list[str] = []
        self.ids: list[str] = []
        self.described: list[str] = []
        self.tags: list[str] = []
        self.cards: dict[str, str] = {}
        self._stack: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        self.tags.append(tag)
        self.ids += [told["id"]] if told.get("id") else []  # type: ignore[list-item]
        self.described += [told["aria-describedby"]] if told.get("aria-describedby") else []  # type: ignore[list-item]
        if tag != "input":
            self._stack.append((tag, told.get("id") or "" if "m-card" in (told.get("class") or "") else None))
        if tag == "p":
            self.words = ""

    def handle_endtag(self, tag: str) -> None:
        assert self._stack.pop()[0] == tag
        if tag == "p":
            self.paragraphs.append(self.words)

    def handle_data(self, data: str) -> None:
        inside = next((card for _, card in self._stack if card is not None), None)
        if inside is None:
            self.words += data
        else:
            self.cards[inside] = self.cards.get(inside, "") + data


TEMPLATES = Environment(
    loader=PackageLoader("reportedly.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


def page(reading: Reading, prefix: str = "") -> str:
    return str(TEMPLATES.get_template("marked.html").module.text(mark_up(reading), prefix))  # type: ignore[attr-defined]


def parsed(html: str) -> Parsed:
    found = Parsed()
    found.feed(html)
    found.close()
    return found


@unhurried
@given(arbitrary())
def test_the_page_has_the_words_of_the_text(reading: Reading) -> None:
    found = parsed(page(reading))
    text = reading.article.text
    assert found.paragraphs == [span.of(text) for span in paragraphs(text)]
    assert len(found.ids) == len(set(found.ids))
    assert set(found.described) <= set(found.ids)


HOSTILE = "<script>alert(1)</script> \"><img src=x onerror='alert(2)'> {{ 7*7 }} said &amp; </p></main> it."


def test_hostile_words_are_words() -> None:
    span = Span(0, len(HOSTILE))
    mention = Mention(span, "person", "<b onmouseover='x'>Ann</b>", "<i>", "GOV")
    said = Statement(1, span, mention, "person", Span(60, 64), (span,), "direct", "denies", (span,), (span,))
    reading = Reading(Article(HOSTILE), (said,), (), (), (Flaw(span, "boilerplate", span),))
    found = parsed(page(reading))
    assert found.paragraphs == [HOSTILE]
    assert set(found.tags) <= {"div", "p", "span", "a"}


def test_a_card_says_what_its_record_says() -> None:
    found = parsed(page(ferry(), prefix="a1-"))
    assert "Said by Ilse Brandt (“Premier Ilse Brandt”)" in found.cards["a1-card-s1"]
    event = found.cards["a1-card-e1"]
    for words in ("ASSAULT firearms", "gunmen → 4 sailors", "happened", "Ilse Brandt", "Port Ansel, NOR", "50%"):
        assert words in event
    assert "killed" in found.cards["a1-card-f1"]
    assert "Not part of the article" in found.cards["a1-card-x1"]


def test_a_deep_nest_is_shown_and_does_not_fall_over() -> None:
    text = "x" * 1500
    flaws = tuple(Flaw(Span(n, 1500), "boilerplate") for n in range(1000))
    assert parsed(page(Reading(Article(text), (), (), (), flaws))).paragraphs == [text]


# The profile


PROFILES = [
    ("a named source", "person", None, {"named": 1}),
    ("an office", "office", None, {"official": 1}),
    ("people who withhold their names", "anonymous", None, {"anonymous": 1}),
    ("no source at all", "unattributed", None, {"unattributed": 1}),
    ("a document", "document", None, {"other": 1}),
]


@pytest.mark.parametrize(("name", "kind", "within", "wanted"), PROFILES, ids=[p[0] for p in PROFILES])
def test_a_sentence_is_its_source_s(name: str, kind: str, within: None, wanted: dict[str, int]) -> None:
    text = "Ann said that it rained. It is warm today."
    said = replace(statement(1, Span(0, 23), text), source_type=kind)
    profile = profile_of(Reading(Article(text), (said,)))
    assert profile.statements == wanted
    assert profile.sentences == {**wanted, "own voice": 1}


def test_a_sentence_of_nested_statements_is_theirs_who_vouch() -> None:
    text = "Ann said that officials said that it rained."
    outer = statement(1, Span(0, 43), text)
    inner = replace(statement(2, Span(14, 43), text, within=1), source_type="anonymous")
    assert profile_of(Reading(Article(text), (outer, inner))).sentences == {"named": 1}


def test_what_is_no_part_of_the_article_is_not_counted() -> None:
    text = "It rained.\n\nMore Read"
    reading = Reading(Article(text), (), (), (), (Flaw(Span(12, 21), "boilerplate"),))
    assert profile_of(reading).sentences == {"own voice": 1}


@unhurried
@given(arbitrary())
def test_a_profile_counts_every_statement_once(reading: Reading) -> None:
    assert sum(profile_of(reading).statements.values()) == len(reading.statements)
