"""The timeline, opened by TimelineJS in Chromium with the network cut."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.export.making import choosing, exported, hostile

PACKAGE = "@knight-lab/timelinejs@3.9.11"

PAGE = """<!doctype html><meta charset="utf-8"><title>timeline</title>
<link rel="stylesheet" href="package/dist/css/timeline.css"><div id="t" style="height: 600px"></div>
<script src="package/dist/js/timeline.js"></script>
<script>fetch("timeline.json").then(r => r.json()).then(told => {
  window.timeline = new TL.Timeline("t", told, {font: null});
  window.timeline.on("loaded", () => { window.ready = true; });
});</script>
"""


def told(path: Path) -> dict:
    return json.loads(exported(path, "timelinejs"))


def test_every_incident_with_a_day_is_a_slide(small: Path, example: Path):
    for path in (small, example):
        with choosing(path) as chosen:
            known = {f"incident-{d.id}" for d in chosen.incidents() if d.start or d.end or d.reported}
        slides = told(path)["events"]
        assert {slide["unique_id"] for slide in slides} == known
        assert all(set(s["start_date"]) <= {"year", "month", "day", "display_date"} for s in slides)
        assert all(slide["text"]["headline"] for slide in slides)


def test_a_day_that_is_only_that_of_the_report_says_so(small: Path):
    shown = {s["start_date"].get("display_date") for s in told(small)["events"]}
    assert shown == {None, "reported 2 January 2026", "reported 9 January 2026"}


def test_words_of_an_article_are_no_markup(small: Path):
    text = "".join(s["text"]["text"] + s["text"]["headline"] for s in told(small)["events"])
    assert set(re.findall(r"<(/?\w+)", text)) <= {"p", "/p", "ul", "/ul", "li", "/li", "b", "/b", "small", "/small"}
    assert "&quot;Kestrian, gunners&quot;" in text
    assert '"Kestrian' in hostile().article.text
    assert "src=" not in text


@pytest.fixture(scope="module")
def served(example: Path, tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("timeline")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here, so TimelineJS cannot be had")
    pack = subprocess.run([npm, "pack", PACKAGE, "--silent"], cwd=folder, capture_output=True, timeout=180, check=False)
    archives = list(folder.glob("*.tgz"))
    if pack.returncode or not archives:
        pytest.skip(f"npm has no {PACKAGE}")
    with tarfile.open(archives[0]) as archive:
        # Python before 3.11.4 has no filters.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        archive.extractall(folder)
    folder.joinpath("timeline.json").write_text(exported(example, "timelinejs"), "utf-8")
    folder.joinpath("index.html").write_text(PAGE, "utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_timelinejs_shows_it_with_the_network_cut(served: str, example: Path, chromium: Any):
    slides = told(example)["events"]
    asked: list[str] = []
    faults: list[str] = []
    with chromium.new_context() as context:
        page = context.new_page()

        def cut(route) -> None:
            if route.request.url.startswith(served):
                route.continue_()
            else:
                asked.append(route.request.url)
                route.abort()

        page.route("**/*", cut)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{served}/index.html")
        page.wait_for_function("window.ready === true", timeout=120_000)
        headlines = page.eval_on_selector_all(".tl-timemarker .tl-headline", "all => all.map(one => one.textContent)")
    assert faults == []
    assert asked == []
    assert len(headlines) == len(slides) > 10
