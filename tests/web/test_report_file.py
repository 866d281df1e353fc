"""The report of a crisis as the program reads it: many incidents in one file, with the network cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportedly.cli import main
from tests.web.test_pages import STICKING_OUT, WIDER


@pytest.fixture(scope="session")
def report(crisis: Path) -> Path:
    path = crisis.parent / "report.html"
    with pytest.raises(SystemExit) as ended:
        main(["report", str(crisis), "--output", str(path)])
    assert ended.value.code == 0
    return path


def test_it_is_whole_without_a_network(report: Path, open_page, violations) -> None:
    page = open_page(report.as_uri(), "")
    page.context.set_offline(True)
    assert page.locator("h1").count() == 1
    assert page.locator("svg").count() > 0
    assert page.locator("script, link, iframe, object, embed, main img").count() == 0
    assert page.evaluate("typeof owned") == "undefined"
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in violations(page, colours=True)]
    page.set_viewport_size({"width": 375, "height": 800})
    if (wider := page.evaluate(WIDER)) > 0:
        found.append(f"at 375 px it is {wider} px wider than the screen: {page.evaluate(STICKING_OUT)}")
    page.emulate_media(media="print", color_scheme="light")
    page.set_viewport_size({"width": 700, "height": 900})
    if (wider := page.evaluate(WIDER)) > 0:
        found.append(f"printed it is {wider} px too wide: {page.evaluate(STICKING_OUT)}")
    assert not found, "\n".join(found)
    assert len(page.pdf()) > 20_000
