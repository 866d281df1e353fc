"""Reading in parts, each written when it is done, so that the same call goes on where it was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..article.batch import Load
from ..deadline import TIME_LIMIT
from .reading import chosen, read

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["read_into"]

_PART, _DONE = "part", "_SUCCESS"


def read_into(
    articles: DataFrame,
    folder: str,
    parts: int = 64,
    load: Load | None = None,
    *,
    model: str | None = None,
    time_limit: float | None = TIME_LIMIT,
    apart: bool = False,
) -> DataFrame:
    """Read all articles into Parquet under `folder`, and give what is there.

    Articles are parted by a hash of their bytes, so that a part is the same whenever it is asked for; a part that is
    there in full is not read again. `parts` must be the same each time. `folder` may be whatever Spark can write to.
    `load`, `model`, `time_limit`, `apart`: as for `read`; a part that is there stays whatever model read it. Raises
    ValueError for fewer than one part, and as `read`.
    """
    from pyspark.sql import functions as f

    if parts < 1:
        raise ValueError(f"parts must be at least 1, not {parts}")
    loading = chosen(load, model)
    spark = articles.sparkSession
    hashed = [name for name in ("data", "text", "url", "publisher", "published") if name in articles.columns]
    numbered = articles.withColumn(_PART, f.pmod(f.xxhash64(*hashed), f.lit(parts)))
    for part in range(parts):
        place = f"{folder}/{_PART}={part:05d}"
        if not _exists(articles, f"{place}/{_DONE}"):
            own = numbered.where(f.col(_PART) == part).drop(_PART)
            read(own, loading, time_limit=time_limit, apart=apart).write.mode("overwrite").parquet(place)
    return spark.read.option("basePath", folder).parquet(folder).drop(_PART)


def _exists(frame: DataFrame, name: str) -> bool:
    """Whether a file is there, on whatever file system Spark finds under its name."""
    session = frame.sparkSession
    jvm, java = session._jvm, session._jsparkSession
    path = jvm.org.apache.hadoop.fs.Path(name)  # type: ignore[union-attr]
    system = path.getFileSystem(java.sessionState().newHadoopConf())
    return bool(system.exists(path))
