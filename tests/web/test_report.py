"""The report: one file that needs nothing else, the same for the same ledger, and read from disk in a browser."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.errors import QuestionError
from reportedly.ledger.questions import Asked
from reportedly.web.report import in_words, report_of
from tests.ledger.readings import NOW, ferry, talks
from tests.test_cli import ENV, run
from tests.web import making

VOID = {"meta", "input", "br", "link", "img", "hr"}


class Page(HTMLParser):
    """Ids, addresses and words of a page; fails where its elements are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        self.tags[tag] += 1
        self.attributes |= told.keys()
        self.ids += [told["id"] or ""] if "id" in told else []
        self.links += [told["href"] or ""] if "href" in told else []
        self._open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += "" if "style" in self._open else data


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Two outlets on ferries, one text of hostile words, an act between equals."""
    path = making.desk(tmp_path / "desk.ledger")
    with Ledger.open(path, clock=lambda: NOW) as ledger:
        ledger.add([talks()])
    return path


def incidents_in(found: Page) -> set[str]:
    return {id.removeprefix("i-") for id in found.ids if id.startswith("i-") and id.count("-") == 1}


def page(path: Path, asked: Asked | None = None, **how: object) -> str:
    with Ledger.open(path, "read") as ledger:
        return "".join(report_of(ledger, asked or Asked(), **how))  # type: ignore[arg-type]


def test_it_is_one_file_that_loads_nothing(desk: Path) -> None:
    text = page(desk)
    found = Page(text)
    assert not found.tags.keys() & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "button"}
    assert not found.attributes & {"src", "srcset", "style"}
    assert not [name for name in found.attributes if name.startswith("on")]
    styles = text[text.index("<style>") : text.rindex("</style>")]
    assert "@import" not in styles
    assert "url(" not in styles
    assert "default-src 'none'" in text


def test_all_links_lead_somewhere_in_it(desk: Path) -> None:
    found = Page(page(desk))
    assert len(found.ids) == len(set(found.ids))
    inside = {link[1:] for link in found.links if link.startswith("#")}
    assert inside <= set(found.ids)
    others = {link for link in found.links if not link.startswith("#")}
    assert others == {"https://tern.example/1", "https://tern.example/2"}


def test_hostile_words_are_words(desk: Path) -> None:
    found = Page(page(desk))
    assert making.HOSTILE.split()[0] in found.words
    assert "49" not in found.words.split()


def test_every_article_has_its_records_marked(desk: Path) -> None:
    found = Page(page(desk))
    with Ledger.open(desk, "read") as ledger:
        for report in ledger.reports():
            for kind, records in (("s", report.reading.statements), ("e", report.reading.events)):
                assert {f"a-{report.id}-{kind}{one.number}" for one in records} <= set(found.ids)


def test_the_same_ledger_gives_the_same_bytes(desk: Path, tmp_path: Path) -> None:
    outputs = []
    for number, seed in enumerate(("0", "1")):
        output = tmp_path / f"{number}.html"
        assert run("report", desk, "-o", output, PYTHONHASHSEED=seed, TZ=("UTC", "Asia/Tokyo")[number]) == (0, "", "")
        outputs.append(output.read_bytes())
    assert outputs[0] == outputs[1]
    code, text, _ = run("report", desk)
    assert (code, text.encode()) == (0, outputs[0])


# What is asked for

ASKED = [
    ("everything", Asked(), {"ASSAULT firearms", "ASSAULT heavy-weapons", "CONSULT"}),
    ("a type", Asked(type="CONSULT"), {"CONSULT"}),
    ("between two", Asked(between=("Kestria", "Norland")), {"CONSULT"}),
    ("days", Asked(until="2026-01-01"), {"ASSAULT firearms"}),
    ("nothing is like it", Asked(type="PROTEST"), set()),
]


@pytest.mark.parametrize(("name", "asked", "kinds"), ASKED, ids=[a[0] for a in ASKED])
def test_it_tells_what_is_asked_for(name: str, asked: Asked, kinds: set[str], desk: Path) -> None:
    text = page(desk, asked)
    found = Page(text)
    with Ledger.open(desk, "read") as ledger:
        wanted = list(ledger.incidents(asked))
    assert incidents_in(found) == {d.id for d in wanted}
    assert {f"{d.type} {d.mode}" if d.mode else d.type for d in wanted} == kinds


def test_no_more_than_the_limits_and_says_so(desk: Path) -> None:
    found = Page(page(desk, limit=1, articles=0))
    assert len(incidents_in(found)) == 1
    assert not any(id.startswith("a-") for id in found.ids)
    assert "of which the 1 that most outlets report" in " ".join(found.words.split())
    assert "#articles" in found.links


def test_it_tells_what_was_known_then(tmp_path: Path) -> None:
    path, hours = tmp_path / "two.ledger", iter(["2026-01-05T00:00:00Z", "2026-01-09T00:00:00Z"] * 2)
    now = [next(hours)]
    with Ledger.open(path, clock=lambda: now[0]) as ledger:
        ledger.add([ferry(1)])
        now[0] = "2026-01-09T00:00:00Z"
        ledger.add([talks()])
    then, later = (Page(page(path, as_of=day)).words for day in ("2026-01-06", "2026-01-10"))
    assert "CONSULT" not in then
    assert "CONSULT" in later


def test_what_is_asked_is_told_in_words() -> None:
    asked = Asked("1962-10-22", None, ("Cuba", "USA"), "ASSAULT", "Havana", "happened", 0.5)
    assert in_words(asked, "1962-11-01") == (
        "between Cuba and USA, of type ASSAULT, at Havana, happened, since 22 October 1962, "
        "with a confidence of 0.5 at least, as known at 1962-11-01"
    )
    assert in_words(Asked(), None) == ""


# What goes wrong


def test_what_cannot_be_asked_leaves_the_file_as_it_was(desk: Path, tmp_path: Path) -> None:
    output = tmp_path / "old.html"
    output.write_text("old", "utf-8")
    for arguments, line in (
        (["--type", "SUNK"], "no type: 'SUNK'"),
        (["--as-of", "soon"], "soon"),
    ):
        code, told, error = run("report", desk, "-o", output, *arguments)
        assert (code, told, error.count("\n"), line in error) == (2, "", 1, True)
    assert output.read_text("utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["desk.ledger", "old.html"]


def test_what_cannot_be_read_or_written_is_one_line(desk: Path, tmp_path: Path) -> None:
    for arguments in ([tmp_path / "none.ledger"], [desk, "-o", tmp_path / "no" / "folder.html"]):
        code, told, error = run("report", *arguments)
        assert (code, told, error.count("\n"), "Traceback" in error) == (1, "", 1, False)


def test_an_impossible_question_is_raised_before_anything_is_told(desk: Path) -> None:
    with Ledger.open(desk, "read") as ledger, pytest.raises(QuestionError):
        report_of(ledger, Asked(status="perhaps"))


def python(code: str, argument: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, str(argument)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=ENV, check=False)


def test_no_server_is_needed(desk: Path) -> None:
    code = (
        "import sys\nfrom reportedly import Ledger\nfrom reportedly.web.report import report_of\n"
        "with Ledger.open(sys.argv[1], 'read') as ledger:\n    text = ''.join(report_of(ledger))\n"
        "assert len(text) > 1000\n"
        "assert not {'starlette', 'uvicorn', 'onnxruntime'} & sys.modules.keys(), sys.modules.keys()"
    )
    done = python(code, desk)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_the_extra_it_says_what_to_install(desk: Path) -> None:
    code = "import sys\nsys.modules['jinja2'] = None\nfrom reportedly.cli import main\nmain(['report', sys.argv[1]])"
    done = python(code, desk)
    assert done.returncode == 1
    assert "pip install 'reportedly[web]'" in done.stderr
    assert done.stderr.count("\n") == 1


# In a browser, with the network cut

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def file(crisis: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a few days of the example crisis, with a hostile article in it."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(crisis, limit=12, articles=6), "utf-8")
    return path


def opened(open_page, file: Path, **how: object):
    """From disk: `open_page` fails the test where anything else is asked for."""
    shown = open_page(file.parent.as_uri(), f"/{file.name}", **how)
    shown.context.set_offline(True)
    shown.reload()
    return shown


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_it_is_read_from_disk_with_the_network_cut(script: bool, file: Path, open_page) -> None:
    shown = opened(open_page, file, script=script)
    assert shown.locator("h1").inner_text().startswith("What is reported")
    assert shown.locator("#incidents article.incident").count() == 12
    assert shown.locator("#articles article.text").count() >= 3
    link = shown.locator("svg a[href^='#i-']").first
    target = link.get_attribute("href")
    link.click()
    assert shown.url.endswith(target)
    assert shown.locator(target).is_visible()


def test_nothing_hostile_runs(file: Path, open_page) -> None:
    assert opened(open_page, file).evaluate("typeof owned") == "undefined"


def test_no_violation_of_accessibility_light_and_dark(file: Path, open_page, violations) -> None:
    shown = opened(open_page, file)
    found = violations(shown)
    shown.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in violations(shown)]
    assert not found, "\n".join(found)


def test_it_fits_a_phone_and_a_sheet_of_paper(file: Path, open_page) -> None:
    shown = opened(open_page, file, width=375)
    assert shown.evaluate(WIDER) <= 0
    shown.emulate_media(media="print")
    shown.set_viewport_size({"width": 700, "height": 900})
    assert shown.evaluate(WIDER) <= 0
    assert not shown.locator("nav").first.is_visible()
    assert shown.locator(".marked-text").first.is_visible()


def test_a_record_is_shown_on_hover_and_on_focus(file: Path, open_page) -> None:
    shown = opened(open_page, file, script=False)
    mark = shown.locator(".marked-text .m-event.m-is").first
    card = mark.locator("> .m-card")
    assert not card.is_visible()
    mark.hover()
    assert card.is_visible()
    shown.mouse.move(0, 0)
    assert not card.is_visible()
    mark.focus()
    assert card.is_visible()
    told = mark.get_attribute("aria-describedby")
    assert card.get_attribute("id") == told


def test_of_marks_within_marks_only_the_innermost_is_told(file: Path, open_page) -> None:
    shown = opened(open_page, file, script=False)
    shown.locator(".m-statement .m-event.m-is").first.hover()
    assert shown.locator(".m-card:visible").count() == 1


@pytest.mark.parametrize("kind", ["source", "cue", "content", "conflict", "cooperation", "figure"])
def test_the_legend_switches_each_kind_on_and_off(kind: str, file: Path, open_page) -> None:
    shown = opened(open_page, file, script=False)
    looks = {"conflict": ".m-event.conflict", "cooperation": ".m-event.cooperation", "content": ".m-content.d0"}
    mark = shown.locator(f".marked-text {looks.get(kind, f'.m-{kind}')}").first
    style = "one => { const s = getComputedStyle(one); return [s.display, s.backgroundColor, s.color, s.fontStyle] }"
    before, words = mark.evaluate(style), shown.locator(".marked-text p").first.inner_text()
    box = shown.locator(f".mark-legend .show-{kind}")
    box.focus()
    shown.keyboard.press("Space")
    assert not box.is_checked()
    assert mark.evaluate(style)[0] == "contents"
    shown.keyboard.press("Space")
    assert mark.evaluate(style) == before
    assert shown.locator(".marked-text p").first.inner_text() == words
