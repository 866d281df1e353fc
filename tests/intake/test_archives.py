"""WARC and WACZ: real files, whole, cut off at any byte, damaged, and made to do harm."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zipfile
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import intake
from reportedly.article.load import load
from reportedly.intake.archives import wacz_items, warc_items
from reportedly.intake.values import Item, Page
from reportedly.records import Failure
from tests.intake.archived import Archive, page, wacz

URL = "https://news.example"
BRIDGE = page("Bridge stays closed")


@pytest.fixture
def file(tmp_path: Path):
    def write(data: bytes, name: str = "a.warc.gz") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def told(items) -> list[str]:
    """The address of an item, `!reason` of a failure."""
    out = []
    for one in items:
        if isinstance(one, Failure):
            assert "\n" not in one.reason
            out.append(f"!{one.reason}")
        else:
            out.append(one.url)
    return out


@pytest.mark.parametrize("packed", [True, False])
def test_a_page_with_all_that_is_known_of_it(file, packed):
    http = {"ETag": '"1"', "Set-Cookie": "id=1"}
    path = file(Archive(packed).info().response(f"{URL}/a", BRIDGE, http=http).bytes())
    (item,) = intake.items([path])
    headers = (("Content-Type", "text/html"), ("ETag", '"1"'))
    kept = Page(f"{URL}/a", "2026-01-02T03:04:05Z", 200, headers, BRIDGE)
    assert item == Item(BRIDGE, file=str(path), url=f"{URL}/a", page=kept)
    assert load(item.data, url=item.url).title == "Bridge stays closed"


def test_what_is_taken_and_what_is_passed_over(file):
    archive = (
        Archive()
        .info()
        .response(f"{URL}/robots.txt", b"User-agent: *", kind="text/x-robots")
        .response(f"{URL}/moved", b"", status="301 Moved", http={"Location": "/a"})
        .response(f"{URL}/a", BRIDGE)
        .response(f"{URL}/a.jpg", b"\xff\xd8\xff", kind="image/jpeg")
        .response(f"{URL}/gone", b"no", status="404 Not Found")
        .response(f"{URL}/plain", b"A text.", kind="text/plain; charset=utf-8")
        .response(f"{URL}/x", BRIDGE, kind="application/xhtml+xml")
        .response(f"{URL}/untyped", BRIDGE, kind="")
        .record(f"{URL}/r", "resource", BRIDGE, warc_content_type="text/html")
        .record(f"{URL}/w", "conversion", b"The text of a page.", warc_content_type="text/plain")
        .record("urn:thumbnail:a", "resource", b"\x89PNG", warc_content_type="image/png")
        .record("dns:news.example", "resource", b"1.2.3.4", warc_content_type="text/dns")
        .record(f"{URL}/a", "metadata", b"via: x", warc_content_type="text/plain")
        .record(f"{URL}/a", "revisit", b"")
        .response(f"{URL}/empty", b"")
    )
    wanted = ["a", "plain", "x", "untyped", "r", "w", "empty"]
    assert told(warc_items(file(archive.bytes()))) == [f"{URL}/{name}" for name in wanted]


@pytest.mark.parametrize(
    ("http", "body"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress(BRIDGE)),
        ({"Content-Encoding": "br"}, brotli.compress(BRIDGE)),
        ({"Content-Encoding": "gzip"}, BRIDGE),
        ({"Transfer-Encoding": "chunked"}, b"%x\r\n%s\r\n0\r\n\r\n" % (len(BRIDGE), BRIDGE)),
        ({"Transfer-Encoding": "chunked"}, BRIDGE),
        (
            {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"},
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(BRIDGE)), gzip.compress(BRIDGE)),
        ),
        ({"Content-Length": "7"}, BRIDGE),
    ],
    ids=["gzip", "br", "unpacked since", "chunks", "no chunks any more", "both", "a length that is wrong"],
)
def test_as_it_came_over_the_wire(file, http, body):
    (item,) = warc_items(file(Archive().response(f"{URL}/a", body, http=http).bytes()))
    assert isinstance(item, Item), item
    assert item.data == BRIDGE


@pytest.mark.parametrize(
    ("http", "body", "reason"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress(BRIDGE)[:-30], "breaks off"),
        ({"Content-Encoding": "zstd"}, b"\x28\xb5\x2f\xfd", "not known here"),
        ({"Transfer-Encoding": "chunked"}, b"ffff\r\n" + BRIDGE, "breaks off"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b"\0" * 80_000_000), "larger than 64 MB"),
    ],
    ids=["gzip that breaks off", "a packing not known", "chunks that break off", "a page of 80 MB"],
)
def test_a_page_that_cannot_be_taken_out_stops_nothing(file, http, body, reason):
    archive = Archive().response(f"{URL}/a", body, http=http).response(f"{URL}/b", BRIDGE)
    first, second = told(warc_items(file(archive.bytes())))
    assert first.startswith(f"!{URL}/a ")
    assert reason in first
    assert second == f"{URL}/b"


def test_a_page_that_was_cut_short_when_it_was_archived(file):
    archive = Archive().response(f"{URL}/a", BRIDGE, warc={"WARC-Truncated": "length"})
    assert told(warc_items(file(archive.bytes()))) == [f"!{URL}/a was cut short when it was archived"]


@pytest.mark.parametrize(
    ("date", "time"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05.678901Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z"),
        ("2026-01-02", "2026-01-02T00:00:00Z"),
        ("yesterday", "yesterday"),
    ],
)
def test_when_it_was_archived(file, date, time):
    (item,) = warc_items(file(Archive().response(f"{URL}/a", BRIDGE, date=date).bytes()))
    assert item.page.fetched_at == time


def test_all_records_in_one_gzip_member(file):
    plain = Archive(packed=False).response(f"{URL}/a", BRIDGE).response(f"{URL}/b", BRIDGE).bytes()
    assert told(warc_items(file(gzip.compress(plain)))) == [f"{URL}/a", f"{URL}/b"]


# Cut off, damaged, nonsense


@pytest.mark.parametrize("packed", [True, False])
def test_cut_off_at_any_byte_gives_what_was_whole_and_one_line(file, packed):
    archive = Archive(packed)
    ends = [0]
    for n in range(3):
        archive.response(f"{URL}/{n}", BRIDGE + random.Random(n).randbytes(200))
        ends.append(len(archive.bytes()))
    data = archive.bytes()
    step = 7
    for size in [*range(1, len(data), step), *(e + d for e in ends[1:-1] for d in (-5, -1, 1, 2))]:
        whole = sum(end <= size for end in ends[1:])
        got = told(warc_items(file(data[:size])))
        pages, faults = [t for t in got if t[0] != "!"], [t for t in got if t[0] == "!"]
        # Of a record that misses only the blank lines after it, or the sum after its gzip member, all is there.
        spare = any(end - (4 if not packed else 12) <= size < end for end in ends[1:])
        assert pages == [f"{URL}/{n}" for n in range(whole + (len(pages) > whole and spare))]
        if size not in ends and not spare:
            assert len(faults) == 1, (size, got)
            # One byte of the next gzip member, or of the first line, can't be told from damage.
            odd = "damaged" in faults[0] if size - 1 in ends[1:] else whole == 0 and "no WARC" in faults[0]
            assert "breaks off" in faults[0] or odd, (size, faults)
        else:
            assert len(faults) <= 1


def test_the_line_says_how_much_was_whole(file):
    data = Archive().response(f"{URL}/a", BRIDGE).response(f"{URL}/b", BRIDGE).bytes()
    assert told(warc_items(file(data[:-100]))) == [f"{URL}/a", "!breaks off; 1 whole record before that"]


def test_damage_in_the_middle(file):
    one = Archive().response(f"{URL}/a", BRIDGE).bytes()
    for at in range(10, len(one) - 28, 5):
        bad = bytearray(one)
        bad[at : at + 20] = b"\xff" * 20
        got = told(warc_items(file(one + bytes(bad) + one)))
        assert got[0] == f"{URL}/a"
        # Damage that unpacks to something is seen in the record, and all other damage in its packing.
        assert [t for t in got if t[0] == "!"] == got[-1:], (at, got)
        assert got[-1].startswith(("!is damaged", "!has a record", "!breaks off", "!has something")), (at, got)


def test_a_record_whose_length_is_wrong(file):
    one = Archive(packed=False).response(f"{URL}/a", BRIDGE).bytes()
    for wrong in (b"Content-Length: 10\r\n", b"Content-Length: -1\r\n", b"Content-Length: many\r\n", b""):
        head, _, rest = one.partition(b"Content-Length: ")
        got = told(warc_items(file(one + head + wrong + rest.partition(b"\r\n")[2] + one, "a.warc")))
        assert got[0] == f"{URL}/a"
        assert sum(t[0] == "!" for t in got) == 1
        assert got[-1][0] == "!"


NONSENSE = {
    "nothing": b"",
    "blank lines": b"\n\n\n",
    "a word": b"hello",
    "a page": b"<html>",
    "half a first line": b"WARC/1.0",
    "a version that is none": b"WARC/9.9\r\n\r\n",
    "signs of a zip file": b"PK\x03\x04",
    "signs of gzip": b"\x1f\x8b",
    "nothing, packed": gzip.compress(b"", mtime=0),
    "a word, packed": gzip.compress(b"hello", mtime=0),
    "nulls": b"\0\n" * 50_000,
    "a header without a colon": b"WARC/1.0\r\n" + b"a" * 1000,
    "signs of gzip, then none": b"\x1f\x8b" + b"\xff" * 1000,
}


@pytest.mark.parametrize("data", NONSENSE.values(), ids=NONSENSE)
def test_nonsense(file, data):
    got = told(warc_items(file(data)))
    assert len(got) == 1
    assert got[0].startswith(("!is no WARC archive", "!breaks off", "!is damaged", "!has a record"))


@pytest.mark.parametrize(
    "data",
    [
        b"WARC/1.0\r\nX: " + b"a" * 3_000_000,
        b"WARC/1.0\r\n" + b"X: aaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 100_000,
        b"WARC/1.0\r\nContent-Length: 3\r\n\r\nabc" + b"\r\n" * 1_500_000,
    ],
    ids=["a line", "headers", "blank lines"],
)
def test_headers_without_an_end_take_no_memory(file, data):
    path = file(gzip.compress(data, 1))
    tracemalloc.start()
    try:
        (line,) = told(warc_items(path))
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()
    assert "headers without an end" in line


def test_a_large_archive_is_never_in_memory(file, tmp_path):
    one = Archive().response(f"{URL}/a.bin", b"\0" * 30_000_000, kind="video/mp4").bytes()
    page = Archive().response(f"{URL}/a", BRIDGE).bytes()
    path = file((one + page) * 4)
    tracemalloc.start()
    try:
        assert sum(isinstance(i, Item) for i in warc_items(path)) == 4
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), at=st.integers(0, 800), packed=st.booleans(), keep=st.booleans())
def test_any_bytes_anywhere(file, capfd, data, at, packed, keep):
    whole = Archive(packed).response(f"{URL}/a", BRIDGE).response(f"{URL}/b", BRIDGE).bytes()
    told(warc_items(file(whole[:at] + data + (whole[at:] if keep else b""))))
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_an_address_with_spaces_says_nothing_to_the_terminal(file, capfd):
    archive = Archive().response(f"{URL}/a b", BRIDGE).response("nowhere", BRIDGE)
    assert told(warc_items(file(archive.bytes()))) == [f"{URL}/a%20b"]
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_not_there(tmp_path):
    assert told(intake.items([tmp_path / "gone.warc.gz"])) == ["!no such file"]
    (tmp_path / "folder.warc").mkdir()
    assert told(warc_items(tmp_path / "folder.warc")) == ["!is a directory"]


# WACZ


ONE = Archive().response(f"{URL}/a", BRIDGE).response(f"{URL}/frame", BRIDGE).bytes()
TWO = (
    Archive()
    .response(f"{URL}/old", b"", status="301 Moved", http={"Location": "/b#top"})
    .response(f"{URL}/b", BRIDGE)
    .bytes()
)


@pytest.mark.parametrize("compressed", [True, False])
def test_the_pages_that_a_wacz_lists(file, compressed):
    data = wacz({"1.warc.gz": ONE, "2.warc.gz": TWO}, [f"{URL}/a#part", f"{URL}/old"], compressed)
    path = file(data, "a.wacz")
    items = list(intake.items([path]))
    assert told(items) == [f"{URL}/a", f"{URL}/b"]
    assert {i.file for i in items} == {str(path)}


@pytest.mark.parametrize("pages", [None, []])
def test_a_wacz_that_lists_no_pages_gives_all(file, pages):
    path = file(wacz({"1.warc.gz": ONE, "2.warc.gz": TWO}, pages), "a.wacz")
    assert told(wacz_items(path)) == [f"{URL}/a", f"{URL}/frame", f"{URL}/b"]


def test_a_wacz_without_the_pages_that_it_lists(file):
    path = file(wacz({"1.warc.gz": ONE}, [f"{URL}/elsewhere"]), "a.wacz")
    assert told(wacz_items(path)) == ["!none of the pages that it lists is in it"]


def test_a_broken_warc_in_a_wacz_stops_nothing(file):
    path = file(wacz({"1.warc.gz": ONE[:-300], "2.warc.gz": TWO}, None), "a.wacz")
    got = list(wacz_items(path))
    assert told(got) == [f"{URL}/a", "!breaks off; 1 whole record before that", f"{URL}/b"]
    assert got[1].file == f"{path}: archive/1.warc.gz"


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, wacz({}, [f"{URL}/a"])])
def test_no_wacz(file, data):
    (line,) = told(wacz_items(file(data, "a.wacz")))
    assert line.startswith("!is no WACZ archive")


def test_a_wacz_cut_off_or_damaged(file):
    data = wacz({"1.warc.gz": ONE}, None)
    assert told(wacz_items(file(data[:-100], "a.wacz"))) == ["!is no WACZ archive"]
    bad = bytearray(data)
    at = data.index(ONE) + 300
    bad[at : at + 20] = b"\xff" * 20
    (*_, line) = told(wacz_items(file(bytes(bad), "a.wacz")))
    assert line.startswith("!is damaged")


def test_a_list_of_pages_that_is_none(file, tmp_path):
    path = file(wacz({"1.warc.gz": ONE}, None), "a.wacz")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("pages/pages.jsonl", b'\xff\n{"url": 3}\n[]\n{"url": "http://[::1"}\n' + b"[" * 100_000)
    assert told(wacz_items(path)) == ["!none of the pages that it lists is in it"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=100), at=st.integers(0, 3000))
def test_a_wacz_with_any_bytes_anywhere(file, data, at):
    whole = wacz({"1.warc.gz": ONE}, [f"{URL}/a"])
    told(wacz_items(file(whole[:at] + data + whole[at + len(data) :], "a.wacz")))


# By content


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (ONE, "download"),
        (gzip.decompress(ONE), "download"),
        (wacz({"1.warc.gz": ONE}, None), "download.zip"),
        (ONE, "A.WARC.GZ"),
    ],
)
def test_an_archive_is_known_by_what_is_in_it(file, data, name):
    assert told(intake.items([file(data, name)])) == [f"{URL}/a", f"{URL}/frame"]


OTHERS = {
    "nothing": b"",
    "a text": b"A text.",
    "a text, packed": gzip.compress(b"A text.", mtime=0),
    "signs of gzip": b"\x1f\x8b",
    "signs of a zip file": b"PK\x03\x04",
    "a page": BRIDGE,
}


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
def test_any_other_file_is_one_article(file, data):
    path = file(data, "a")
    assert list(intake.items([path])) == [Item(data, file=str(path))]


def test_two_runs_give_the_same(file):
    path = file(wacz({"1.warc.gz": ONE, "2.warc.gz": TWO}, [f"{URL}/a"]), "a.wacz")
    assert list(intake.items([path])) == list(intake.items([path]))
