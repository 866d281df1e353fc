"""Web archives made for the tests, with warcio, as crawlers make them."""

from __future__ import annotations

import io
import json
import uuid
import zipfile

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

STORY = " ".join(
    f"The mayor of Port Ansel said on day {n} that the bridge would stay closed until its cables were replaced."
    for n in range(1, 12)
)


def page(title: str) -> bytes:
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{STORY}</p>"
        "</article></body></html>"
    ).encode()


class Archive:
    """Writes records one after the other; `bytes()` is the file."""

    def __init__(self, packed: bool = True) -> None:
        self.stream = io.BytesIO()
        self._writer = WARCWriter(self.stream, gzip=packed)
        self._records = 0

    def response(
        self,
        url: str,
        body: bytes = b"",
        status: str = "200 OK",
        kind: str = "text/html",
        date: str = "2026-01-02T03:04:05Z",
        http: dict[str, str] | None = None,
        warc: dict[str, str] | None = None,
    ) -> Archive:
        headers = [("Content-Type", kind), *(http or {}).items()] if kind else list((http or {}).items())
        told = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        return self.record(url, "response", body, date=date, warc=warc, http_headers=told)

    def record(self, url, kind, body=b"", date="2026-01-02T03:04:05Z", warc=None, **options) -> Archive:
        self._records += 1  # Identifiers by chance would make other bytes of every archive, and other damage.
        identifier = uuid.UUID(int=self._records).urn
        headers = {"WARC-Date": date, "WARC-Record-ID": f"<{identifier}>", **(warc or {})}
        self._writer.write_record(
            self._writer.create_warc_record(
                url, kind, payload=io.BytesIO(body), warc_headers_dict=headers, length=None, **options
            )
        )
        return self

    def info(self) -> Archive:
        self._writer.write_record(self._writer.create_warcinfo_record("a.warc.gz", {"software": "a test"}))
        return self

    def bytes(self) -> bytes:
        return self.stream.getvalue()


def wacz(archives: dict[str, bytes], pages: list[str] | None = None, compressed: bool = False) -> bytes:
    """A WACZ with these WARCs and, where there are `pages`, their list."""
    stream = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package", "wacz_version": "1.1.1"}))
        for name, data in archives.items():
            archive.writestr(f"archive/{name}", data)
        if pages is not None:
            rows = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}, *({"url": url} for url in pages)]
            archive.writestr("pages/pages.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    return stream.getvalue()
