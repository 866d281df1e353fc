"""Search: every word marked in its sentence, whatever is typed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reportedly import Ledger
from reportedly.errors import QuestionError
from reportedly.ledger.finding import Conditions
from reportedly.ledger.searching import Match, said, written
from reportedly.records import Reading
from tests.ledger.readings import ferry
from tests.web import making


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger.open(making.desk(tmp_path / "a.ledger")) as ledger:
        yield ledger


def shown(match: Match) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in match.pieces)


def test_words_are_marked_in_their_sentence(ledger: Ledger) -> None:
    found = written(ledger.db, "sailor norway killing", Conditions(), 5)
    assert found.found == ()
    found = written(ledger.db, "sailor killing", Conditions(), 5)
    assert {shown(one) for one in found.found} == {
        f"Premier Ilse Brandt said gunmen [killed] {n} [sailors] off Port Ansel on Monday." for n in (4, 5)
    }
    (one, other) = found.found
    assert one.span is not None
    assert one.span.of(ferry().article.text) == "killed"
    assert {one.outlet, other.outlet} == {"The Tern", "The Skua"}


def test_a_headline_is_shown_where_nothing_else_has_the_words(ledger: Ledger) -> None:
    reading = ferry(9, 9)
    told = "Gulls circle\n\nAll day the gulls flew. Nobody fished."
    ledger.add([Reading(replace(reading.article, text=told, title="Gulls circle", url="https://a.example/9"))])
    shows = {
        words: shown(written(ledger.db, words, Conditions(), 1).found[0])
        for words in ("gull", "circle", "gulls circle")
    }
    assert shows == {
        "gull": "All day the [gulls] flew.",
        "circle": "Gulls [circle]",
        "gulls circle": "[Gulls] [circle]",
    }


def test_side_by_side_and_in_what_is_said(ledger: Ledger) -> None:
    assert [shown(one) for one in written(ledger.db, '"more read"', Conditions(), 1).found] == ["[More Read]"]
    found = said(ledger.db, "sailors monday", Conditions(), 5).found
    assert shown(found[0]) == "gunmen killed 4 [sailors] off Port Ansel on [Monday]"
    assert (found[0].record, found[0].who, found[0].kind, found[0].stance) == ("s1", "Ilse Brandt", "person", "asserts")
    assert said(ledger.db, "brandt", Conditions(), 5).found == ()
    (row,) = (one.row() for one in found[:1])
    assert (row["before"], row["text"], row["after"]) == ("gunmen killed 4 ", "sailors off Port Ansel on Monday", "")


def test_pages_of_what_was_found(ledger: Ledger) -> None:
    whole = written(ledger.db, "sailors", Conditions(), 9)
    first, second = (written(ledger.db, "sailors", Conditions(), 1, at) for at in (0, 1))
    assert (first.found + second.found, first.more, second.more, whole.more) == (whole.found, True, False, False)


def test_only_reports_that_are_asked_for(ledger: Ledger) -> None:
    wanted = Conditions(["r.published >= ?"], ["2026-01-02"])
    assert [one.outlet for one in written(ledger.db, "sailors", wanted, 9).found] == ["The Skua"]
    assert [one.outlet for one in said(ledger.db, "sailors", wanted, 9).found] == ["The Skua"]


def test_a_statement_of_several_reports_is_found_once(ledger: Ledger) -> None:
    reading = ferry(9, 7)
    ledger.add(
        [reading, replace(reading, article=replace(reading.article, publisher="The Auk", url="https://a.example"))]
    )
    assert len(said(ledger.db, "7 sailors", Conditions(), 9).found) == 1


def test_long_sentences_are_cut_around_what_was_found(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        ledger.add(
            [ferry(words="Then " + "very " * 400 + "tired herons " + "slowly " * 400 + "flew, said the captain.")]
        )
        (one,) = written(ledger.db, "herons captain", Conditions(), 5).found
        assert len(shown(one)) < 600
        assert "tired [herons] slowly" in shown(one)
        assert "the [captain]." in shown(one)


def test_private_characters_in_an_article_do_no_harm(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        ledger.add([ferry(words="A \ue000trick\ue001 with herons.")])
        (one,) = written(ledger.db, "herons", Conditions(), 5).found
        assert one.span is None
        assert not any(piece.hit for piece in one.pieces)


@pytest.mark.parametrize("words", ["", "  ", '"', '""', "* ( ) :", "-"])
def test_nothing_to_search_for(ledger: Ledger, words: str) -> None:
    for look in (written, said):
        with pytest.raises(QuestionError, match="no word to search for"):
            look(ledger.db, words, Conditions(), 5)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.sampled_from("sailors OR AND NEAR \"'*():^-+{}\\\t\n\ue000é"), max_size=30))
def test_whatever_is_typed_is_words(ledger: Ledger, words: str) -> None:
    for look in (written, said):
        try:
            found = look(ledger.db, words, Conditions(), 5).found
        except QuestionError:
            continue
        for one in found:
            assert one.span is None or 0 <= one.span.start < one.span.end
