"""Words that would run where they are shown: each of `tables/payloads.toml` in every field that comes from an article,
a feed, a file's name, an actors file or an annotation, in every page, in the report, in notebooks and in the timeline.

Chromium is told to pass over the content security policy: what is tried is that everything is escaped, and not that the
policy would have caught it. (`test_pages.py` and `test_report.py` look at pages with the policy on.) Beside what runs,
the elements and attributes of every page are compared with those of a ledger of the same shape in harmless words.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

pytest.importorskip("starlette", reason="the extra “web” is not installed")

from reportedly import Ledger
from reportedly.export.bringing import bring
from reportedly.export.webannotation import digest_of
from reportedly.ledger.values import Report
from reportedly.records import Article, Event, Figure, Flaw, Mention, Reading, Statement, When, Where
from reportedly.shown import html_of
from reportedly.text import TURNING, Span
from reportedly.web.report import report_of
from tests.export.making import exported
from tests.web.serving import Site, served

# What imports and other programs bring need not keep to the contract, and must run nothing all the same.
pytestmark = pytest.mark.lawless

PAYLOADS = {one["name"]: one["text"] for one in tomllib.loads(
    (Path(__file__).parent / "tables" / "payloads.toml").read_text("utf-8"))["payload"]}  # fmt: skip
CLOCK = "2026-02-03T04:05:06Z"

NAME = "<svg onload=owned='file'>'\"& {{ 7*7 }}.ledger"
"""Of a ledger's file."""

QUIET = ["Quiet words of one kind", "quiet WORDS of one kind", "Words", "https://quiet.example/words"]
"""Words that are harmless, two of them of one party, which is disputed then, and one an address: what a page is made of
where nothing is hostile."""

MORE = [f"Further words, number {at}" for at in range(22)]
"""So that lists are as long as those of the hostile ones."""

# Every element with its attributes, and where it leads.
SHAPE = """() => {
  const shapes = new Set(), leads = new Set();
  for (const one of document.querySelectorAll("*")) {
    shapes.add(one.localName);
    for (const {name, value} of one.attributes) {
      shapes.add(`${one.localName} ${name}`);
      if (["href", "src", "action", "formaction", "xlink:href", "hx-get"].includes(name)) leads.add(value);
    }
  }
  return [[...shapes], [...leads], typeof owned === "undefined" ? null : String(owned)];
}"""


def reading(words: str, day: int, outlet: str) -> Reading:
    """An article that says `words` wherever it can, and records that stand on them and are called so."""
    text = f"{words}\n\n{words} said that {words} shelled 12 {words} near {words} on {words}.\n\nMore {words}"
    at = text.index("\n\n") + 2
    one = Span(at, at + len(words))

    def after(before: str) -> Span:
        start = text.index(before, at) + len(before)
        return Span(start, start + len(words))

    def find(part: str) -> Span:
        start = text.index(part, one.end)
        return Span(start, start + len(part))

    who = Mention(one, "person", words, words[:40], "GOV")
    actor = Mention(after(" that "), "group", f"{words} Front", words[:40], "REB")
    whom = Mention(find(f"12 {words}"), "object", f"{words} fleet", None, None)
    content = Span(after(" that ").start, text.rindex(".\n\n"))
    when = When(after(" on "), f"2026-01-{day:02}", f"2026-01-{day:02}", "day")
    where = Where(after(" near "), words, words[:40], 10.0, 20.0)
    says = (
        Statement(1, Span(one.start, content.end), who, "person", find("said"), (content,), "indirect", "asserts",
                  (after(" near "),), (after(" on "),), confidence=0.5),
        Statement(2, Span(content.start, content.end), actor, "office", None, (content,), "indirect", "denies",
                  confidence=0.5, within=1),
    )  # fmt: skip
    act = Event(1, find("shelled"), "ASSAULT", "heavy-weapons", "material conflict", -9.0, actor, whom, "happened", 1,
                0.5, None, when, where)  # fmt: skip
    count = Figure(1, find(f"12 {words}"), 12.0 + day, 12.0 + day, 12.0 + day, "exact", words, words, 1, 1, 0.5)
    flaw = Flaw(Span(text.rindex("More"), len(text)), "boilerplate")
    article = Article(text, words, f"/tmp/{words}", words, words, outlet, words[:20], f"2026-01-{day:02}", words, words)
    return Reading(article, says, (act,), (count,), (flaw,))


def annotation(of: Reading, words: str) -> dict[str, Any]:
    """A verdict of another tool on the figure."""
    (count,), text = of.figures, of.article.text
    selectors = [
        {"type": "TextPositionSelector", "start": count.span.start, "end": count.span.end},
        {"type": "TextQuoteSelector", "exact": count.span.of(text)},
    ]
    return {
        "id": words, "type": "Annotation", "motivation": "assessing", "creator": {"name": words},
        "body": ["right", {"value": words, "purpose": "commenting"}],
        "target": {"source": of.article.url, "digest": digest_of(text), "selector": selectors},
    }  # fmt: skip


def pairs_of(every: Sequence[str]) -> list[tuple[Reading, Reading]]:
    """Two outlets that tell of one act, for each of these words."""
    return [(reading(one, 1 + at, one), reading(one, 2 + at, f"{one} Herald")) for at, one in enumerate(every)]


def ledger_of(every: Sequence[str], path: Path) -> Path:
    """A ledger of what all of these words can say, with verdicts, some of them brought in from another tool."""
    with Ledger.open(path, clock=lambda: CLOCK) as ledger:
        pairs = pairs_of(every)
        ledger.add([one for pair in pairs for one in pair])
        for words, (article, _) in zip(every, pairs, strict=True):
            id, plain = article.article.id, " ".join(words.replace("\0", " ").split())
            ledger.judge(f"{id}:e1", "edited", plain, note=words, edited={"actor": f"{plain} Union"})
            ledger.judge(f"{id}:s1", "right", plain, note=words)
        brought = bring(ledger, [annotation(pair[0], words) for words, pair in zip(every, pairs, strict=True)])
        assert (brought.new, brought.unfit) == (len(every), [])
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("hostile") / NAME
    with served(ledger_of(list(PAYLOADS.values()), path)) as site:
        yield site


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(ledger_of([*QUIET, *MORE], tmp_path_factory.mktemp("quiet") / "quiet.ledger")) as site:
        yield site


def addresses(site: Site, every: Sequence[str]) -> list[str]:
    """Every page, for every one of the words where it is about something."""
    told = ["/", "/?order=reports", "/disputes", "/corrections", "/parties", "/sources", "/about", "/review",
            "/review?kind=link", "/review?kind=figure", "/search?q=shelled",
            "/search?in=statements&q=shelled"]  # fmt: skip
    for words, (first, second) in zip(every, pairs_of(every), strict=True):
        one, other = Report(first, "").id, Report(second, "").id
        told += [
            f"/article/{one}", f"/review?record={one}:e1", f"/review?record={other}:f1",
            f"/review?{urlencode([('record', f'{one}:e1'), ('record', f'{other}:e1')])}",
            f"/party?{urlencode({'name': f'{words} Front'})}", f"/source?{urlencode({'name': words})}",
            f"/dyad?{urlencode({'one': f'{words} Front', 'other': f'{words} fleet'})}",
            f"/search?{urlencode({'q': words})}", f"/?{urlencode({'party': words, 'where': words})}",
            f"/parties?{urlencode({'q': words})}", f"/?{urlencode({'since': words})}", f"/{quote(words, safe='')}",
            f"/?{urlencode({'order': words})}", f"/incident/{quote(words, safe='')}",
        ]  # fmt: skip
    with Ledger.open(site.ledger, "read") as kept:
        told += [f"/incident/{d.id}" for d in kept.incidents()]
    return told


@pytest.fixture(scope="module")
def unguarded(chromium: Any) -> Iterator[Any]:
    """A page in a browser that passes over every content security policy."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    asked: list[str] = []
    page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.asked = asked
    yield page
    context.close()


def looked(page: Any, html: str) -> tuple[set[str], set[str], str | None]:
    """The shapes of a page, where it leads, and what ran in it."""
    page.set_content(html, wait_until="load")
    page.evaluate("() => new Promise(done => setTimeout(done, 0))")
    shapes, leads, owned = page.evaluate(SHAPE)
    return set(shapes), set(leads), owned


def harmless(lead: str) -> bool:
    """Within the site or the page, or to the web; no script."""
    return (lead[:1] in ("/", "#", "?") and lead[:2] != "//") or lead.startswith(("https://", "http://"))


def test_no_page_of_hostile_words_runs_or_holds_what_one_of_quiet_words_does_not(
    hostile: Site, quiet: Site, unguarded: Any
) -> None:
    known: set[str] = set()
    for path in addresses(quiet, QUIET):
        shapes, _, owned = looked(unguarded, quiet.get(path).text)
        assert owned is None, path
        known |= shapes
    del unguarded.asked[:]
    statuses: dict[int, int] = {}
    for path in addresses(hostile, list(PAYLOADS.values())):
        answer = hostile.get(path)
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
        shapes, leads, owned = looked(unguarded, answer.text)
        assert owned is None, (path, owned)
        assert shapes <= known, (path, shapes - known)
        assert all(map(harmless, leads)), (path, leads)
        assert "{{ 7*7 }}" in answer.text or "49" not in answer.text or "7*7" not in path
    assert set(statuses) <= {200, 400, 404}, statuses
    assert statuses[200] > 10 * len(PAYLOADS)
    # Not even a picture was asked for, nor anything of another host.
    assert [url for url in unguarded.asked if "elsewhere" in url or url.endswith("/x")] == []


TURNED = next(text for name, text in PAYLOADS.items() if "direction" in name)


def turning(html: str) -> list[str]:
    """What turns the words of a page around, but for values of forms, which nobody reads beside others."""
    rest = re.sub(r'value="[^"]*"|<textarea.*?</textarea>', "", html, flags=re.S)
    return [rest[max(0, at - 40) : at + 20] for at, sign in enumerate(rest) if sign in TURNING]


def test_no_page_and_no_report_has_its_words_turned_around(hostile: Site) -> None:
    """Else a name in an article could make a page read as its opposite: "not attacked", "12 killed"."""
    seen = 0
    for path in addresses(hostile, [TURNED]):
        text = hostile.get(path).text
        assert turning(text) == [], path
        seen += "\ufffdno" in text
    assert seen > 10
    with Ledger.open(hostile.ledger, "read") as ledger:
        assert turning("".join(report_of(ledger))) == []
    slides = json.dumps(json.loads(exported(hostile.ledger, "timelinejs")), ensure_ascii=False)
    assert turning(slides) == []


def test_words_that_turn_around_can_be_judged_and_stay_as_they_are(tmp_path: Path) -> None:
    """A form sends back what it was given, so that nothing looks as if it had been changed meanwhile."""
    article = reading(TURNED, 5, "The Gull")
    path = tmp_path / "a.ledger"
    with Ledger.open(path) as ledger:
        ledger.add([article])
    back = ""
    with served(path) as site:
        for name in ("s1", "e1", "f1"):
            record = f"{Report(article, '').id}:{name}"
            text = site.get(f"/review?{urlencode({'record': record})}").text
            form = text.split("data-review>")[1].split("</form>")[0]
            told = {n: unescape(v) for n, v in re.findall(r'<input[^>]* name="([\w-]+)" value="([^"]*)"', form)}
            back += told["exact"]
            answer = site.post("/review/judge", {**told, "decision": "right", "who": "Ines"})
            assert answer.status == 303, answer.text
    with Ledger.open(path, "read") as ledger:
        assert [one.decision for one in ledger.verdicts()] == ["right"] * 3
    assert any(sign in TURNING for sign in back)


@pytest.mark.parametrize("name", ["an address of the web that is none", "an attribute of the script that loads more"])
def test_pages_with_their_own_scripts_and_no_policy_run_nothing_either(hostile: Site, chromium: Any, name: str) -> None:
    first, _ = pairs_of(list(PAYLOADS.values()))[list(PAYLOADS).index(name)]
    context = chromium.new_context(bypass_csp=True)
    try:
        page = context.new_page()
        page.set_default_timeout(20_000)
        for path in ("/", f"/article/{Report(first, '').id}", f"/review?record={Report(first, '').id}:e1"):
            page.goto(hostile.url + path)
            page.keyboard.press("Tab")
            for link in page.locator("main a").all()[:20]:
                link.dispatch_event("mouseover")
                link.focus()
            assert page.evaluate("typeof owned") == "undefined", path
            assert page.url.startswith(hostile.url)
    finally:
        context.close()


def test_a_report_in_one_file_of_hostile_words_runs_nothing(hostile: Site, quiet: Site, unguarded: Any) -> None:
    told = []
    for site in (quiet, hostile):
        with Ledger.open(site.ledger, "read") as ledger:
            html = "".join(report_of(ledger))
        told.append(looked(unguarded, html))
    (known, _, _), (shapes, leads, owned) = told
    assert owned is None
    assert shapes <= known, shapes - known
    assert all(map(harmless, leads)), leads


@pytest.mark.parametrize("name", list(PAYLOADS))
def test_what_a_notebook_shows_of_hostile_words_runs_nothing(unguarded: Any, name: str) -> None:
    known, _, _ = looked(unguarded, html_of(list(reading(QUIET[0], 5, QUIET[0]).rows())))
    article = reading(PAYLOADS[name], 5, PAYLOADS[name])
    shapes, leads, owned = looked(unguarded, html_of(list(article.rows())))
    assert owned is None
    assert shapes <= known
    assert leads == set()


def test_slides_of_hostile_words_run_nothing(hostile: Site, unguarded: Any) -> None:
    """TimelineJS takes headlines, texts and dates as HTML."""
    document = json.loads(exported(hostile.ledger, "timelinejs"))
    slides = [document["title"], *document["events"]]
    assert len(slides) > len(PAYLOADS) // 2
    texts = [text for slide in slides for text in strings(slide)]
    assert any("onerror" in text for text in texts)
    shapes, leads, owned = looked(unguarded, "<hr>".join(texts))
    assert owned is None
    assert shapes <= {"html", "head", "body", "hr", "p", "ul", "li", "b", "small"}
    assert leads == set()


def strings(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from strings(one)
