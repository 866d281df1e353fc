"""The table of places: every place that bears a name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["KINDS", "NOWHERE", "Atlas", "Former", "Place"]

KINDS = (
    "city", "capital", "town", "region", "land", "zone", "sea", "ocean", "gulf", "strait", "canal", "river", "lake",
    "range", "desert", "valley", "island", "site",
)  # fmt: skip
# Positions are kept in hundredths of a degree; this stands for none.
NOWHERE = -32768


class Place(NamedTuple):
    """One place: name, kind, country (ISO 3166-1 alpha-3, None for a sea or a continent), position in degrees to a
    hundredth (None where no point is told), and size: ten times the logarithm of its people to the base of ten."""

    name: str
    kind: str
    country: str | None
    latitude: float | None
    longitude: float | None
    size: int
    region: str


class Former(NamedTuple):
    """A state that has ended: for every country that was part of it from when until when (ISO dates, inclusive), and
    the regions (country and code in GeoNames) of those of which only a part was."""

    code: str
    lands: Mapping[str, tuple[str, str]]
    regions: frozenset[str]
    since: str
    until: str


@dataclass(frozen=True)
class Atlas:
    """All places: N names, sorted, each with the row of its place, and M rows.

    `digest` names all that is in it, `tables` the files of `data/places/` that it was made of. keys: the names as keys
    of `gazetteer.spelling`, one after the other; edges: [N + 1] where each begins; rows: [N]. names, name_edges: the
    names of the places likewise, [M + 1]; kinds, countries, regions, sizes: [M]; positions: [M, 2] hundredths of
    degrees. codes, region_codes: what `countries` and `regions` number. points: positions of states that are small
    enough for one; years: until when (ISO date) old names meant what they did; longest: words of the longest name.
    """

    digest: str
    tables: str
    keys: bytes
    edges: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    names: bytes
    name_edges: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    countries: NDArray[np.uint16]
    regions: NDArray[np.uint16]
    sizes: NDArray[np.uint8]
    positions: NDArray[np.int16]
    codes: tuple[str, ...]
    region_codes: tuple[str, ...]
    points: Mapping[str, tuple[float, float]]
    former: tuple[Former, ...]
    years: Mapping[str, str]
    longest: int
    _known: dict[str, tuple[Place, ...]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, key: str) -> tuple[Place, ...]:
        """The places that bear a name, given as its key (`gazetteer.key_of`), the largest first."""
        if key not in self._known:
            wanted = key.encode("utf-8")
            first = bisect_left(self._order, wanted, key=self._key)
            end = bisect_right(self._order, wanted, lo=first, key=self._key)
            found = (self.place(int(self.rows[n])) for n in range(first, end))
            self._known[key] = tuple(sorted(found, key=lambda p: (-p.size, p)))
        return self._known[key]

    def place(self, row: int) -> Place:
        """The place of a row."""
        start, end = int(self.name_edges[row]), int(self.name_edges[row + 1])
        north, east = (int(n) for n in self.positions[row])
        code = self.codes[self.countries[row]]
        return Place(
            self.names[start:end].decode("utf-8"),
            KINDS[self.kinds[row]],
            code or None,
            None if north == NOWHERE else north / 100,
            None if north == NOWHERE else east / 100,
            int(self.sizes[row]),
            self.region_codes[self.regions[row]],
        )

    def country_at(self, place: Place, date: str | None) -> str | None:
        """The state that a place lay in at `date` (ISO): the Soviet Union for Kyiv in 1986. Without one, today's."""
        if date is None or place.country is None:
            return place.country
        for former in self.former:
            since, until = former.lands.get(place.country, (former.since, former.until))
            part = place.country in former.lands or f"{place.country}.{place.region}" in former.regions
            if part and since <= date < until:
                return former.code
        return place.country

    def _key(self, n: int) -> bytes:
        return self.keys[self._starts[n] : self._starts[n + 1]]

    @cached_property
    def _starts(self) -> memoryview:
        return self.edges.data

    @cached_property
    def _order(self) -> range:
        return range(len(self.rows))
