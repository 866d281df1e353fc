"""The tidy tables, read by the programs that people read them with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportedly.export.tables import rows, tables
from reportedly.ledger.questions import Asked
from tests.export.making import choosing, folder_of, hostile

pandas = pytest.importorskip("pandas", reason="pandas is not installed: pip install 'reportedly[dev]'")
duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: pip install 'reportedly[dev]'")

PANDAS = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean", "date": "str"}
DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}


@pytest.fixture(scope="module")
def csv(small: Path, tmp_path_factory) -> Path:
    return folder_of(small, "csv", tmp_path_factory.mktemp("csv"))


@pytest.fixture(scope="module")
def parquet(small: Path, tmp_path_factory) -> Path:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'reportedly[export]'")
    return folder_of(small, "parquet", tmp_path_factory.mktemp("parquet"))


def read(folder: Path, name: str):
    types = {c.name: PANDAS[c.type] for c in tables()[name].columns}
    return pandas.read_csv(folder / f"{name}.csv", dtype=types, keep_default_na=False, na_values=[""])


def ask(query: str) -> list[tuple]:
    return duckdb.connect().execute(query).fetchall()


def harmless(value):
    """As a cell of words is written."""
    plain = value.replace("\r\n", "\n") if isinstance(value, str) else value
    return f"'{plain}" if isinstance(plain, str) and plain.startswith(("=", "+", "-", "@", "\t")) else plain


def test_pandas_reads_every_cell_as_it_was(small: Path, csv: Path):
    with choosing(small) as chosen:
        made = [(name, row) for name, row in rows(chosen)]
    for name, table in tables().items():
        mine = [row for told, row in made if told == name]
        frame = read(csv, name)
        assert list(frame.columns) == [c.name for c in table.columns]
        assert len(frame) == len(mine)
        for row, told in zip(mine, frame.to_dict("records"), strict=True):
            for column, value in row.items():
                seen = None if pandas.isna(told[column]) else told[column]
                assert seen == harmless(value), (name, column)


def test_duckdb_finds_the_types_by_itself(csv: Path):
    (text,) = ask(f"SELECT text FROM read_csv('{csv}/articles.csv', parallel=false) WHERE outlet LIKE '%Harrow; %'")[0]
    assert text == harmless(hostile().article.text)
    kinds = {n: t for n, t, *_ in ask(f"DESCRIBE SELECT * FROM read_csv('{csv}/events.csv', parallel=false)")}
    for name in ("start", "intensity", "latitude", "confidence", "when_start", "id"):
        (column,) = (c for c in tables()["events"].columns if c.name == name)
        assert kinds[name] == DUCKDB[column.type], name
    assert ask(f"SELECT count(*), sum(disputed::INT) FROM read_csv('{csv}/incidents.csv')") == [(4, 1)]


def test_parquet_has_the_types_and_the_values(small: Path, parquet: Path):
    with choosing(small) as chosen:
        made = [(name, row) for name, row in rows(chosen)]
    for name, table in tables().items():
        kinds = {n: t for n, t, *_ in ask(f"DESCRIBE SELECT * FROM '{parquet}/{name}.parquet'")}
        assert kinds == {c.name: DUCKDB[c.type] for c in table.columns}
        dates = {c.name for c in table.columns if c.type == "date"}
        told = duckdb.connect().execute(f"SELECT * FROM '{parquet}/{name}.parquet'").fetchall()
        mine = [row for of, row in made if of == name]
        assert len(told) == len(mine)
        for row, values in zip(mine, told, strict=True):
            seen = [str(v) if c in dates and v is not None else v for c, v in zip(row, values, strict=True)]
            assert seen == list(row.values()), name


@pytest.mark.parametrize("asked", [Asked(), Asked(type="ASSAULT"), Asked(min_confidence=0.7)], ids=str)
def test_what_a_column_refers_to_is_there(example: Path, tmp_path: Path, asked: Asked):
    folder = folder_of(example, "csv", tmp_path, asked)
    frames = {name: read(folder, name) for name in tables()}
    assert len(frames["events"]) > 2
    for name, table in tables().items():
        if table.key:
            assert frames[name][table.key].is_unique, name
        for column in (c for c in table.columns if c.refers):
            other, key = column.refers
            if name == "series" and asked.min_confidence:
                continue  # A series is told whole, also figures of it that are less certain themselves.
            assert set(frames[name][column.name].dropna()) <= set(frames[other][key]), (name, column.name)


def test_the_package_tells_every_file_and_column(csv: Path):
    told = json.loads((csv / "datapackage.json").read_text("utf-8"))
    assert (
        {r["path"] for r in told["resources"]} == {p.name for p in csv.glob("*.csv")} == {f"{n}.csv" for n in tables()}
    )
    assert all(f["description"] for r in told["resources"] for f in r["schema"]["fields"])


def test_the_docs_tell_every_column():
    guide = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text("utf-8")
    for table in tables().values():
        section = guide.split(f"### {table.name}\n")[1].split("\n#")[0]
        assert all(f"| `{c.name}` | {c.type} |" in section for c in table.columns), table.name


def test_an_empty_ledger_gives_tables_without_rows(tmp_path: Path):
    from reportedly import Ledger

    Ledger.open(tmp_path / "empty.ledger").close()
    folder = folder_of(tmp_path / "empty.ledger", "csv", tmp_path)
    assert all(len(read(folder, name)) == 0 for name in tables())
