"""Tellings laid together on a cluster: the same incidents as `ledger.incidents.incidents` of all tellings at once.

Which pairs are compared, and what links them, are functions of rows that meet: of reports with a key in common, and of
tellings with one. What follows which is worked out in each part of the graph of links by itself, for nothing reaches
from one part into another: only links that are likely enough to be followed join parts. The parts are found on the
driver, from the ends of some of these links.
"""

from __future__ import annotations

import itertools
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..ledger.following import id_in, place_in_order, report_in_order
from ..ledger.grouping import Pair, pair
from ..ledger.incidents import (
    BEFORE,
    WITHIN,
    Link,
    incident_id,
    laid_together,
    like_reports,
    links_among,
    nearest,
    telling_keys,
)
from ..ledger.joining import told_alike
from ..ledger.linking import load_linker, possible_among
from ..ledger.reports import report_keys
from ..ledger.sketches import Sketch, sketches_of
from ..text import Span
from .blocks import in_blocks
from .copying import copies
from .parts import Parts
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
_SPANS, _SPAN = ("here", "there"), "array<int>"


def incidents(readings: DataFrame, copied: DataFrame | None = None) -> DataFrame:
    """All incidents, a telling by itself among them: a frame with the columns `INCIDENTS`.

    `copied`: what `copies` gives for the same readings, if it is at hand. Raises ModelError, in a worker, where the
    weights cannot be used.
    """
    from pyspark.sql import functions as f

    told = mapped(readings.where("failure IS NULL").dropDuplicates(["report"]), _tell, _TOLD).persist()
    sketches = told.select("report", "sketches")
    asked = _by_reports(told).unionByName(_by_tellings(told))
    asked = asked.unionByName(_in_passages(copies(readings) if copied is None else copied))
    links = _links_of(asked, told).persist()
    parts = _parts(links)
    tellings = told.select("report", f.explode("tellings").alias("t")).select("report", "t.id", "t.incident")
    alone = tellings.join(parts, tellings.id == parts.telling, "left_anti")
    alone = alone.select(
        f.col("incident").alias("id"),
        f.array("id").alias("tellings"),
        f.expr(f"CAST(array() AS array<{_LINK}>)").alias("links"),
    )
    members = tellings.join(parts, tellings.id == parts.telling).select(
        "report", f.struct("telling", "part").alias("m")
    )
    held = members.groupBy("report").agg(f.collect_list("m").alias("held")).join(sketches, "report")
    single = mapped(held, _single, "part string, sketch binary")
    theirs = parts.select(f.col("telling").alias("end"), f.col("part").alias("other_part"))
    within = links.join(parts, f.col("link.one") == parts.telling).join(theirs, f.col("link.other") == theirs.end)
    within = within.where("part = other_part").select("part", *_nulls("sketch", kind="binary"), "link")
    rows = single.withColumn("link", f.lit(None).cast(_LINK)).unionByName(within)
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
    """All tellings of a report with one another, and those of reports that are near each other."""
    from pyspark.sql import functions as f

    keyed = told.select("report", "place", f.explode("keys").alias("key"))
    # A row a key, not one a pair: a report has some thirty keys, and finds up to `WITHIN` others by each.
    met = grouped(keyed, ["key"], ["place"], _before, "report string, before array<string>")
    near = grouped(met, ["report"], [], _near, "report string, other string")
    itself = told.select("report", f.col("report").alias("other"))
    return near.unionByName(itself).select("report", "other", *_nulls("one", "theirs"), *_nulls(*_SPANS, kind=_SPAN))


def _before(rows: list[Row]) -> Iterator[Row]:
    """Every report that has a key with the places of the last ones before it."""
    places = [row["place"] for row in rows]
    for n, row in enumerate(rows[1:], 1):
        yield {"report": row["report"], "before": places[max(0, n - WITHIN) : n]}


def _near(rows: list[Row]) -> Iterator[Row]:
    shared = Counter(place for row in rows for place in row["before"])
    for place in nearest((many, place, place) for place, many in shared.items()):
        yield {"report": rows[0]["report"], "other": id_in(place)}


def _by_tellings(told: DataFrame) -> DataFrame:
    """Tellings that share a key, each with the last ones before it."""
    from pyspark.sql import functions as f

    single = told.select("report", f.explode("tellings").alias("t"))
    keyed = single.select(
        "report", f.col("t.id").alias("id"), f.col("t.place").alias("place"), f.explode("t.keys").alias("key")
    )
    met = grouped(
        keyed, ["key"], ["place", "id"], _last_before, "report string, one string, other string, theirs string"
    )
    return met.select("report", "other", "one", "theirs", *_nulls(*_SPANS, kind=_SPAN))


def _last_before(rows: list[Row]) -> Iterator[Row]:
    for n, late in enumerate(rows):
        for early in rows[max(0, n - BEFORE) : n]:
            yield {"report": late["report"], "one": late["id"], "other": early["report"], "theirs": early["id"]}


def _in_passages(copied: DataFrame) -> DataFrame:
    """Passages that one report has from another: tellings in them are compared."""
    from pyspark.sql import functions as f

    passages = copied.select("report", f.explode("passages").alias("p"))
    here, there = f.col("p.span").alias("here"), f.col("p.origin_span").alias("there")
    return passages.select("report", f.col("p.origin").alias("other"), *_nulls("one", "theirs"), here, there)


def _links_of(asked: DataFrame, told: DataFrame) -> DataFrame:
    """The links of all that is asked: a column `link`. A report's sketches go once to each pair of blocks in which it
    is asked for."""
    from pyspark.sql import functions as f

    block = in_blocks(told)
    ours, theirs = block.withColumnRenamed("block", "first"), block.selectExpr("report AS other", "block AS second")
    placed = asked.join(ours, "report").join(theirs, "other")
    both = [f.least("first", "second").alias("low"), f.greatest("first", "second").alias("high")]
    placed = placed.select(*both, "report", "other", "one", "theirs", *_SPANS)
    needed = placed.select("low", "high", f.explode(f.array("report", "other")).alias("report")).distinct()
    bearing = needed.join(told.select("report", "sketches"), "report")
    rows = bearing.select(
        "low", "high", "report", *_nulls("other", "one", "theirs"), *_nulls(*_SPANS, kind=_SPAN), "sketches"
    ).unionByName(placed.withColumn("sketches", f.lit(None).cast("binary")))
    return grouped(rows, ["low", "high"], [], _link, f"link {_LINK}")


def _sketches(kept: bytes) -> tuple[Sketch, ...]:
    found: tuple[Sketch, ...] = pickle.loads(kept)
    return found


def _link(rows: list[Row]) -> Iterator[Row]:
    """The links between the tellings of two blocks of reports, or within one, of what is asked."""
    known = {row["report"]: _sketches(row["sketches"]) for row in rows if row["sketches"] is not None}
    asked: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        # A report that copies another may tell of nothing, or the other.
        if row["sketches"] is None and row["report"] in known and row["other"] in known:
            one, other = sorted((row["report"], row["other"]))
            asked.setdefault((one, other), []).append(row)
    for both, those in sorted(asked.items(), key=lambda item: item[0]):
        tellings = {one.id: one for report in both for one in known[report]}
        pairs = {pair for row in those if row["here"] is None for pair in _compared(row, known)}
        copied = {pair for row in those if row["here"] is not None for pair in _alike(row, known)}
        for found in links_among(tellings, pairs, copied):
            yield {
                "link": {
                    "one": found.one, "other": found.other, "score": found.score, "reasons": list(found.reasons),
                    "origin": found.origin,
                }
            }  # fmt: skip


def _compared(row: Row, known: Mapping[str, Sequence[Sketch]]) -> Iterator[Pair]:
    """The one pair of tellings that is asked for; or all of a report; or those of two like reports that may be one."""
    if row["one"] is not None:
        yield pair(row["one"], row["theirs"])
        return
    ours, theirs = known[row["report"]], known[row["other"]]
    if row["report"] == row["other"]:
        yield from (pair(a.id, b.id) for a, b in itertools.combinations(ours, 2))
    elif like_reports(ours[0].scene, theirs[0].scene):
        found = possible_among({one.id: one for one in ours}, {one.id: one for one in theirs})
        yield from (pair(one, other) for one, other in found)


def _alike(row: Row, known: Mapping[str, Sequence[Sketch]]) -> Iterator[Pair]:
    """The tellings at the same place of a passage."""
    here, there = Span(*row["here"]), Span(*row["there"])
    stretch = abs((there.end - there.start) - (here.end - here.start))
    early = [one for one in known[row["other"]] if there.contains(one.span)]
    for late in known[row["report"]]:
        if here.contains(late.span):
            for one in early:
                if told_alike(late, one, there.start - here.start, stretch):
                    yield pair(late.id, one.id)


def _parts(links: DataFrame) -> DataFrame:
    """For each telling that may follow another, or be followed, the part of the graph of such links that it stands in,
    by its first telling. What is linked less surely is not followed, and joins no parts."""
    import pyarrow
    from pyspark.sql import functions as f

    likely = links.where(f.col("link.score") >= load_linker().least).select("link.one", "link.other")
    parts = Parts()
    for row in mapped(likely, _branches, "one string, other string").toLocalIterator():
        parts.join(row["one"], row["other"])
    members = parts.members()
    if not members:  # a table of no batches is none to Spark
        return links.sparkSession.createDataFrame([], "telling string, part string")
    schema = pyarrow.schema([("telling", pyarrow.string()), ("part", pyarrow.string())])
    table = pyarrow.table({"telling": members, "part": list(map(parts.top, members))}, schema=schema)
    return links.sparkSession.createDataFrame(table)


def _branches(rows: Iterator[Row]) -> Iterator[Row]:
    """Of the links of a partition those that join what no earlier one did: enough to tell the parts by."""
    parts = Parts()
    return (row for row in rows if parts.join(row["one"], row["other"]))


def _single(rows: Iterator[Row]) -> Iterator[Row]:
    """The tellings of a report one by one, each for the part that it is in: a report has some in many parts."""
    for row in rows:
        known = {one.id: one for one in _sketches(row["sketches"])}
        for one in row["held"]:
            yield {"part": one["part"], "sketch": pickle.dumps(known[one["telling"]], protocol=5)}


def _lay_together(rows: list[Row]) -> Iterator[Row]:
    """The incidents of one part of the graph."""
    known: dict[str, Sketch] = {}
    for row in rows:
        if row["sketch"] is not None:
            one: Sketch = pickle.loads(row["sketch"])
            known[one.id] = one
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
