"""Tellings become incidents as reports come: kept from moment to moment, and the same in whatever order they came."""

from __future__ import annotations

import itertools
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import Ledger
from reportedly.ledger.arrivals import Arrival
from reportedly.ledger.columns import prepared
from reportedly.ledger.incidents import candidates, incidents, links_among
from reportedly.ledger.settle import settle
from reportedly.ledger.sketches import scene_from_json, scene_of, sketches_of
from reportedly.records import Mention, Reading, When
from reportedly.text import Span
from tests.ledger.readings import ferry, talks
from tests.ledger.test_linking import REPORTS, sketches_of_all
from tests.ledger.test_store import newer

COPIED = (
    "The gunmen came alongside in two grey launches shortly before dawn, boarded the vessel over the stern rail and "
    "opened fire in the mess room, where the watch below had gathered to eat its breakfast before the change of shift."
)


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        yield ledger


def groups(ledger: Ledger) -> set[frozenset[str]]:
    """Incidents as sets of tellings, each by the outlet and day of its report and its number there."""
    query = """SELECT incident, outlet || ' ' || published || ' ' || n FROM incident_members
        JOIN reports ON reports.number = report WHERE until IS NULL"""
    found: dict[str, set[str]] = {}
    for incident, telling in ledger.db.execute(query):
        found.setdefault(incident, set()).add(telling)
    return {frozenset(one) for one in found.values()}


def names(ledger: Ledger) -> set[str]:
    query = "SELECT DISTINCT incident FROM incident_members WHERE until IS NULL"
    return {incident for (incident,) in ledger.db.execute(query)}


def told(day: int = 1, outlet: str = "The Tern", **more) -> Reading:
    reading = ferry(day, outlet=outlet, **more)
    address = f"https://{outlet.split()[-1].lower()}.example/{day}"
    return replace(reading, article=replace(reading.article, url=address))


def same_attack() -> list[Reading]:
    return [told(1), told(1, "The Gull", words=COPIED), told(2, "The Plover", words=COPIED), talks(2)]


def test_two_outlets_tell_of_one_attack(ledger: Ledger) -> None:
    ledger.add([told(1), told(1, "The Gull")])
    assert frozenset({"The Tern 2026-01-01 1", "The Gull 2026-01-01 1"}) in groups(ledger)


def test_every_telling_is_in_one_incident(ledger: Ledger) -> None:
    ledger.add(same_attack())
    events = ledger.db.execute("SELECT count(*) FROM events JOIN reports USING (reading)").fetchone()[0]
    assert sum(map(len, groups(ledger))) == events == 5


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_the_order_does_not_show(order: Sequence[int], tmp_path: Path) -> None:
    readings = same_attack()
    with Ledger.open(tmp_path / "once.ledger") as once, Ledger.open(tmp_path / "each.ledger") as each:
        once.add(readings)
        for number in order:
            each.add([readings[number]])
        assert groups(once) == groups(each)
        assert names(once) == names(each)
        assert links(once) == links(each)


def test_what_an_older_version_kept_of_a_report_is_made_anew(tmp_path: Path) -> None:
    readings = same_attack()
    with Ledger.open(tmp_path / "once.ledger") as once:
        once.add(readings)
        expected = groups(once), links(once)
    with Ledger.open(tmp_path / "older.ledger") as older:
        older.add(readings[:2])
        older.db.execute("UPDATE scenes SET record = json_remove(record, '$.told')")
    with Ledger.open(tmp_path / "older.ledger") as older:
        older.add(readings[2:])
        assert (groups(older), links(older)) == expected


def test_what_is_kept_of_a_report_is_what_is_made_of_it(ledger: Ledger) -> None:
    reading = told(1, words="On 28 December 2025 Ana Ruiz, 35, left Tallen.")
    ledger.add([reading])
    (kept,) = ledger.db.execute("SELECT record FROM scenes").fetchone()
    scene = scene_from_json(kept)
    assert scene is not None
    assert scene.told
    assert scene == scene_of(next(iter(ledger.reports())))
    assert scene_from_json(json.dumps({k: v for k, v in json.loads(kept).items() if k != "told"})) is None


@pytest.mark.parametrize("order", list(itertools.permutations(range(5)))[::7])
@pytest.mark.parametrize("many", [1, 2])
def test_who_is_driven_out_does_not_show(order: Sequence[int], many: int, tmp_path: Path, monkeypatch) -> None:
    few(monkeypatch, many, many, many)
    reports = [told(1), told(2, "The Gull"), told(3, "The Plover", killed=5), told(3), told(4, "The Knot")]
    readings = [dated(one) for one in reports]
    with Ledger.open(tmp_path / "once.ledger") as once, Ledger.open(tmp_path / "each.ledger") as each:
        once.add(readings)
        for number in order:
            each.add([readings[number]])
        assert links(once) == links(each)
        assert (groups(once), names(once)) == (groups(each), names(each))
        known = {one.id: one for report in once.reports() for one in sketches_of(report)}
        expected = links_among(known, candidates(known.values()), copied(once))
        assert scores(once) == {(*one.pair, one.score) for one in expected}


ORDERS = [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3), (1, 4, 0, 3, 2)]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("near", "within", "before", "away"),
    [(0, 9, 0, 0), (0, 9, 1, 1), (0, 9, 2, 2), (1, 9, 0, 1), (2, 9, 0, 2), (9, 1, 0, 1), (9, 2, 0, 2), (9, 9, 0, 4)],
)
def test_only_the_last_before_it_are_compared(
    order: Sequence[int], near: int, within: int, before: int, away: int, ledger: Ledger, monkeypatch
) -> None:
    """Five reports that tell the same, a day apart: which of them are linked is told by how many may be compared."""
    few(monkeypatch, near, within, before)
    outlets = ["The Tern", "The Gull", "The Plover", "The Knot", "The Dunlin"]
    readings = [dated(told(day, outlet, killed=day + 3)) for day, outlet in enumerate(outlets, 1)]
    for number in order:
        ledger.add([readings[number]])
    query = """SELECT a.published, b.published FROM links JOIN reports a ON a.number = a_report
        JOIN reports b ON b.number = b_report WHERE until IS NULL"""
    found = {tuple(sorted(int(day[-2:]) for day in days)) for days in ledger.db.execute(query)}
    assert found == {(one, other) for one, other in itertools.combinations(range(1, 6), 2) if other - one <= away}
    assert copied(ledger) == []


def dated(reading: Reading) -> Reading:
    """With one day for all that is told, and parties, so that its tellings are looked for by themselves too."""
    when = When(Span(0, 1), "2026-01-01", "2026-01-01", "day")
    party = Mention(Span(0, 1), "organization", "The Front", "NOR")
    events = (replace(event, when=when, actor=party, recipient=party) for event in reading.events)
    return replace(reading, events=tuple(events))


def few(patch: pytest.MonkeyPatch, near: int, within: int, before: int) -> None:
    """So few that are compared, or that speak for a line, that those which came are driven out by others."""
    told = {"incidents.NEAREST": near, "incidents.WITHIN": within, "incidents.BEFORE": before, "joining.BEFORE": before}
    told |= dict.fromkeys(("incidents.FIRST", "placing.FIRST"), before or 1)
    for place, number in told.items():
        patch.setattr(f"reportedly.ledger.{place}", number)


def links(ledger: Ledger) -> set[tuple[str, str, float, str]]:
    query = """SELECT min(a.id || a_n, b.id || b_n), max(a.id || a_n, b.id || b_n), score, reasons FROM links
        JOIN reports a ON a.number = a_report JOIN reports b ON b.number = b_report WHERE until IS NULL"""
    return set(ledger.db.execute(query))


def test_a_link_says_why(ledger: Ledger) -> None:
    ledger.add([told(1), told(1, "The Gull")])
    ((*_, score, reasons),) = links(ledger)
    assert 0 < score <= 1
    assert any("same act: killed" in reason for reason in json.loads(reasons))


def test_what_stands_in_a_copied_passage_is_one(ledger: Ledger) -> None:
    ledger.add([told(1, words=COPIED), told(2, "The Gull", words=COPIED)])
    assert any("copied passage" in reasons for *_, reasons in links(ledger))


def test_what_was_known_before_is_kept(ledger: Ledger) -> None:
    ledger.add([told(1, "The Gull")])
    ledger.add([told(1)])
    ((count,),) = ledger.db.execute("SELECT count(*) FROM incident_members WHERE since = 1").fetchall()
    assert count == 1


def test_a_report_that_is_read_again_is_joined_anew(ledger: Ledger) -> None:
    ledger.add([told(1), told(1, "The Gull")])
    reading = newer(told(1))
    with ledger.writing("reread") as writing:
        _, changed = writing.put([prepared(Arrival(replace(reading, events=(), figures=())))], replace=True)
        settle(writing, changed)
    assert groups(ledger) == {frozenset({"The Gull 2026-01-01 1"})}
    assert links(ledger) == set()


def test_a_person_parts_what_the_machine_joined_and_joins_what_it_parted(ledger: Ledger) -> None:
    attack, other, fish = told(1), told(1, "The Gull", killed=5), talks(2)
    ledger.add([attack, other, fish])
    joined = frozenset({"The Tern 2026-01-01 1", "The Gull 2026-01-01 1"})
    assert joined in groups(ledger)
    ledger.judge_link(f"{attack.article.id}:e1", f"{other.article.id}:e1", same=False, who="eva")
    assert joined not in groups(ledger)
    ledger.judge_link(f"{attack.article.id}:e1", f"{fish.article.id}:e1", same=True, who="eva")
    assert any({"The Tern 2026-01-01 1", "The Tern 2026-01-02 1"} <= group for group in groups(ledger))
    ledger.add([told(3, "The Plover")])
    assert joined not in groups(ledger)


def by_id(ledger: Ledger) -> set[frozenset[str]]:
    """Incidents as sets of ids of tellings."""
    query = """SELECT incident, id || ':e' || n FROM incident_members
        JOIN reports ON reports.number = report WHERE until IS NULL"""
    found: dict[str, set[str]] = {}
    for incident, telling in ledger.db.execute(query):
        found.setdefault(incident, set()).add(telling)
    return {frozenset(one) for one in found.values()}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(REPORTS, min_size=2, max_size=7),
    st.randoms(use_true_random=False),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(1, 3),
    st.data(),
)
def test_as_they_come_is_as_at_once(reports, random, near, within, before, data) -> None:
    """With few that are compared, so that those which came are driven out by others: in any order, some at a time, some
    read again, with verdicts before and after."""
    readings = [one.reading for one in {one.id: one for one in reports}.values()]
    random.shuffle(readings)
    tellings = [f"{r.article.id}:e{e.number}" for r in readings for e in r.events]
    pairs = st.tuples(st.sampled_from(tellings), st.sampled_from(tellings), st.booleans())
    judged = [one for one in data.draw(st.lists(pairs, max_size=3)) if one[0].split(":")[0] != one[1].split(":")[0]]
    one, two = sorted(random.sample(range(len(readings) + 1), 2))
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "a.ledger") as ledger,
    ):
        few(patch, near, within, before)
        for some in (readings[:one], readings[one:two], readings[two:]):
            ledger.add(some)
        decided = [judge(ledger, *verdict) for verdict in judged]
        with ledger.writing("reread") as writing:
            _, changed = writing.put([prepared(Arrival(newer(readings[0])))], replace=True)
            settle(writing, changed)
        last = {tuple(sorted(both)): same for those, same in decided for both in those}
        sure, cut = ([both for both in last if last[both] == same] for same in (True, False))
        known = {one.id: one for one in sketches_of_all(list(ledger.reports()))}
        linked = links_among(known, candidates(known.values()), copied(ledger))
        assert scores(ledger) == {(*one.pair, one.score) for one in linked}
        expected = incidents(list(known.values()), confirmed=sure, cut=cut, copied=copied(ledger))
        assert by_id(ledger) == {frozenset(one.tellings) for one in expected}
        assert names(ledger) == {one.id for one in expected}


def copied(ledger: Ledger) -> list[tuple[str, str]]:
    """The pairs of tellings that the ledger found in copied passages."""
    found = []
    for one, other, _, why in links(ledger):
        if "copied passage" in why:
            first, second = (re.sub("(?<=^.{16})", ":e", telling) for telling in (one, other))
            found.append((first, second))
    return found


def scores(ledger: Ledger) -> set[tuple[str, str, float]]:
    found = set()
    for one, other, score, _ in links(ledger):
        first, second = sorted(re.sub("(?<=^.{16})", ":e", telling) for telling in (one, other))
        found.add((first, second, score))
    return found


def judge(ledger: Ledger, one: str, other: str, same: bool) -> tuple[list[tuple[str, str]], bool]:
    """A verdict, and the pairs of tellings that it is of: all reports of the two texts."""
    ledger.judge_link(one, other, same=same, who="eva")
    query = "SELECT reports.id FROM reports JOIN texts ON texts.number = text WHERE texts.id = ?"
    sides = [
        [f"{report}:{name.split(':')[1]}" for (report,) in ledger.db.execute(query, (name.split(":")[0],))]
        for name in (one, other)
    ]
    return [(a, b) for a in sides[0] for b in sides[1]], same
