"""The set with known copies: the same whenever it is made, and what is known of it stands in its texts."""

from __future__ import annotations

from benchmarks import copies
from benchmarks.copied import crowd, make
from reportedly.ledger.candidates import Memory


def test_the_set_is_the_same_whenever_it_is_made() -> None:
    made = make(["dev"])
    assert made == make(["dev"])
    names = {m.name for m in made}
    assert len(names) == len(made)
    for m in made:
        text = m.report.reading.article.text
        assert m.origins <= names
        assert m.name not in m.origins
        assert all(origin in names and span.of(text).strip() for span, origin in m.copied)
        assert all(span.of(text) for span in m.furniture)
        assert set(m.origins) <= {origin for _, origin in m.copied}


def test_known_copies_are_found_and_nothing_else() -> None:
    made = make(["dev"])
    found = copies.found_in([m.report for m in made], Memory())
    figures = copies.measure(made, found, "dev")
    assert figures["copies.dev.precision"] >= 0.97
    assert figures["copies.dev.recall"] >= 0.94
    assert figures["copies.dev.boilerplate_hits"] == 0
    assert figures["copies.dev.as_copies_written_apart"] == 0
    aware = copies.measure(made, copies.found_in([m.report for m in made], copies.Unaware()), "dev")
    assert aware["copies.dev.boilerplate_hits"] > 0  # else the lines of the outlets would prove nothing
    blind = copies.measure(made, {m.report.id: copies.Copy(m.report.id, 9) for m in made}, "dev")
    assert blind["copies.dev.recall"] < 0.1
    assert blind["copies.dev.passage_recall"] == 0


def test_the_crowd_is_the_same_whenever_it_is_made() -> None:
    assert [r.id for r in crowd(30)] == [r.id for r in crowd(30)]
    assert len({r.id for r in crowd(30)}) == 30
