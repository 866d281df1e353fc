"""Many articles on a cluster: the same readings, copies and incidents as a ledger has, as Spark's DataFrames.

    >>> from reportedly import spark                                    # doctest: +SKIP
    >>> readings = spark.read(articles)                                 # doctest: +SKIP
    >>> spark.records(readings, "event").write.parquet("events")        # doctest: +SKIP
    >>> spark.incidents(readings).write.parquet("incidents")            # doctest: +SKIP

Needs the extra `spark`, and Java 17. What is decided is decided by the pure functions of `article/` and `ledger/`;
here it is only said which rows meet where. See docs/spark.md.
"""

from __future__ import annotations

from .bringing import import_parquet
from .copying import copies
from .erring import caution
from .incidents import incidents
from .keeping import read_into
from .reading import failures, read, records
from .schemas import ARTICLES, COPIES, INCIDENTS, KINDS, READINGS

__all__ = [
    "ARTICLES", "COPIES", "INCIDENTS", "KINDS", "READINGS", "caution", "copies", "failures", "import_parquet",
    "incidents", "read", "read_into", "records",
]  # fmt: skip
