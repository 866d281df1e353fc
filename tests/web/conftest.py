"""Pages in a browser: Debian's Chromium through Playwright, with all that may not happen watched for.

Skipped, with a line that says why, where there is no Chromium, or no Playwright.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.once import made_once
from tests.web import making
from tests.web.serving import Site, served

HERE = Path(__file__).parent

Serve = Callable[..., Site]

# The server


@pytest.fixture(scope="session")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "crisis", making.crisis) / "crisis.ledger"


@pytest.fixture(scope="session")
def site(crisis: Path) -> Iterator[Site]:
    """The crisis, to be looked at and not to be written to."""
    with served(crisis) as site:
        yield site


@pytest.fixture(scope="session")
def _desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.desk(tmp_path_factory.mktemp("desk") / "desk.ledger")


@pytest.fixture
def desk(_desk: Path, tmp_path: Path) -> Iterator[Site]:
    """A small ledger of a test's own, to be judged in."""
    path = tmp_path / "desk.ledger"
    shutil.copyfile(_desk, path)
    with served(path) as site:
        yield site


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves a ledger until the test ends: `serve(path, read_only=True)`."""
    with contextlib.ExitStack() as stack:
        yield lambda path, **options: stack.enter_context(served(path, **options))


# The browser


@pytest.fixture(scope="session")
def _contexts(chromium: Any) -> Callable[[bool], Any]:
    """One with scripts and one without, for all tests."""
    return cache(lambda script: chromium.new_context(java_script_enabled=script, reduced_motion="reduce"))


Open = Callable[..., Any]


@pytest.fixture
def open_page(_contexts: Callable[[bool], Any], serve: Serve) -> Iterator[Open]:
    """Opens a page of a site: `open_page(site, path, width=…, dark=…, script=…)`. Whatever it does, the test fails
    where it asked another host or wrote an error to the console; errors with the words `expected` are let pass."""
    # After `serve`, so that no page outlives its server.
    faults: list[str] = []
    with contextlib.ExitStack() as stack:

        def opened(
            site: Site | str, path: str = "/", *, width: int = 1200, height: int = 900, dark: bool = False,
            script: bool = True, expected: str = "",
        ) -> Any:  # fmt: skip
            base = site if isinstance(site, str) else site.url
            page = _contexts(script).new_page()
            stack.callback(_closed, page)
            page.set_default_timeout(10_000)
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme="dark" if dark else "light")

            def elsewhere(route: Any) -> None:
                faults.append(f"asked another host: {route.request.url}")
                route.abort()

            page.route(re.compile(rf"^(?!{re.escape(base)}|data:|about:)"), elsewhere)

            def heard(message: Any) -> None:
                if message.type == "error" and not (expected and expected in message.text):
                    faults.append(f"console: {message.text}")

            page.on("console", heard)
            page.on("pageerror", lambda error: faults.append(f"script: {error}"))
            page.goto(base + path)
            return page

        yield opened
    assert not faults, "\n".join(faults)


def _closed(page: Any) -> None:
    page.close()
    # Others use it after; cookies know no ports.
    page.context.clear_cookies()
    page.context.set_offline(False)


# axe-core


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, from npm, kept in build/cache."""
    version = (HERE / "axe-core.version").read_text("utf-8").strip()
    folder = HERE.parents[1] / "build" / "cache" / f"axe-core-{version}"
    script = folder / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no look at accessibility: npm, which brings axe-core, is not there")
        apart = tmp_path_factory.mktemp("axe-core")
        packed = subprocess.run(
            [npm, "pack", "--silent", f"axe-core@{version}", "--pack-destination", str(apart)],
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        if packed.returncode:
            pytest.skip(f"no look at accessibility: npm did not bring axe-core {version}")
        with tarfile.open(apart / packed.stdout.split()[-1]) as archive:
            source = archive.extractfile("package/axe.min.js")
            assert source is not None
            (apart / script.name).write_bytes(source.read())
        folder.mkdir(parents=True, exist_ok=True)
        # Tests that run beside these may bring it too: each puts a whole one there, none reads half of one.
        half = script.with_name(f"{script.name}.{os.getpid()}")
        shutil.copyfile(apart / script.name, half)
        half.replace(script)
    return script.read_text("utf-8")


@pytest.fixture
def violations(axe: str) -> Callable[..., list[str]]:
    """What axe-core finds wrong with a page as it is now, one line each. `colours`: where nothing else has changed."""

    def look(page: Any, colours: bool = False) -> list[str]:
        if not page.evaluate("typeof axe !== 'undefined'"):
            page.evaluate(axe)
        rules = ", runOnly: ['color-contrast', 'link-in-text-block']" if colours else ""
        found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], preload: false{rules}}})")
        return [
            f"{one['id']}: {one['help']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    return look
