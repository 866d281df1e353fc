"""The columns of every frame, in Spark's own notation: fixed, whatever is read."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ARTICLES", "COPIES", "INCIDENTS", "KINDS", "READINGS"]

ARTICLES = "data binary, file string, url string, title string, publisher string, published string"
"""What is read: the bytes of an article, or instead of `data` a column `text`, and what is known of it from outside.
Columns that are not there count as null."""

READINGS = (
    "report string, file string, failure string, rows array<string>, "
    "vectors array<struct<event:int,vector:array<double>>>"
)
"""One row an article: its report's id and the rows of the contract as JSON; or why it could not be read."""

_SPAN = "array<int>"
_MENTION = (
    f"struct<span:{_SPAN},text:string,name:string,entity:string,country:string,sector:string,resolved_from:{_SPAN}>"
)
_WHEN = f"struct<span:{_SPAN},text:string,start:string,end:string,precision:string>"
_WHERE = f"struct<span:{_SPAN},text:string,name:string,country:string,latitude:double,longitude:double>"

KINDS: Mapping[str, str] = {
    "article": (
        "id string, version int, url string, file string, title string, byline string, publisher string, "
        "language string, published string, text string, model string, vocabulary string"
    ),
    "statement": (
        f"id string, span {_SPAN}, source {_MENTION}, source_type string, cue {_SPAN}, content array<{_SPAN}>, "
        f"form string, stance string, hedges array<{_SPAN}>, evidence array<{_SPAN}>, within string, confidence double"
    ),
    "event": (
        f"id string, span {_SPAN}, text string, type string, mode string, quad string, intensity double, "
        f"actor {_MENTION}, recipient {_MENTION}, status string, according_to string, when {_WHEN}, where {_WHERE}, "
        "confidence double, same_as string"
    ),
    "figure": (
        f"id string, span {_SPAN}, text string, value double, low double, high double, bound string, unit string, "
        "measure string, event string, according_to string, confidence double"
    ),
    "flaw": f"span {_SPAN}, text string, problem string, same_as {_SPAN}",
}
"""The columns of each kind of record, as the contract names them; `report` stands before them."""

COPIES = (
    "report string, words int, whole boolean, share double, is_copy boolean, "
    f"passages array<struct<span:{_SPAN},origin:string,origin_span:{_SPAN},words:int>>, main_origins array<string>"
)
"""As `ledger.copies.Copy`, a row a report."""

INCIDENTS = (
    "id string, tellings array<string>, "
    "links array<struct<one:string,other:string,score:double,reasons:array<string>,origin:string>>"
)
"""As `ledger.incidents.Incident`, a row an incident; `tellings` are ids of reports and events (`REPORT:e3`)."""
