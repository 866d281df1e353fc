"""Every page in a browser: light and dark, wide and on a phone, printed, without a script, and by keyboard."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

pytest.importorskip("starlette", reason="the extra “web” is not installed")

from starlette.routing import Route

from reportedly import Ledger
from reportedly.ledger.questions import Asked
from reportedly.ledger.values import Report
from reportedly.web.pages import all_pages
from reportedly.web.pages.overview import SHOWN
from tests.ledger.readings import ferry
from tests.web import making
from tests.web.serving import Site

Address = Callable[[Ledger], str]


def _hostile(ledger: Ledger) -> str:
    return Report(making.hostile(), "").id


def _most_told(ledger: Ledger) -> str:
    return next(ledger.incidents(order="reports", limit=1)).id


def _hostile_incident(ledger: Ledger) -> str:
    return next(d.id for d in ledger.incidents(Asked(type="ASSAULT heavy-weapons", since="2026-01-01")))


def _quoted(ledger: Ledger) -> str:
    return str(next(one.source.label for one in ledger.sources(limit=9).quoted))


PAGES: Mapping[str, Mapping[str, Address]] = {
    "/": {
        "overview": lambda _: "/",
        "overview, filtered": lambda _: "/?type=COERCE&since=1962-10-20&order=oldest",
        "overview, empty": lambda _: "/?since=2050-01-01",
    },
    "/about": {"about": lambda _: "/about"},
    "/disputes": {"disputes": lambda _: "/disputes"},
    "/corrections": {"corrections": lambda _: "/corrections"},
    "/incident/{id}": {
        "incident": lambda ledger: f"/incident/{_most_told(ledger)}",
        "incident, hostile": lambda ledger: f"/incident/{_hostile_incident(ledger)}",
    },
    "/article/{id}": {
        "article": lambda ledger: f"/article/{next(ledger.reports(since='1962-01-01', until='1962-12-31')).id}",
        "article, hostile": lambda ledger: f"/article/{_hostile(ledger)}",
    },
    "/parties": {"parties": lambda _: "/parties"},
    "/party": {"party": lambda _: "/party?name=United+States"},
    "/dyad": {"dyad": lambda _: "/dyad?one=USA&other=Cuba"},
    "/sources": {"sources": lambda _: "/sources"},
    "/source": {
        "source": lambda ledger: f"/source?{urlencode({'name': _quoted(ledger)})}",
        "source, hostile": lambda _: f"/source?{urlencode({'name': making.SCRIPT})}",
    },
    "/search": {
        "search": lambda _: "/search?q=quarantine",
        "search, statements": lambda _: "/search?q=missiles&in=statements",
        "search, hostile": lambda _: f"/search?q={quote('<script>')}+ferries",
        "search, empty": lambda _: "/search",
    },
    "/review": {
        "review": lambda _: "/review",
        "review, event": lambda _: "/review?kind=event",
        "review, link": lambda _: "/review?kind=link",
        "review, hostile": lambda _: f"/review?record={making.hostile().article.id}:e1",
    },
}
LIKE_OTHERS = {"overview, filtered", "overview, empty", "source, hostile", "search, hostile", "search, empty", "review"}
"""Made of the same parts as others: axe-core, which takes most of the time, does not look at them again."""

NAMED: Mapping[str, Address] = {name: address for those in PAGES.values() for name, address in those.items()}

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def addresses(crisis: Path) -> Iterator[Callable[[str], str]]:
    """The address of a page by its name here."""
    with Ledger.open(crisis, "read") as ledger:
        yield cache(lambda name: NAMED[name](ledger))


def test_every_page_is_looked_at() -> None:
    routes, _ = all_pages()
    shown = {r.path for r in routes if isinstance(r, Route) and "GET" in (r.methods or ())}
    assert {path for path in shown if not path.endswith((".jsonl", ".csv"))} == set(PAGES)


@pytest.mark.parametrize("name", NAMED)
def test_a_page_light_dark_narrow_and_printed(name: str, addresses, site: Site, open_page, violations) -> None:
    page = open_page(site, addresses(name))
    assert page.locator("h1").count() == 1
    assert page.evaluate("typeof owned") == "undefined"
    found = [] if name in LIKE_OTHERS else violations(page)
    page.emulate_media(color_scheme="dark")
    found += [] if name in LIKE_OTHERS else [f"dark: {one}" for one in violations(page, colours=True)]
    page.set_viewport_size({"width": 375, "height": 800})
    if (wider := page.evaluate(WIDER)) > 0:
        found.append(f"at 375 px it is {wider} px wider than the screen: {page.evaluate(STICKING_OUT)}")
    page.emulate_media(media="print", color_scheme="light")
    page.set_viewport_size({"width": 700, "height": 900})
    if (wider := page.evaluate(WIDER)) > 0:
        found.append(f"printed it is {wider} px too wide: {page.evaluate(STICKING_OUT)}")
    if page.locator("nav").first.is_visible():
        found.append("navigation is printed")
    assert not found, "\n".join(found)


STICKING_OUT = """
[...document.querySelectorAll("main *, header *, footer *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))
"""


def test_on_a_phone_what_is_disputed_comes_before_the_long_list(site: Site, open_page) -> None:
    page = open_page(site, "/")

    def tops() -> list[float]:
        return [page.locator(id).bounding_box()["y"] for id in ("#h-widely", "#h-disputes", "#h-pairs", "#h-list")]

    widely, disputes, pairs, listed = tops()
    assert abs(widely - disputes) < 5
    assert pairs < listed + page.locator("#h-list ~ ul").bounding_box()["height"]
    page.set_viewport_size({"width": 375, "height": 800})
    assert tops() == sorted(tops())
    # What was asked for in an order of its own stands first.
    page = open_page(site, "/?order=oldest")
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.locator("#h-list").bounding_box()["y"] < page.locator("#h-disputes").bounding_box()["y"]


def test_of_a_timeline_that_does_not_fit_the_newest_is_seen_first(site: Site, open_page) -> None:
    page = open_page(site, "/")
    page.set_viewport_size({"width": 375, "height": 800})
    page.reload()
    frame, picture = page.evaluate(
        "[...document.querySelectorAll('.chart-timeline .chart-frame, .chart-timeline .chart-frame > svg')]"
        ".map((one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right])"
    )
    assert picture[0] < frame[0] - 100
    assert abs(picture[1] - frame[1]) <= 1


def test_rows_of_a_table_stay_low_on_a_phone(site: Site, open_page) -> None:
    """It is moved sideways before its cells are broken into many lines."""
    page = open_page(site, "/sources")
    page.set_viewport_size({"width": 375, "height": 800})
    line = float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('tbody td')).lineHeight)"))
    heights = page.evaluate("[...document.querySelectorAll('#h-who ~ .wide tbody tr')].map((r) => r.offsetHeight)")
    assert heights
    assert max(heights) < 5 * line


def test_figures_that_moved_are_drawn_and_one_alone_is_told(tmp_path: Path, serve, open_page, violations) -> None:
    told = {}
    for name, readings in (("alone", [ferry(1)]), ("moved", [ferry(1), ferry(2, 5, "The Skua"), ferry(3)])):
        path = tmp_path / f"{name}.ledger"
        with Ledger.open(path) as ledger:
            ledger.add(readings)
            (count,) = ledger.counts()
        page = told[name] = open_page(serve(path), f"/incident/{count.dossier.id}")
        assert len(count.series.entries) == len(readings)
        assert violations(page) == []
        # Who reads is told below, and not twice.
        assert page.locator("body").inner_text().count("This is a machine’s reading") == 1
    assert told["alone"].locator(".chart-figures").count() == 0
    only = told["alone"].locator("section:has(> [id^=many-]) p").first
    assert only.inner_text().split() == ["Ilse", "Brandt:", "“4", "sailors”", "The", "Tern,", "1", "January", "2026"]
    assert only.locator("a").get_attribute("href").endswith("#f1")
    assert told["moved"].locator(".chart-figures .chart-frame svg").count() == 1
    told["moved"].set_viewport_size({"width": 375, "height": 800})
    assert told["moved"].evaluate(WIDER) <= 0


@pytest.mark.parametrize("name", ["overview", "incident", "article", "dyad", "sources", "search"])
def test_pages_are_read_without_a_script(name: str, addresses, site: Site, open_page) -> None:
    with_it, without = (
        open_page(site, addresses(name), script=script).inner_text("main").split() for script in (True, False)
    )
    assert without == with_it
    assert len(without) > 25


@pytest.mark.lawless
def test_no_link_leads_nowhere(addresses, site: Site) -> None:
    """Of every page all links into the site, each kind of page a few times."""
    left = dict.fromkeys(PAGES, 6)
    waiting, seen, broken = [addresses(name) for name in NAMED], set(), []
    while waiting:
        address = waiting.pop(0)
        answer = site.get(address)
        if answer.status != 200:
            broken.append(f"{answer.status} {address}")
            continue
        for href in re.findall(r'<a [^>]*href="([^"#]*)', answer.text):
            told = html.unescape(href)
            path = re.sub(r"^/(incident|article)/[^/?.]+", r"/\1/{id}", told.partition("?")[0])
            if not told or told in seen or not told.startswith("/"):
                assert not re.match(r"(?i)(https?:)?//|javascript:|data:", told) or told.startswith(
                    "https://example.org"
                )
                continue
            seen.add(told)
            kind = path if path in left else "/"
            if path.endswith((".jsonl", ".csv")) or left[kind] > 0:
                left[kind] -= not path.endswith((".jsonl", ".csv"))
                waiting.append(told) if not path.endswith((".jsonl", ".csv")) else None
                if path.endswith((".jsonl", ".csv")) and site.get(told).status != 200:
                    broken.append(told)
    assert not broken, "\n".join(broken)


def test_a_record_has_an_address_of_its_own(addresses, site: Site, open_page) -> None:
    page = open_page(site, addresses("incident"))
    link = page.locator("a[href*='/article/'][href*='#']").first
    place = link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_url(f"**#{place}")
    assert page.locator(f"[id='{place}']").count() == 1
    assert page.evaluate("document.querySelector(':target') !== null")
    top = page.evaluate("document.querySelector(':target').getBoundingClientRect().top")
    assert -50 <= top <= 900


def test_filters_stand_in_the_address(site: Site, open_page) -> None:
    page = open_page(site, "/")
    page.click(".filters summary")
    page.select_option(".filters [name=type]", "COERCE")
    page.fill(".filters [name=since]", "1962-10-20")
    page.fill(".filters [name=party]", "Soviet Union")
    with page.expect_navigation():
        page.click(".filters button")
    assert "type=COERCE" in page.url
    assert "since=1962-10-20" in page.url
    told = page.inner_text("h1")
    # Whoever gets the link sees the same.
    assert open_page(site, page.url.removeprefix(site.url)).inner_text("h1") == told
    page.goto(f"{site.url}/?type=COERCE&since=1962-10-20")
    with Ledger.open(site.ledger, "read") as ledger:
        count = ledger.count(Asked(type="COERCE", since="1962-10-20"))
    assert page.inner_text("h1").startswith(f"{count} incident")
    with page.expect_navigation():
        page.click("text=Clear")
    assert page.url == f"{site.url}/"


@pytest.mark.parametrize(
    ("address", "status", "line"),
    [
        ("/?since=yesterday", 400, "no ISO date"),
        ("/?type=SUNK", 400, "no type"),
        ("/?min-confidence=x", 400, "no confidence"),
        ("/incident/0000", 404, ""),
        ("/article/0000", 404, ""),
        ("/no-such-page", 404, "There is no such page"),
        ("/search?q=%22%22", 400, "no word in this to search for"),
        ("/search?q=x&in=nowhere", 400, "no place to search in"),
        ("/review?kind=x", 400, "no kind of record"),
        ("/review?record=0000:e1", 400, "no such article"),
    ],
)
def test_what_cannot_be_asked_is_one_line(address: str, status: int, line: str, site: Site, open_page) -> None:
    answer = site.get(address)
    assert (answer.status, line in html.unescape(answer.text), "Traceback" in answer.text) == (status, True, False)
    page = open_page(site, address, expected=str(status))
    assert page.locator("main").inner_text().strip()


def test_the_keyboard_comes_to_the_content_and_sees_where_it_is(site: Site, open_page) -> None:
    page = open_page(site, "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert style[0] != "none"
    assert style[1] != "0px"


def test_more_is_loaded_in_its_place(site: Site, tmp_path: Path, serve, open_page) -> None:
    page = open_page(site, "/?order=oldest")
    assert page.locator(".rows .what a").count() >= SHOWN
    page.click("text=Show more")
    # Not by a function in the page, which the page's own policy forbids to make of words.
    page.locator(".rows .what a").nth(SHOWN + 5).wait_for()
    assert page.url == f"{site.url}/?order=oldest"
    with Ledger.open(tmp_path / "many.ledger") as ledger:
        ledger.add([ferry(day, day, words=f"Part {day}.") for day in range(1, 29)])
    own = serve(tmp_path / "many.ledger")
    search = open_page(own, "/search?q=sailors")
    assert search.locator(".rows > li:not(.more)").count() == SHOWN
    search.click("text=Show more")
    search.locator(".rows > li:not(.more)").nth(27).wait_for()
    assert search.locator(".rows > li:not(.more)").count() == 28
    # Who came there by keyboard is at the first of what is new, and not at the top again.
    search.locator(".rows > li:not(.more)").nth(SHOWN).locator("a:focus").wait_for()
    # The same without a script, a page at a time.
    plain = open_page(own, "/search?q=sailors", script=False)
    with plain.expect_navigation():
        plain.click("text=Show more")
    assert plain.locator(".rows > li:not(.more)").count() == 28 - SHOWN


def test_denials_and_refusals_stand_beside_each_with_its_words(site: Site, open_page) -> None:
    with Ledger.open(site.ledger, "read") as ledger:
        told = {d.id: {a.position for a in d.accounts} for d in ledger.incidents(Asked(status="happened"))}
    both = next(id for id, found in told.items() if "affirms" in found and found & {"denies", "declines", "doubts"})
    page = open_page(site, f"/incident/{both}")
    behind, against = (page.locator(one).bounding_box() for one in (".side:not(.against)", ".side.against"))
    assert abs(behind["y"] - against["y"]) < 5
    assert against["x"] > behind["x"] + behind["width"]
    accounts = page.locator(".side .account")
    assert accounts.count() >= 2
    assert all(one.locator("blockquote mark").count() for one in accounts.all())
    page.set_viewport_size({"width": 375, "height": 800})
    behind, against = (page.locator(one).bounding_box() for one in (".side:not(.against)", ".side.against"))
    assert against["y"] >= behind["y"] + behind["height"]


def test_copies_are_folded_and_every_link_says_why(tmp_path: Path, serve, open_page) -> None:
    words = "The ferry had left at dawn with forty on board, and fog lay over the sound all morning, the harbour said. "
    path = tmp_path / "copied.ledger"
    with Ledger.open(path) as ledger:
        copies = [ferry(7, 4, outlet, f"{3 * words} No. {n}.") for n, outlet in enumerate(("The Gull", "The Skua"))]
        ledger.add([*copies, ferry(7, 4, "The Auk")])
        one = next(ledger.incidents(order="reports", limit=1))
    assert (one.reports, one.independent) == (3, 2)
    page = open_page(serve(path), f"/incident/{one.id}")
    folded = page.locator(f"section[aria-labelledby='told-{one.id}'] details")
    assert folded.count() == 1
    assert folded.locator("summary").inner_text() == "1 copy of it, not counted as independent"
    assert not folded.locator("li a").first.is_visible()
    folded.locator("summary").press("Enter")
    assert folded.locator("li a").first.is_visible()
    why = page.locator(f"section[aria-labelledby='why-{one.id}'] tbody tr")
    assert why.count() >= 2
    assert all(row.locator("td").nth(3).inner_text().strip() for row in why.all())
    # A link leads to each of both tellings.
    assert all(row.locator("td a[href^='/article/']").count() >= 2 for row in why.all())
