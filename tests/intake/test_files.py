"""Files, folders and lists in JSON Lines, as items."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.intake import Item, count, items
from reportedly.intake.files import _line
from reportedly.records import Failure


def told(found) -> list[str]:
    return [f"!{f.file}: {f.reason}" if isinstance(f, Failure) else f"{f.file}: {f.data.decode()}" for f in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "b.txt": "Ben said no",
        "a/z.html": "<p>Ana",
        "a/y.txt": "Yves",
        ".hidden": "x",
        ".git/c": "x",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_folder_is_all_files_below_it_by_name_but_the_hidden(folder: Path) -> None:
    assert told(items([folder])) == [
        f"{folder}/b.txt: Ben said no",
        f"{folder}/a/y.txt: Yves",
        f"{folder}/a/z.html: <p>Ana",
    ]
    assert count([folder, folder / "b.txt", folder / "none"]) == 5


def test_what_cannot_be_read_is_told_in_its_place(folder: Path) -> None:
    (folder / "a" / "x.txt").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "a" / "pipe")
    (folder / "a" / "db").write_bytes(b"SQLite format 3\0 and so on")
    (folder / "a" / "loop").symlink_to(folder)
    assert told(items([folder / "gone", folder / "a"])) == [
        f"!{folder}/gone: no such file",
        f"!{folder}/a/db: is a database, and no article",
        f"!{folder}/a/pipe: is no regular file",
        f"!{folder}/a/x.txt: no such file",
        f"{folder}/a/y.txt: Yves",
        f"{folder}/a/z.html: <p>Ana",
    ]


def test_a_list_has_an_article_a_line(tmp_path: Path) -> None:
    rows = [
        {
            "url": "https://tern.example/1",
            "title": "Port  shut",
            "publisher": "The Tern",
            "published": "2026-01-02T09:00:00Z",
            "text": "The port is shut.",
            "more": 1,
        },
        {"text": "Port shut\n\nThe port is shut.", "title": "Port shut", "url": None},
        {"text": "Zoë said “no”"},
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf" + "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode() + b"\n"
    )
    assert list(items([path])) == [
        Item(b"Port shut\n\nThe port is shut.", f"{path}:1", "https://tern.example/1", "Port shut", "The Tern",
             "2026-01-02"),
        Item(b"Port shut\n\nThe port is shut.", f"{path}:3", None, "Port shut"),
        Item("Zoë said “no”".encode(), f"{path}:5"),
    ]  # fmt: skip
    assert count([path]) == 3


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is no JSON: "),
        ("[1]", "is no JSON object"),
        ('"text"', "is no JSON object"),
        ("{}", "has no text"),
        ('{"text": ""}', "has no text"),
        ('{"text": "a", "file": "a.txt"}', "has both text and file"),
        ('{"file": "../a.txt"}', "the file does not lie beside the list: '../a.txt'"),
        ('{"file": "/etc/hosts"}', "the file does not lie beside the list: '/etc/hosts'"),
        ('{"text": 7}', "text is no string"),
        ('{"text": "a", "url": ["b"]}', "url is no string"),
        ('{"text": "a", "published": "yesterday"}', "published is no date of the form YYYY-MM-DD: 'yesterday'"),
        ('{"text": "a", "published": "2026-02-30"}', "published is no date of the form YYYY-MM-DD: '2026-02-30'"),
        ("[" * 100_000, "is no JSON: "),
    ],
    ids=lambda text: text[:40],
)
def test_a_line_that_is_no_article_keeps_no_other_out(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "Ana"}}\n{line}\n{{"text": "Ben"}}\n')
    first, wrong, last = told(items([path]))
    assert (first, last) == (f"{path}:1: Ana", f"{path}:3: Ben")
    assert wrong.startswith(f"!{path}:2: {reason}")


def test_a_list_may_name_files_that_lie_beside_it(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.txt").write_text("Ana left.")
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"file": "old/a.txt", "publisher": "The Tern", "published": "2026-01-02"}\n{"file": "old/b.txt"}\n'
    )
    item, missing = items([path])
    assert item == Item(b"Ana left.", str(tmp_path / "old" / "a.txt"), None, None, "The Tern", "2026-01-02")
    assert isinstance(missing, Failure)
    assert missing.file == str(tmp_path / "old" / "b.txt")


def test_half_a_character_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a\\ud800b", "url": "https://tern.example/\\udfff"}')
    assert list(items([path])) == [Item(b"a?b", f"{path}:1", "https://tern.example/?")]


KEYS = st.sampled_from(["text", "url", "title", "published", "x"])
VALUES = st.recursive(st.none() | st.text() | st.floats(), lambda inner: st.dictionaries(KEYS, inner))


@given(st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_line_is_an_item_or_a_failure(line: bytes) -> None:
    found = _line(line, "a:1", "")
    if isinstance(found, Item):
        for value in (found.url, found.title, found.published):
            assert value is None or value.encode("utf-8").strip()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux")
def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    assert told(items([tmp_path / "gone.jsonl", "a\0.jsonl"])) == [
        f"!{tmp_path}/gone.jsonl: no such file or directory",
        "!a\0.jsonl: is no file name",
    ]
    assert count([tmp_path / "gone.jsonl"]) == 1
