"""Review with the keyboard alone, with the mouse, and without a script; nothing decided is lost or overwritten."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reportedly import Ledger
from reportedly.article.differing import Difference
from reportedly.errors import LedgerError
from reportedly.ledger.differences import ENDING, Kept, keep
from reportedly.ledger.questions import Judged
from reportedly.text import Span
from tests.web import making
from tests.web.serving import Site


def verdicts(site: Site) -> list[Judged]:
    with Ledger.open(site.ledger, "read") as ledger:
        return list(ledger.verdicts())


def decided(site: Site) -> list[tuple[str, str]]:
    return sorted((one.about, one.decision) for one in verdicts(site))


def in_form(page: Any, name: str) -> str:
    return str(page.input_value(f"form[data-review] [name='{name}']"))


def press(page: Any, key: str) -> None:
    """A key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


# Keys


def test_right_wrong_and_taken_back_by_keys(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=event")
    first = in_form(page, "record")
    press(page, "r")
    assert "Kept: right" in page.inner_text("[role=status]")
    assert in_form(page, "record") != first
    press(page, "w")
    assert decided(desk) == [("event", "right"), ("event", "wrong")]
    press(page, "u")
    assert decided(desk) == [("event", "right")]
    press(page, "u")
    assert decided(desk) == []
    # What was taken back is shown again, and was kept.
    assert in_form(page, "record").partition(":")[2] == first.partition(":")[2]
    with Ledger.open(desk.ledger, "read") as ledger:
        assert ledger.db.execute("SELECT count(*) FROM verdicts WHERE until IS NOT NULL").fetchone() == (2,)


def test_what_another_reader_tells_otherwise_is_asked_about(desk: Site, open_page, violations) -> None:
    with Ledger.open(desk.ledger, "read") as ledger:
        report = next(r for r in ledger.reports() if r.reading.events)
    event, article = report.reading.events[0], report.reading.article
    model, words = article.model or "", event.span.of(article.text)
    readers = (model, "other 1")
    status = Difference("event", event.span, words, event.number, event.number, "status", (event.status, "<b>denied"))
    alone = Difference("event", Span(0, 4), article.text[:4], None, 1)
    stale = replace(status, one=99)
    made = [Kept(article.id, readers, one) for one in (status, alone)]
    keep(str(desk.ledger), [article.id], [*made, Kept("0" * 16, readers, stale)], readers)
    page = open_page(desk, "/review?kind=difference")
    assert in_form(page, "record").partition(":")[2] == f"e{event.number}"
    told = page.inner_text("[role=note]")
    assert "other 1" in told
    assert "<b>denied" in told
    assert event.status in told
    assert "What another reader alone has" in page.inner_text("main")
    assert violations(page) == []
    press(page, "w")
    assert decided(desk) == [("event", "wrong")]
    assert "Nothing in doubt is left" in page.inner_text("main")
    assert "1 of 1 in doubt judged" in page.inner_text(".progress")


def test_a_broken_file_of_differences_is_one_line(desk: Site, open_page) -> None:
    Path(f"{desk.ledger}{ENDING}").write_text("no difference\n")
    page = open_page(desk, "/review?kind=difference", expected="400")
    assert "holds no difference" in page.inner_text("main")


def test_skip_and_back_to_the_first(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=event")
    seen = []
    for _ in range(3):
        seen.append(in_form(page, "record"))
        press(page, "s")
    assert len(set(seen)) == 3
    assert "Nothing is left after those that you skipped" in page.inner_text("main")
    with page.expect_navigation():
        page.click("text=Back to the first")
    assert in_form(page, "record") == seen[0]
    assert decided(desk) == []


def test_ends_are_moved_word_by_word_and_fields_changed_by_keys(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=figure")
    before = in_form(page, "words")
    assert before in ("4 sailors", "5 sailors", "12 ferries")
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert len(in_form(page, "words").split()) == len(before.split()) + 2
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.name") == "value"
    page.keyboard.press("Control+a")
    page.keyboard.type("40")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("counted again: r w u s")
    press(page, "Control+Enter")
    (kept,) = verdicts(desk)
    assert (kept.about, kept.decision, kept.note) == ("figure", "edited", "counted again: r w u s")
    edited = dict(kept.edited)
    assert edited["value"] == 40
    assert len(edited["span"]["words"].split()) == len(before.split()) + 2
    assert edited["span"]["words"].split()[1:-1] == before.split()


def test_the_handles_can_be_reached_and_moved(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=figure")
    start = page.locator("[role=slider]").first
    start.focus()
    before = in_form(page, "words")
    page.keyboard.press("ArrowRight")
    assert in_form(page, "words") == before.split(" ", 1)[1]
    assert page.evaluate("document.activeElement.getAttribute('role')") == "slider"
    assert start.get_attribute("aria-valuetext") == before.split()[1]


def test_single_keys_can_be_switched_off(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=event")
    page.uncheck("[data-keys-on]")
    page.keyboard.press("r")
    page.reload()
    page.keyboard.press("w")
    page.wait_for_timeout(150)
    assert decided(desk) == []


def test_buttons_are_reached_with_tab(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=event")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText || document.activeElement.name || ''"))
        if reached[-1].startswith("Wrong"):
            break
    assert reached[-1].startswith("Wrong"), reached
    press(page, "Enter")
    assert decided(desk) == [("event", "wrong")]


# Pointer, and no script


def test_an_end_is_dragged(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=figure")
    before = in_form(page, "words")
    handle = page.locator("[role=slider]").last.bounding_box()
    word = page.locator(".closeup .in ~ .w:not(.in)").nth(1).bounding_box()
    page.mouse.move(handle["x"] + 2, handle["y"] + 5)
    page.mouse.down()
    page.mouse.move(word["x"] + 3, word["y"] + word["height"] / 2, steps=4)
    page.mouse.up()
    assert in_form(page, "words").startswith(before)
    assert len(in_form(page, "words").split()) == len(before.split()) + 2
    with page.expect_navigation():
        page.click("text=Save the edit")
    assert decided(desk) == [("figure", "edited")]


def test_without_a_script_the_same_forms_are_filled_in(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=statement", script=False)
    page.click("summary:has-text('Edit')")
    words = in_form(page, "words")
    page.fill("[name=words]", words.split(" ", 1)[1])
    page.select_option("[name=stance]", "denies")
    page.fill("[name=source]", "Norway")
    with page.expect_navigation():
        page.click("text=Save the edit")
    (kept,) = verdicts(desk)
    edited = dict(kept.edited)
    assert (edited["stance"], edited["source"]) == ("denies", "Norway")
    assert " ".join(edited["content"]["words"].split()) == words.split(" ", 1)[1]
    with page.expect_navigation():
        page.click("text=Take back")
    assert decided(desk) == []
    with page.expect_navigation():
        page.click("text=Wrong")
    assert decided(desk) == [("statement", "wrong")]


def test_enter_in_a_field_never_says_right(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=event", expected="400")
    page.keyboard.press("e")
    page.focus("[name=actor]")
    press(page, "Enter")
    assert "nothing was changed" in page.inner_text("[role=alert]")
    page.fill("[name=actor]", "Black Brigade")
    press(page, "Enter")
    assert decided(desk) == [("event", "edited")]


# Links


def test_two_tellings_are_one_incident_or_apart(tmp_path: Path, crisis: Path, serve, open_page) -> None:
    path = tmp_path / "crisis.ledger"
    path.write_bytes(crisis.read_bytes())
    own = serve(path)
    page = open_page(own, "/review?kind=link")
    assert "Are these two tellings of one incident?" in page.inner_text("main")
    press(page, "w")
    press(page, "r")
    assert decided(own) == [("same incident", "right"), ("same incident", "wrong")]
    press(page, "u")
    press(page, "u")
    assert decided(own) == []


# What is not kept says so, and loses nothing


def form_of(site: Site, query: str = "kind=event") -> dict[str, str]:
    text = site.get(f"/review?{query}").text
    told = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', text))
    return {name: told[name] for name in ("csrf", "back", "record", "seen")}


def test_another_program_writes(desk: Site, monkeypatch) -> None:
    monkeypatch.setattr("reportedly.web.ledgers.WAIT", 0.3)
    form = {**form_of(desk), "decision": "edited", "status": "planned", "note": "as he said"}
    other = sqlite3.connect(desk.ledger)
    other.execute("BEGIN IMMEDIATE")
    answer = desk.post("/review/judge", form)
    assert answer.status == 503
    assert "Another program is writing to the ledger, and nothing was kept" in answer.text
    assert re.search(r"<option value=\"planned\" selected>", answer.text)
    assert "as he said</textarea>" in answer.text
    other.execute("ROLLBACK")
    other.close()
    assert desk.post("/review/judge", form).status == 303
    assert decided(desk) == [("event", "edited")]


def test_somebody_else_was_faster(desk: Site) -> None:
    form = {**form_of(desk), "decision": "right"}
    with Ledger.open(desk.ledger) as ledger:
        ledger.judge(form["record"], "wrong", "Jon", note="an exercise")
    answer = desk.post("/review/judge", {**form, "note": "mine"})
    assert answer.status == 409
    assert "Jon judged this meanwhile" in answer.text
    assert "an exercise" in answer.text
    assert "mine</textarea>" in answer.text
    assert decided(desk) == [("event", "wrong")]
    # Whoever has seen that may still judge: nothing is overwritten.
    seen = re.search(r'name="seen" value="(\d+)"', answer.text)
    assert seen is not None
    assert desk.post("/review/judge", {**form, "seen": seen[1]}).status == 303
    assert decided(desk) == [("event", "right"), ("event", "wrong")]


def test_a_key_that_is_pressed_twice_decides_once(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=event")
    first = in_form(page, "record")
    with page.expect_navigation():
        page.evaluate(
            "for (const _ of 'rr') document.dispatchEvent(new KeyboardEvent('keydown', {key: 'r', bubbles: true}))"
        )
    assert decided(desk) == [("event", "right")]
    assert in_form(page, "record") != first


def test_what_others_decided_is_not_taken_back_by_a_key(desk: Site, open_page) -> None:
    form = form_of(desk)
    with Ledger.open(desk.ledger) as ledger:
        ledger.judge(form["record"], "wrong", "Jon")
    page = open_page(desk, "/review?kind=event")
    page.keyboard.press("u")
    page.wait_for_timeout(150)
    assert decided(desk) == [("event", "wrong")]
    # By its button it is.
    with page.expect_navigation():
        page.click("text=Take back")
    assert decided(desk) == []


def test_a_ledger_that_cannot_be_written_says_so_and_not_where_it_lies(desk: Site, monkeypatch) -> None:
    form = {**form_of(desk), "decision": "right", "note": "mine"}
    whole = desk.ledger.read_bytes()

    def full(*_: object) -> None:
        raise LedgerError(f"{desk.ledger}: the disk is full")

    monkeypatch.setattr("reportedly.ledger.store.judge_record", full)
    answer = desk.post("/review/judge", form)
    assert answer.status == 503
    assert "Nothing was kept: desk.ledger: the disk is full." in answer.text
    assert "mine</textarea>" in answer.text
    assert desk.ledger.read_bytes() == whole


def test_the_article_was_read_anew(desk: Site) -> None:
    answer = desk.post("/review/judge", {**form_of(desk), "decision": "right", "exact": "other words"})
    assert answer.status == 409
    assert "read anew meanwhile" in answer.text


@pytest.mark.parametrize(
    ("fields", "status", "line"),
    [
        ({"decision": "perhaps"}, 400, "right, wrong, edited or noted"),
        ({"decision": "edited"}, 400, "nothing was changed"),
        ({"decision": "right", "status": "planned"}, 400, "fields were changed"),
        ({"decision": "edited", "type": "SUNK"}, 400, "type=SUNK"),
        ({"decision": "edited", "type": "CONSULT", "mode": "drone"}, 400, "drone is no mode of CONSULT"),
        ({"decision": "edited", "when.start": "Monday"}, 400, "when.start=Monday"),
        ({"decision": "edited", "words": "no such words"}, 400, "no such words in the article"),
        ({"decision": "note", "note": " "}, 400, "a note has words"),
        ({"decision": "right", "record": "0000:e1"}, 400, "no such article"),
        ({"decision": "right", "record": ""}, 400, "no record is named"),
        ({"decision": "right", "csrf": "x"}, 403, "not from a page of this server"),
    ],
)
def test_what_cannot_be_decided_is_one_clear_line(desk: Site, fields: dict[str, str], status: int, line: str) -> None:
    answer = desk.post("/review/judge", {**form_of(desk), **fields})
    assert (answer.status, line in answer.text, "Traceback" in answer.text) == (status, True, False), answer.text
    assert decided(desk) == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}]
)
def test_forms_of_other_sites_are_refused(desk: Site, headers: dict[str, str]) -> None:
    assert desk.post("/review/judge", {**form_of(desk), "decision": "wrong"}, **headers).status == 403
    assert desk.post("/review/undo", {**form_of(desk), "verdict": "1"}, **headers).status == 403
    assert decided(desk) == []


@pytest.mark.parametrize("verdict", ["", "x", "99", "-1", "9" * 30])
def test_what_does_not_stand_cannot_be_taken_back(desk: Site, verdict: str) -> None:
    answer = desk.post("/review/undo", {**form_of(desk), "verdict": verdict})
    assert (answer.status, "cannot be taken back" in answer.text) == (409, True)


def test_a_read_only_server_has_no_forms_and_takes_none(desk: Site, serve, open_page) -> None:
    form = form_of(desk)
    site = serve(desk.ledger, read_only=True)
    page = open_page(site, "/review?kind=event")
    assert page.locator("form[method=post]").count() == 0
    assert "read-only" in page.inner_text("main")
    page.keyboard.press("r")
    for path in ("/review/judge", "/review/undo"):
        answer = site.post(path, {**form, "csrf": site.app.state.form_token, "decision": "right", "verdict": "1"})
        assert answer.status == 403
    assert decided(desk) == []


def test_who_judges_is_remembered(desk: Site, open_page) -> None:
    page = open_page(desk, "/review?kind=event")
    page.fill("[name=who]", "Ines Ä <b>")
    page.keyboard.press("Escape")
    press(page, "r")
    assert in_form(page, "who") == "Ines Ä <b>"
    assert [one.who for one in verdicts(desk)] == ["Ines Ä <b>"]


def test_an_empty_ledger_has_nothing_to_review(tmp_path: Path, serve) -> None:
    Ledger.open(tmp_path / "a.ledger").close()
    answer = serve(tmp_path / "a.ledger").get("/review")
    assert (answer.status, "Nothing in doubt is left" in answer.text) == (200, True)


def test_hostile_words_stay_words(desk: Site, open_page) -> None:
    for kind, name in (("statement", "s1"), ("event", "e1"), ("figure", "f1")):
        page = open_page(desk, f"/review?record={making.hostile().article.id}:{name}")
        assert page.locator("main img, main b[onmouseover], main script").count() == 0, kind
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Shift+ArrowUp")
        page.hover(".closeup")
        assert page.evaluate("typeof owned") == "undefined"
        page.reload()
        press(page, "w")
        assert page.evaluate("typeof owned") == "undefined"
        # What was judged stands beside the next one.
        assert page.locator("main img, main b[onmouseover], main script").count() == 0, kind
