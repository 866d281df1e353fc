"""Who copied whom, on a cluster: the same as `ledger.candidates.find_copies` over all reports at once.

That is a function of the set of reports, so it can be worked out in steps, each a function of rows that meet: which
lines recur at a publisher; what each report is signed with, without them; for every number of a signature the earliest
reports that have it; for every report those that share enough with it, and what of it stands in them. Whatever decides
is the ledger's own (`recurring`, `signing`, `copies`).
"""

from __future__ import annotations

import json
import pickle
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ..ledger.candidates import MOST, WINDOW
from ..ledger.copies import Copy, examine, may_share, need
from ..ledger.passages import Compared, kept_words
from ..ledger.records_back import reading_of
from ..ledger.recurring import COMPANIES, DAYS, MANY, companies
from ..ledger.signing import Signature, Standing, signature_of
from ..ledger.values import Report
from ..ledger.wording import UNDATED, Wording, wording_of
from .rows import Row, grouped, mapped
from .schemas import COPIES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["copies"]

_READY = 64
"""Texts that a worker keeps ready: an origin is asked for by many reports."""
_WORDED = "report string, outlet string, day int, wording binary, lines array<struct<line:bigint,company:bigint>>"
_TEXTS = "report string, wording binary, recurring array<bigint>"
_SIGNED = f"{_TEXTS}, outlet string, day int, size int, numbers int, keys array<bigint>"


def copies(readings: DataFrame) -> DataFrame:
    """What of every report stands in earlier ones: a frame with the columns `COPIES`, a row a report.

    Of readings with one report id any is taken, for they have one text.
    """
    from pyspark.sql import functions as f

    base = readings.where("failure IS NULL").select("report", f.element_at("rows", 1).alias("article"))
    base = base.dropDuplicates(["report"])
    signed = mapped(_with_recurring(mapped(base, _word, _WORDED).persist()), _sign, _SIGNED).persist()
    numbers = signed.select("report", "outlet", "day", "size", "numbers", f.explode("keys").alias("number"))
    # What only one report has finds nobody.
    common = numbers.groupBy("number").count().where("count > 1").select("number")
    met = grouped(
        numbers.join(common, "number"),
        ["number"],
        ["day", "size", "report"],
        _meet,
        "report string, other string, number bigint, few boolean",
    )
    shared = met.groupBy("report", "other").agg(
        f.collect_set("number").alias("shared"), f.first("few").alias("few"), f.min("number").alias("least")
    )
    # A number below zero is that of a whole text; `may_share` looks again, and closer.
    shared = shared.where("few OR size(shared) > 1 OR least < 0").select("report", "other", "shared")
    theirs = signed.drop("keys").withColumnRenamed("report", "other")
    beside = shared.join(theirs, "other").select("report", "shared", f.struct(*theirs.columns).alias("text"))
    own = signed.drop("keys").withColumn("other", f.col("report"))
    own = own.select(
        "report", f.lit(None).cast("array<bigint>").alias("shared"), f.struct(*theirs.columns).alias("text")
    )
    return grouped(own.unionByName(beside), ["report"], ["text.other"], _look, COPIES)


def _with_recurring(worded: DataFrame) -> DataFrame:
    """Beside the words of each report the lines of its own that recur at its publisher."""
    from pyspark.sql import functions as f

    lines = worded.where("outlet IS NOT NULL").select("report", "outlet", "day", f.explode("lines").alias("l"))
    lines = lines.select("report", "outlet", "day", "l.line", "l.company")
    told = lines.groupBy("outlet", "line").agg(
        f.countDistinct("company").alias("companies"),
        f.countDistinct(f.when(f.col("day") != UNDATED, f.col("day"))).alias("days"),
    )
    # As `recurring.recurs` has it.
    recurring = told.where(f"companies >= {MANY} OR (companies >= {COMPANIES} AND days >= {DAYS})")
    by_report = (
        lines.join(recurring.select("outlet", "line"), ["outlet", "line"])
        .groupBy("report")
        .agg(f.collect_set("line").alias("recurring"))
    )
    return worded.join(by_report, "report", "left").select(
        "report", "wording", f.coalesce("recurring", f.expr("CAST(array() AS array<bigint>)")).alias("recurring")
    )


def _word(rows: Iterator[Row]) -> Iterator[Row]:
    """The words of a report, made once, for many others are laid beside them; and its lines."""
    for row in rows:
        wording = wording_of(Report(reading_of([json.loads(row["article"])]), ""))
        assert wording.report == row["report"]
        yield {
            "report": wording.report, "outlet": wording.outlet, "day": wording.day,
            "wording": pickle.dumps(wording, protocol=5),
            "lines": [{"line": line, "company": company} for line, company in companies(wording).items()],
        }  # fmt: skip


def _sign(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        signature = signature_of(_compared(row["report"], row["wording"], tuple(sorted(row["recurring"]))))
        one = signature.standing
        yield {
            **row, "outlet": one.outlet, "day": one.day, "size": one.size, "numbers": one.numbers,
            "keys": sorted(signature.keys),
        }  # fmt: skip


def _meet(rows: list[Row]) -> Iterator[Row]:
    """The reports that have one number: for each the earliest of those days before it in which an origin may lie."""
    told = sorted((row["day"], -row["size"], row["report"], n) for n, row in enumerate(rows))
    for day, _, report, n in told:
        since, until = (0, UNDATED) if day == UNDATED else (day - WINDOW, day)
        start = bisect_left(told, (since,))
        own = rows[n]
        for *_, other, m in told[start : min(start + MOST, bisect_right(told, (until, 1)))]:
            if other != report and _standing(other, rows[m]).order < _standing(report, own).order:
                few = need(_standing(report, own)) == 1
                yield {"report": report, "other": other, "number": own["number"], "few": few}


def _standing(report: str, row: Row) -> Standing:
    return Standing(report, row["outlet"], row["day"], row["size"], row["numbers"])


def _look(rows: list[Row]) -> Iterator[Row]:
    """A report, the first of the rows by what it is, and those that it shares numbers with."""
    texts = {row["text"]["other"]: row["text"] for row in rows}
    report = rows[0]["report"]

    def text_of(one: str) -> Compared:
        told = texts[one]
        return _compared(one, told["wording"], tuple(sorted(told["recurring"])))

    signature: Signature = signature_of(text_of(report))
    places = dict(signature.places)
    candidates = [
        (_standing(row["text"]["other"], row["text"]), set(row["shared"]))
        for row in rows
        if row["shared"] is not None and may_share(signature, row["shared"], places)
    ]
    yield _told(examine(text_of(report), signature, candidates, text_of))


def _told(copy: Copy) -> Row:
    return {
        "report": copy.report,
        "words": copy.words,
        "whole": copy.whole,
        "share": copy.share,
        "is_copy": copy.is_copy,
        "passages": [
            {"span": list(p.span), "origin": p.origin, "origin_span": list(p.origin_span), "words": p.words}
            for p in copy.passages
        ],
        "main_origins": list(copy.main_origins),
    }


@lru_cache(maxsize=_READY)
def _compared(report: str, words: bytes, recurring: tuple[int, ...]) -> Compared:
    wording: Wording = pickle.loads(words)
    return Compared(wording, kept_words(wording, frozenset(recurring)))
