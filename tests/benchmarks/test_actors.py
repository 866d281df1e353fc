"""The table of actors is sound, and its benchmark counts, tells and survives what it should."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import actors
from benchmarks.actors import Answer, BadLine, Case, figures_of, judge, mistakes, placed, read_cases, read_lines
from reportedly.text import Span

PLOVER = "GOV MIL SPY LEG JUD COP PTY OPP REB UAF PRM AGR BUS CRM CVL EDU ELI JRN LAB MED REF REL SOC IGO NGO"
SECTORS = frozenset(PLOVER.split())
NOT_STATES = frozenset({"IGO", "NGO", "MNC"})
FORMER = frozenset({"SUN", "YUG", "SCG", "CSK", "DDR", "YMD", "VDR"})
FIELDS = ["phrase", "context", "date", "country", "sector"]

# Only the codes that the table has: written down a second time, a slip of the pen in the table shows.
CODES = """
    AFG AGO ARE ARG AUS AUT BDI BEL BEN BFA BGD BGR BIH BLR BMU BOL BRA CAF CAN CHL CHN CIV COD COG COL CPV CUB CYP
    CZE DEU DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FRA GBR GEO GHA GIB GIN GMB GNB GNQ GRC GRD GRL GUY
    HKG HND HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KOR KWT LAO LBN LBR LBY LKA LTU MAC
    MEX MKD MLI MLT MMR MNG MOZ MYS NER NGA NIC NLD NOR NPL NZL PAK PER PHL PNG POL PRI PRK PRT PSE QAT ROU RUS RWA
    SAU SDN SEN SGP SLB SLE SLV SOM SRB SVK SVN SWZ SYR TCD THA TJK TLS TTO TUN TUR TWN TZA UGA UKR URY USA VAT VEN
    VNM WSM XKX YEM ZAF ZWE
"""
STATES = frozenset(CODES.split())
# Those that only a table beside it has.
BESIDE = frozenset({"CHE", "GTM", "SSD", "TGO", "VUT", "ZMB"})


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in actors.TABLE.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    found, bad = read_cases(actors.TABLE)
    assert bad == []
    return found


class TestTable:
    def test_it_is_large_and_about_a_third_is_without_context(self, cases: list[Case]) -> None:
        assert len(cases) >= 420
        assert 0.25 < sum(case.context is None for case in cases) / len(cases) < 0.42

    def test_every_line_has_the_five_fields(self, rows: list[dict[str, Any]]) -> None:
        assert [row for row in rows if list(row) != FIELDS] == []

    def test_no_case_stands_twice(self, cases: list[Case]) -> None:
        assert len({(case.phrase, case.context, case.date) for case in cases}) == len(cases)

    def test_codes_are_those_of_the_contract(self, cases: list[Case]) -> None:
        known = STATES | FORMER | NOT_STATES | {None}
        assert [case for case in cases if case.country not in known or case.sector not in SECTORS | {None}] == []

    def test_contexts_hold_their_phrases_as_whole_words(self, cases: list[Case]) -> None:
        assert [case for case in cases if case.context and placed(case)[0] != case.context] == []
        spans = [(case.context, placed(case)[1]) for case in cases if case.context]
        assert [
            t for t, s in spans if (t[: s.start] + " ")[s.start - 1].isalnum() or t[s.end : s.end + 1].isalnum()
        ] == []

    def test_former_states_are_not_meant_after_their_end(self, cases: list[Case]) -> None:
        ends = {"SUN": "1991-12-26", "YUG": "2003-02-04", "CSK": "1993", "DDR": "1990-10-03", "YMD": "1990-05-22"}
        late = [case for case in cases if case.country in ends and (case.date or "9") >= ends[case.country]]
        assert late == []

    def test_dates_reach_from_the_war_to_our_day(self, cases: list[Case]) -> None:
        dates = sorted(case.date for case in cases if case.date)
        assert dates[0] < "1946"
        assert dates[-1] > "2023"

    def test_every_sector_is_there(self, cases: list[Case]) -> None:
        assert SECTORS - {case.sector for case in cases} - {"ELI", "UAF"} == set()


@pytest.mark.parametrize("name", ["actors_mended", "actors_held_out", "actors_fresh"])
def test_the_phrases_beside_the_table_are_cases_that_stand_once(name: str, cases: list[Case]) -> None:
    found, bad = read_cases(actors.TABLE.with_name(f"{name}.jsonl"))
    assert bad == []
    known = STATES | BESIDE | FORMER | NOT_STATES | {None}
    assert [case for case in found if case.country not in known or case.sector not in SECTORS | {None}] == []
    assert len({(case.phrase, case.context, case.date) for case in (*cases, *found)}) == len(cases) + len(found)


class TestLines:
    def test_what_is_missing_is_null_and_what_is_unknown_is_passed_over(self) -> None:
        assert list(read_lines([b'{"phrase": "the army", "note": 7}\n'])) == [Case("the army")]

    def test_blank_values_are_null(self) -> None:
        (case,) = read_lines([b'{"phrase": " Oslo ", "context": "", "date": null, "country": "NOR", "sector": " "}'])
        assert case == Case("Oslo", country="NOR")

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b'{"phrase": "Oslo"', "not JSON: "),
            (b"Oslo", "not JSON: "),
            (b'["Oslo"]', "not an object"),
            (b'{"context": "Oslo waits."}', "no phrase"),
            (b'{"phrase": "  "}', "no phrase"),
            (b'{"phrase": 5}', "phrase is neither text nor null: 5"),
            (b'{"phrase": "Oslo", "country": ["NOR"]}', 'country is neither text nor null: ["NOR"]'),
            (b'{"phrase": "Oslo", "date": "5 May 1985"}', "not an ISO date: 5 May 1985"),
            (b'{"phrase": "Oslo", "date": "1985-02-30"}', "no such date: 1985-02-30"),
            (b'{"phrase": "\xff"}', "not UTF-8 at byte 13"),
            (rb'{"phrase": "\ud800"}', "phrase holds half a character"),
            (b"[" * 100_000, "recursion"),
        ],
    )
    def test_a_bad_line_is_told_with_its_number_and_the_others_are_read(self, line: bytes, reason: str) -> None:
        first, bad, last = read_lines([b'{"phrase": "a"}\n', b"\n", line + b"\n", b'{"phrase": "b"}\n'])
        assert (first, last) == (Case("a"), Case("b"))
        assert isinstance(bad, BadLine)
        assert bad.number == 3
        assert reason in bad.reason

    @pytest.mark.parametrize(
        ("date", "whole"),
        [
            ("1956-11-05", "1956-11-05"),
            ("1956-11", "1956-11-15"),
            ("1956", "1956-07-01"),
            ("1956-11-05T10:00:00Z", "1956-11-05"),
        ],
    )
    def test_dates_are_completed(self, date: str, whole: str) -> None:
        assert actors.full_date(date) == whole

    @pytest.mark.parametrize("name", ["cases.jsonl", "cases.jsonl.gz"])
    def test_files_may_be_gzipped_and_begin_with_a_mark(self, tmp_path: Path, name: str) -> None:
        data = b'\xef\xbb\xbf{"phrase": "a"}\r\n{"phrase": "b"}'
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        assert read_cases(path) == ([Case("a"), Case("b")], [])


class TestPlaces:
    @pytest.mark.parametrize(
        ("phrase", "context", "expected"),
        [
            ("Chad", None, "Chad"),
            ("Niger", "Nigeria waited, and Niger did too.", "Niger"),
            ("police", "A policeman fell.", "police"),
            ("the BBC’s man", "“So did The BBC's man,” she said.", "The BBC's man"),
            ("Oslo", "Nothing of the sort stands here.", "Oslo"),
        ],
    )
    def test_the_phrase_is_found(self, phrase: str, context: str | None, expected: str) -> None:
        text, span = placed(Case(phrase, context))
        assert span.of(text) == expected

    def test_whole_words_come_first(self) -> None:
        assert placed(Case("Niger", "Nigeria waited, and Niger did too."))[1] == Span(20, 25)

    def test_a_context_without_the_phrase_is_not_read(self) -> None:
        assert placed(Case("Oslo", "Bergen waits."))[0] == "Oslo"


CASES = [
    Case("the Norwegian navy", country="NOR", sector="MIL"),
    Case("Oslo", "In winter Oslo waits.", "1985-05-05", "NOR", "GOV"),
    Case("the storm"),
    Case("the harbour union", sector="LAB"),
]
ANSWERS: dict[str, Answer] = {
    "the Norwegian navy": ("NOR", "MIL"),
    "Oslo": ("SWE", "GOV"),
    "the storm": (None, None),
    "the harbour union": (None, "BUS"),
}


def resolve(text: str, span: Span, date: str | None) -> Answer:
    return ANSWERS[span.of(text)]


class TestFigures:
    def test_null_is_an_answer_like_any_other(self) -> None:
        figures = figures_of(judge(resolve, CASES))
        assert figures == {"actors.both": 0.5, "actors.country": 0.75, "actors.sector": 0.75, "actors.cases": 4}

    def test_of_no_cases_nothing_is_right(self) -> None:
        assert figures_of([]) == {"actors.both": 0, "actors.country": 0, "actors.sector": 0, "actors.cases": 0}

    def test_mistakes_are_told(self) -> None:
        assert list(mistakes(judge(resolve, CASES))) == [
            "Oslo — wanted NOR GOV, got SWE GOV — 1985-05-05 In winter Oslo waits.",
            "the harbour union — wanted - LAB, got - BUS",
        ]


def test_the_package_answers() -> None:
    resolve = actors.load_resolver(None)
    text = "In the morning the Norwegian navy said that it had seen nothing."
    assert resolve(text, Span(15, 33), "1985-05-05") == ("NOR", "MIL")
    assert resolve("the Norwegian navy", Span(0, 18), None) == ("NOR", "MIL")


class TestCommand:
    @pytest.fixture(autouse=True)
    def resolver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actors, "load_resolver", lambda folder: resolve)

    def test_it_prints_a_table_the_mistakes_and_one_line_of_figures(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "cases.jsonl"
        path.write_text('{"phrase": "the storm"}\nnonsense\n{"phrase": "Oslo", "country": "NOR"}\n', "utf-8")
        assert actors.main([str(path), "--json"]) == 0
        captured = capsys.readouterr()
        lines = captured.out.splitlines()
        assert json.loads(lines[-1]) == {
            "actors.both": 0.5,
            "actors.country": 0.5,
            "actors.sector": 0.5,
            "actors.cases": 2,
        }
        assert "Oslo — wanted NOR -, got SWE GOV" in lines
        assert f"{path}:2: left out: not JSON" in captured.err

    @pytest.mark.parametrize("content", [b"", b"nonsense\n", None])
    def test_without_a_case_it_fails(
        self, tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "cases.jsonl"
        if content is not None:
            path.write_bytes(content)
        assert actors.main([str(path)]) == 2
        assert capsys.readouterr().err
