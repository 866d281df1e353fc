"""Tellings laid together on a cluster: the same incidents as `ledger.incidents.incidents` of all tellings at once.

Which pairs are compared, and what links them, are functions of rows that meet: of reports with a key in common, and of
tellings with one. What follows which is worked out in each part of the graph of links by itself, for nothing reaches
from one part into another. The parts are found on the driver, from the ends of the links alone.
"""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..ledger.following import place_in_order, report_in_order
from ..ledger.incidents import (
    BEFORE,
    WITHIN,
    Link,
    incident_id,
    laid_together,
    like_reports,
    link,
    nearest,
    telling_keys,
)
from ..ledger.joining import told_alike
from ..ledger.reports import report_keys
from ..ledger.sketches import Sketch, sketches_of
from ..text import Span
from .copying import copies
from .reading import report_of
from .rows import Row, grouped, mapped
from .schemas import INCIDENTS

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["incidents"]

_TOLD = (
    "report string, place string, sketches binary, keys array<string>, "
    "tellings array<struct<id:string,incident:string,place:string,keys:array<string>>>"
)
_LINK = "struct<one:string,other:string,score:double,reasons:array<string>,origin:string>"
_PAIR = "one_report string, other_report string, one string, other string, copied boolean"


def incidents(readings: DataFrame, copied: DataFrame | None = None) -> DataFrame:
    """All incidents, a telling by itself among them: a frame with the columns `INCIDENTS`.

    `copied`: what `copies` gives for the same readings, if it is at hand. Raises ModelError, in a worker, where the
    weights cannot be used.
    """
    from pyspark.sql import functions as f

    told = mapped(readings.where("failure IS NULL").dropDuplicates(["report"]), _tell, _TOLD).persist()
    sketches = told.select("report", "sketches")
    pairs = _by_reports(told).unionByName(_by_tellings(told))
    pairs = pairs.unionByName(_in_passages(copies(readings) if copied is None else copied, sketches)).persist()
    one = sketches.select(f.col("report").alias("one_report"), f.col("sketches").alias("one_sketches"))
    other = sketches.select(f.col("report").alias("other_report"), f.col("sketches").alias("other_sketches"))
    # Only one row of a pair of reports bears what is told in them.
    both = ["one_report", "other_report"]
    whole = pairs.select(*both).distinct().join(one, "one_report").join(other, "other_report")
    whole = whole.select(*both, "one_sketches", "other_sketches", *_nulls("one", "other"), f.lit(False).alias("copied"))
    asked = pairs.select(*both, *_nulls("one_sketches", "other_sketches", kind="binary"), "one", "other", "copied")
    links = grouped(whole.unionByName(asked), both, ["one", "other"], _link, f"link {_LINK}").persist()
    parts = _parts(links)
    tellings = told.select("report", f.explode("tellings").alias("t")).select("report", "t.id", "t.incident")
    alone = tellings.join(parts, tellings.id == parts.telling, "left_anti")
    alone = alone.select(
        f.col("incident").alias("id"),
        f.array("id").alias("tellings"),
        f.expr(f"CAST(array() AS array<{_LINK}>)").alias("links"),
    )
    inside = tellings.join(parts, tellings.id == parts.telling)
    texts = inside.select("part", "report").distinct().join(sketches, "report")
    rows = (
        texts.select("part", "sketches", *_nulls("telling"), f.lit(None).cast(_LINK).alias("link"))
        .unionByName(
            inside.select("part", *_nulls("sketches", kind="binary"), "telling", f.lit(None).cast(_LINK).alias("link"))
        )
        .unionByName(
            links.join(parts, f.col("link.one") == parts.telling).select(
                "part", *_nulls("sketches", kind="binary"), *_nulls("telling"), "link"
            )
        )
    )  # fmt: skip
    return grouped(rows, ["part"], [], _lay_together, INCIDENTS).unionByName(alone)


def _nulls(*names: str, kind: str = "string") -> list[Column]:
    from pyspark.sql import functions as f

    return [f.lit(None).cast(kind).alias(name) for name in names]


def _tell(rows: Iterator[Row]) -> Iterator[Row]:
    """The tellings of a report, and what it and they are looked for by; nothing of a report that tells of none."""
    for row in rows:
        found = sketches_of(report_of(row))
        if found:
            yield {
                "report": row["report"],
                "place": report_in_order(found[0].scene),
                "sketches": pickle.dumps(found, protocol=5),
                "keys": sorted(report_keys(found[0].scene)),
                "tellings": [
                    {
                        "id": one.id,
                        "incident": incident_id(one),
                        "place": place_in_order(one),
                        "keys": sorted(telling_keys(one)),
                    }
                    for one in found
                ],
            }


def _by_reports(told: DataFrame) -> DataFrame:
    """All tellings of a report with one another, and those of like reports that are near each other."""
    from pyspark.sql import functions as f

    keyed = told.select("report", "place", f.explode("keys").alias("key"))
    met = grouped(keyed, ["key"], ["place"], _before, "report string, other string, place string")
    counted = met.groupBy("report", "other", "place").count()
    near = grouped(counted, ["report"], ["other"], _near, "report string, other string")
    sketches = told.select("report", "sketches")
    theirs = sketches.select(f.col("report").alias("other"), f.col("sketches").alias("others"))
    beside = near.join(sketches, "report").join(theirs, "other")
    like = mapped(beside, _like, "one_report string, other_report string")
    itself = told.select(f.col("report").alias("one_report"), f.col("report").alias("other_report"))
    return like.unionByName(itself).select(
        "one_report", "other_report", *_nulls("one", "other"), f.lit(False).alias("copied")
    )


def _before(rows: list[Row]) -> Iterator[Row]:
    """Every report that has a key with the last ones before it."""
    for n, row in enumerate(rows):
        for other in rows[max(0, n - WITHIN) : n]:
            yield {"report": row["report"], "other": other["report"], "place": other["place"]}


def _near(rows: list[Row]) -> Iterator[Row]:
    for other in nearest((row["count"], row["place"], row["other"]) for row in rows):
        yield {"report": rows[0]["report"], "other": other}


def _like(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        one, other = _sketches(row["sketches"])[0].scene, _sketches(row["others"])[0].scene
        if like_reports(one, other):
            first, second = sorted((row["report"], row["other"]))
            yield {"one_report": first, "other_report": second}


def _by_tellings(told: DataFrame) -> DataFrame:
    """Tellings that share a key, each with the last ones before it."""
    from pyspark.sql import functions as f

    single = told.select("report", f.explode("tellings").alias("t"))
    keyed = single.select(
        "report", f.col("t.id").alias("id"), f.col("t.place").alias("place"), f.explode("t.keys").alias("key")
    )
    return grouped(keyed, ["key"], ["place", "id"], _last_before, _PAIR)


def _last_before(rows: list[Row]) -> Iterator[Row]:
    for n, late in enumerate(rows):
        for early in rows[max(0, n - BEFORE) : n]:
            yield _pair(early["report"], early["id"], late["report"], late["id"])


def _pair(report: str, telling: str, other_report: str, other: str, copied: bool = False) -> Row:
    (one_report, one), (second_report, second) = sorted(((report, telling), (other_report, other)))
    return {
        "one_report": one_report, "other_report": second_report, "one": one, "other": second, "copied": copied,
    }  # fmt: skip


def _in_passages(copied: DataFrame, sketches: DataFrame) -> DataFrame:
    """Tellings in a passage that one report has from another, at the same place of it."""
    from pyspark.sql import functions as f

    passages = copied.select("report", f.explode("passages").alias("passage")).withColumn(
        "origin", f.col("passage.origin")
    )
    theirs = sketches.select(f.col("report").alias("origin"), f.col("sketches").alias("others"))
    return mapped(passages.join(sketches, "report").join(theirs, "origin"), _alike, _PAIR)


def _alike(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        here, there = Span(*row["passage"]["span"]), Span(*row["passage"]["origin_span"])
        stretch = abs((there.end - there.start) - (here.end - here.start))
        for late in _sketches(row["sketches"]):
            for early in _sketches(row["others"]):
                inside = here.contains(late.span) and there.contains(early.span)
                if inside and told_alike(late, early, there.start - here.start, stretch):
                    yield _pair(row["report"], late.id, row["origin"], early.id, copied=True)


def _sketches(kept: bytes) -> tuple[Sketch, ...]:
    found: tuple[Sketch, ...] = pickle.loads(kept)
    return found


def _link(rows: list[Row]) -> Iterator[Row]:
    """The links between the tellings of two reports, or within one, of the pairs that are asked for."""
    bearing = next((row for row in rows if row["one_sketches"] is not None), None)
    if bearing is None:
        return
    ours, theirs = _sketches(bearing["one_sketches"]), _sketches(bearing["other_sketches"])
    within = bearing["one_report"] == bearing["other_report"]
    known = {one.id: one for one in (*ours, *theirs)}
    asked = [row for row in rows if row["one_sketches"] is None]
    pairs = {(row["one"], row["other"]) for row in asked if row["one"] is not None}
    if any(row["one"] is None for row in asked):
        every = itertools.combinations(ours, 2) if within else itertools.product(ours, theirs)
        pairs |= {(min(a.id, b.id), max(a.id, b.id)) for a, b in every}
    copied = {(row["one"], row["other"]) for row in asked if row["copied"]}
    for one, other in sorted({(min(both), max(both)) for both in pairs}):
        found = link(known[one], known[other], copied=(one, other) in copied or (other, one) in copied)
        if found is not None:
            yield {
                "link": {
                    "one": found.one, "other": found.other, "score": found.score, "reasons": list(found.reasons),
                    "origin": found.origin,
                }
            }  # fmt: skip


def _parts(links: DataFrame) -> DataFrame:
    """For each telling that is linked the part of the graph that it stands in, by its first telling."""
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for row in links.select("link.one", "link.other").toLocalIterator():
        first, second = sorted((top(row["one"]), top(row["other"])))
        above[second] = first
    rows = [(one, top(one)) for one in sorted(above)]
    return links.sparkSession.createDataFrame(rows, "telling string, part string")


def _lay_together(rows: list[Row]) -> Iterator[Row]:
    """The incidents of one part of the graph."""
    wanted = {row["telling"] for row in rows if row["telling"] is not None}
    kept = [row["sketches"] for row in rows if row["sketches"] is not None]
    known = {one.id: one for some in kept for one in _sketches(some) if one.id in wanted}
    for incident in laid_together(known, _links(row["link"] for row in rows if row["link"] is not None)):
        yield {
            "id": incident.id,
            "tellings": list(incident.tellings),
            "links": [
                {"one": k.one, "other": k.other, "score": k.score, "reasons": list(k.reasons), "origin": k.origin}
                for k in incident.links
            ],
        }


def _links(rows: Iterable[Row]) -> Iterator[Link]:
    for row in rows:
        yield Link(row["one"], row["other"], row["score"], tuple(row["reasons"]), row["origin"])
