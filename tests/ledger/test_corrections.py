"""What reports say of themselves, and which report a correction is of."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.errors import VocabularyError
from reportedly.ledger.corrections import corrections, notices, read_phrases
from tests.ledger.tellings import report_of

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "corrections.toml").read_text(encoding="utf-8")
)["row"]
FERRY = "The ferry Solvik sank off Tallen with 40 people aboard, the harbour master Ana Brandt said."
NOTE = "\n\nAn earlier version of this article misstated the name of the ferry."
URL = "https://courier.example/ferry"


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_notices(row: dict[str, Any]) -> None:
    report = report_of(row["text"])
    found = notices(report)
    assert [notice.kind for notice in found] == row["kinds"]
    assert all(notice.span.of(row["text"]).strip() for notice in found)


def test_the_same_address_is_what_is_corrected() -> None:
    first = report_of(FERRY, "2031-05-03", url=URL, publisher="Courier")
    later = report_of(FERRY.replace("Solvik", "Solvind") + NOTE, "2031-05-03", url=URL, publisher="Courier")
    (found,) = corrections([later, first])
    assert (found.notice.report, found.of, found.by) == (later.id, first.id, "address")


def test_of_several_versions_the_last_before_is_meant() -> None:
    texts = [FERRY, FERRY + " Divers are at work.", FERRY + " Divers are at work." + NOTE]
    days = ["2031-05-01", "2031-05-02", "2031-05-03"]
    first, second, third = (report_of(text, day, url=URL) for text, day in zip(texts, days, strict=True))
    assert [c.of for c in corrections([third, first, second])] == [second.id]


def test_the_same_outlet_and_title_elsewhere() -> None:
    first = report_of(FERRY, "2031-05-03", url=URL, publisher="Courier", title="Ferry Solvik sinks off Tallen")
    later = report_of(
        FERRY + NOTE, "2031-05-04", url=URL + "-2", publisher="Courier", title="Ferry Solvik sinks off Tallen"
    )
    other = report_of(
        "Nurses in Orsa struck over pay.", "2031-05-03", publisher="Courier", title="Strike at Orsa hospital"
    )
    (found,) = corrections([first, other, later])
    assert (found.of, found.by) == (first.id, "title")


def test_another_outlet_is_not_corrected() -> None:
    first = report_of(FERRY, "2031-05-03", url=URL, publisher="Courier", title="Ferry sinks")
    later = report_of(FERRY + NOTE, "2031-05-04", publisher="Herald", title="Ferry sinks")
    (found,) = corrections([first, later])
    assert (found.of, found.by) == (None, None)


def test_a_copy_of_one_outlet_is() -> None:
    first = report_of("The ferry sank.", "2031-05-03", publisher="Courier", title="One thing")
    later = report_of("Divers looked for the ferry." + NOTE, "2031-05-04", publisher="Courier", title="Another")
    (found,) = corrections([first, later], copied=[(later.id, first.id)])
    assert (found.of, found.by) == (first.id, "copy")


def test_a_later_report_is_never_corrected() -> None:
    later = report_of(FERRY, "2031-05-05", url=URL)
    noted = report_of(FERRY + NOTE, "2031-05-04", url=URL)
    assert [c.of for c in corrections([later, noted])] == [None]


@given(st.permutations(range(4)))
def test_order_does_not_show(order: list[int]) -> None:
    reports = [
        report_of(FERRY, "2031-05-01", url=URL, publisher="Courier"),
        report_of(FERRY + " More.", "2031-05-02", url=URL, publisher="Courier"),
        report_of(FERRY + " More." + NOTE, "2031-05-02", url=URL, publisher="Courier"),
        report_of(NOTE.strip(), "2031-05-03", publisher="Courier"),
    ]
    assert corrections([reports[n] for n in order]) == corrections(reports)


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    for notice in notices(report_of(text.replace("{", ""))):
        assert 0 <= notice.span.start < notice.span.end <= len(text)


def test_a_damaged_list_is_told(tmp_path: Path) -> None:
    good = files("reportedly").joinpath("data", "ledger", "corrections.toml").read_text("utf-8")
    (tmp_path / "corrections.toml").write_text(good.replace("[update]", "[updated]"), encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"corrections\.toml"):
        read_phrases(tmp_path)
