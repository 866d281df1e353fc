"""POLECAT, ACLED and UCDP: the very columns, read by others with the right types, and nothing made up."""

from __future__ import annotations

import csv
import io
import math
import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportedly.export import acled, polecat, ucdp
from reportedly.export.states import cow_number
from reportedly.export.violence import acled_of, inter, violence_type
from reportedly.ledger.policies import POLICIES, estimate
from reportedly.ledger.questions import Asked
from reportedly.ledger.who import Party
from reportedly.records import Where
from reportedly.text import Span
from tests.export.making import FERRY, choosing, exported, hostile

FINDINGS = {
    "polecat": (polecat.COLUMNS, 40, "Event ID", "Version"),
    "acled": (acled.COLUMNS, 29, "event_id_cnty", "fatalities"),
    "ucdp": (ucdp.COLUMNS, 42, "id", "gwnob"),
}
TABLE = tomllib.loads((Path(__file__).parent / "tables" / "violence.toml").read_text("utf-8"))
DELIMITERS = {"polecat": "\t", "acled": ",", "ucdp": ","}


def table(path: Path, form: str, asked: Asked = Asked(), **more) -> list[dict[str, str]]:  # noqa: B008
    return list(csv.DictReader(io.StringIO(exported(path, form, asked, **more)), delimiter=DELIMITERS[form]))


@pytest.mark.parametrize("form", FINDINGS)
def test_the_columns_are_theirs(small: Path, form: str):
    columns, count, first, last = FINDINGS[form]
    assert (len(columns), len(set(columns)), columns[0], columns[-1]) == (count, count, first, last)
    assert exported(small, form).split("\n")[0] == DELIMITERS[form].join(columns)


@pytest.mark.parametrize("form", FINDINGS)
def test_the_docs_tell_which_columns_stay_empty(small: Path, example: Path, form: str):
    guide = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text("utf-8")
    section = guide.split(f"## {form}\n")[1].split("\n## ")[0]
    empty = {"polecat": polecat.EMPTY, "acled": acled.TO_FILL, "ucdp": ucdp.TO_FILL}[form]
    assert all(f"`{column}`" in section for column in empty)
    for path in (small, example):
        assert all(row[column] == "" for row in table(path, form) for column in empty)


def test_polecat_is_one_line_a_row_whatever_an_article_has_in_it(small: Path):
    lines = exported(small, "polecat").split("\n")
    assert lines.pop() == ""
    assert {len(line.split("\t")) for line in lines} == {len(polecat.COLUMNS)}
    (row,) = [row for row in table(small, "polecat") if row["Country"] == "NOR" and row["Latitude"] == "-0.25"]
    assert (row["Actor Country"], row["Actor COW"], row["Recipient COW"]) == ("NOR", "385", "")
    assert row["Actor Name"] == """'=HYPERLINK("x"), "y\""""
    assert row["Placename"] == "Port of Ansel"
    assert row["Raw Placename"] == "the “port of Ansel”"
    assert row["Source"] == 'The Harrow; "Wire"'
    assert (row["Event Date"], row["Publication Date"]) == ("2026-01-09", "2026-01-09")
    assert row["Story Locations"] == "Norway; Port of Ansel"


def test_polecat_has_what_happened_once_an_article(small: Path):
    with choosing(small) as chosen:
        rows = list(polecat._rows(chosen))
        assert chosen.tally.left["events that have not happened"] == 1
    told = sorted(str(row["Event ID"]).split(":")[1] for row in rows)
    assert told == ["e1"] * 6
    edited = [row for row in rows if row["Source"] == "The Tern" and row["Event Type"] == "ASSAULT"]
    assert [row["Recipient Name"] for row in edited] == ["Kestrian Navy"]


def test_pandas_and_duckdb_read_them_with_the_right_types(small: Path, tmp_path: Path):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: pip install 'reportedly[dev]'")
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: pip install 'reportedly[dev]'")
    numbers = {"polecat": ("Intensity", "Latitude"), "acled": ("latitude", "fatalities"), "ucdp": ("best", "low")}
    for form, delimiter in DELIMITERS.items():
        path = tmp_path / f"{form}.csv"
        path.write_text(exported(small, form), "utf-8")
        frame = pandas.read_csv(path, sep=delimiter)
        told = table(small, form)
        assert list(frame.columns) == list(FINDINGS[form][0])
        assert len(frame) == len(told) > 0
        kinds = dict(duckdb.connect().execute(
            "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_csv(?, delim=?, parallel=false))",
            [str(path), delimiter],
        ).fetchall())  # fmt: skip
        assert set(kinds) == set(frame.columns)
        for name in numbers[form]:
            assert kinds[name] in ("DOUBLE", "BIGINT"), name
            assert [None if math.isnan(x) else x for x in frame[name]] == [
                float(row[name]) if row[name] else None for row in told
            ]
        values = duckdb.connect().execute(
            f"SELECT * FROM read_csv('{path}', delim='{delimiter}', all_varchar=true, parallel=false)"
        )
        names = [column[0] for column in values.description]
        assert [{n: v or "" for n, v in zip(names, row, strict=True)} for row in values.fetchall()] == told


def test_acled_has_violence_and_protests_that_happened(small: Path):
    rows = table(small, "acled")
    assert sorted((row["event_type"], row["sub_event_type"]) for row in rows) == [
        ("", ""),
        ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
        ("Violence against civilians", "Attack"),
    ]
    (ferry,) = [row for row in rows if row["civilian_targeting"]]
    assert (ferry["event_date"], ferry["year"], ferry["time_precision"]) == ("2026-01-01", "2026", "1")
    assert (ferry["iso"], ferry["country"], ferry["location"]) == ("578", "Norway", "Port Ansel")
    assert ferry["source"] == "The Auk; The Gull; The Tern"
    assert ferry["actor1"] == "gunmen"
    assert ferry["inter1"] == ""
    assert ferry["inter2"] == "Civilians"
    (guns,) = [row for row in rows if row["sub_event_type"].startswith("Shelling")]
    assert (guns["event_date"], guns["time_precision"]) == ("", "")
    assert "First reported on 2026-01-09." in guns["notes"]
    assert guns["inter1"] == "Rebel group"
    assert (guns["latitude"], guns["longitude"], guns["fatalities"]) == ("-0.25", "179.75", "")


@pytest.mark.parametrize(
    ("code", "day", "number"),
    [
        ("DEU", None, 255), ("DEU", "1990-10-02", 260), ("DEU", "1990-10-03", 255), ("DDR", "1989-11-09", 265),
        ("VNM", "1968-01-30", 817), ("VDR", "1968-01-30", 816), ("SUN", "1962-10-27", 365), ("USA", None, 2),
        ("IGO", None, None), (None, None, None), ("HKG", None, None),
    ],
)  # fmt: skip
def test_numbers_of_the_correlates_of_war(code, day, number):
    assert cow_number(code, day) == number


@pytest.mark.parametrize("policy", POLICIES)
def test_deaths_follow_the_policy(small: Path, policy: str):
    (killed,) = table(small, "ucdp", policy=policy)
    with choosing(small, policy=policy) as chosen:
        (series,) = [one for d in chosen.incidents() for one in d.series if one.measure == "killed"]
    counted = estimate(series, policy)
    seen = tuple(None if killed[name] == "" else float(killed[name]) for name in ("low", "best", "high"))
    assert seen == (counted.low, counted.best, counted.high)
    assert killed["deaths_unknown"] == killed["best"]
    fatalities = {row["event_id_cnty"]: row["fatalities"] for row in table(small, "acled", policy=policy)}
    assert fatalities[killed["id"]] == killed["best"]


def test_ucdp_has_attacks_that_killed(small: Path):
    (row,) = table(small, "ucdp")
    assert row["number_of_sources"] == "3"
    assert row["source_article"] == "The Auk,2026-01-01;The Gull,2026-01-01;The Tern,2026-01-01"
    assert (row["date_start"], row["date_end"], row["date_prec"]) == ("2026-01-01", "2026-01-01", "1")
    assert row["geom_wkt"] == "POINT (5.1 60.25)"
    # 150.25 degrees north of the pole and 185.1 east of the date line, in half degrees.
    assert int(row["priogrid_gid"]) == 300 * 720 + 370 + 1
    assert row["type_of_violence"] == ""
    assert (row["side_a"], row["side_b"]) == ("gunmen", row["dyad_name"].split(" - ")[1])


def test_no_row_of_the_example_says_what_no_record_does(example: Path):
    with choosing(example) as chosen:
        known = {d.id: d for d in chosen.incidents()}
    for form, name in (("acled", "event_id_cnty"), ("ucdp", "id")):
        for row in table(example, form):
            assert known[row[name]].status == "happened"
    assert len(table(example, "acled")) > 1
    assert len(table(example, "polecat", Asked(type="ASSAULT"))) < len(table(example, "polecat"))


def test_a_formula_of_an_article_is_none_in_a_table(small: Path):
    for form in DELIMITERS:
        for row in table(small, form):
            assert not any(cell.startswith(("=", "@", "\t")) for cell in row.values())
    assert hostile().article.title.startswith("=")
    assert len(FERRY) == 3


# What an incident is in others' terms, by a table


class Incident:
    """As much of a dossier as is asked."""

    def __init__(self, row: dict) -> None:
        self.type, _, mode = row["act"].partition(" ")
        self.mode = mode or None
        self.actor, self.recipient = (self._party(row[role]) for role in ("actor", "recipient"))
        self.where = Where(Span(0, 1), "X", row["place"]) if "place" in row else None

    @staticmethod
    def _party(words: str) -> Party | None:
        entity, country, sector = (None if word == "-" else word for word in words.split())
        return Party("X", "X", entity, country, sector) if entity else None


@pytest.mark.parametrize("row", TABLE["row"], ids=lambda row: row["phenomenon"])
def test_what_an_incident_is_to_acled_and_ucdp(row: dict):
    one: Any = Incident(row)
    found = acled_of(one)
    wanted = None if row["acled"] == "none" else [None if word == "-" else word for word in row["acled"]]
    assert (found and [found.event_type, found.sub_event_type]) == wanted
    sides = [inter(one.actor, one, acting=True), inter(one.recipient, one, acting=False)]
    assert sides == [None if word == "-" else word for word in row["inter"]]
    assert (violence_type(one) or 0) == row["ucdp"]
