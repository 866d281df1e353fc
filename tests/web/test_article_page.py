"""An article in the browser: marks that are switched off and on, and the record of each at hand."""

from __future__ import annotations

import pytest

from reportedly import Ledger
from tests.web.serving import Site


@pytest.fixture
def address(site: Site) -> str:
    """An article with statements and events."""
    with Ledger.open(site.ledger, "read") as ledger:
        reports = ledger.reports(since="1962-01-01", until="1962-12-31")
        return f"/article/{next(r.id for r in reports if len(r.reading.events) > 2 and len(r.reading.statements) > 2)}"


def looks(page, selector: str) -> list[str]:
    return page.eval_on_selector(
        selector,
        "one => ((s) => [s.display, s.color, s.fontWeight, s.textDecorationLine])(getComputedStyle(one))",
    )


@pytest.mark.parametrize("script", [True, False])
def test_marks_are_switched_off_and_on_by_keyboard(script: bool, site: Site, address: str, open_page) -> None:
    page = open_page(site, address, script=script)
    for box, mark in ((".show-source", ".marked-text .m-source"), (".show-content", ".marked-text .m-content.d0")):
        before = looks(page, mark)
        page.focus(box)
        page.keyboard.press("Space")
        assert not page.is_checked(box)
        assert looks(page, mark) != before, mark
        page.keyboard.press("Space")
        assert looks(page, mark) == before


def test_a_record_is_shown_on_hover_and_on_focus(site: Site, address: str, open_page) -> None:
    page = open_page(site, address)
    event = page.locator(".marked-text .m-event.m-is").first
    card = event.locator(".m-card")
    assert not card.is_visible()
    event.hover()
    assert card.is_visible()
    page.mouse.move(0, 0)
    assert not card.is_visible()
    event.focus()
    assert card.is_visible()
    assert event.get_attribute("id") in card.inner_text()
    assert card.locator("a[href*='/review?record=']").count() >= 1
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1200


def test_records_are_reached_with_tab_in_the_order_of_the_text(site: Site, address: str, open_page) -> None:
    page = open_page(site, address)
    page.locator(".marked-text .m-is").first.focus()
    seen = []
    for _ in range(4):
        seen.append(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "A":
            page.keyboard.press("Tab")
    places = page.eval_on_selector_all(".marked-text .m-is[tabindex]", "all => all.map((one) => one.id)")
    assert seen[0] == places[0]
    assert [places.index(one) for one in seen if one] == sorted(places.index(one) for one in seen if one)


def test_cards_fit_a_phone(site: Site, address: str, open_page) -> None:
    page = open_page(site, address, width=375, height=800)
    records = page.locator(".marked-text .m-is[tabindex]")
    for at in range(min(6, records.count())):
        records.nth(at).focus()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_record_is_judged_from_its_article(site: Site, address: str, open_page) -> None:
    page = open_page(site, address)
    event = page.locator(".marked-text .m-event.m-is[id^=e]").first
    name = event.get_attribute("id")
    event.focus()
    event.locator("a:has-text('judge')").first.click()
    page.wait_for_url("**/review?record=*")
    assert page.input_value("form[data-review] [name=record]").endswith(f":{name}")
    assert "Is this event right?" in page.inner_text("main")
