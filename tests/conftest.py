"""For all tests: no row and no reading of an article that breaks the contract, whatever the test is about."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from reportedly.records import Reading

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--renderer-process-limit=1",
]  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "lawless: makes records that break the contract, on purpose")
    # How long an example takes is the machine's affair, and a busy one takes long.
    settings.register_profile("untimed", settings.default, deadline=None)
    settings.load_profile("untimed")


def pytest_runtest_setup(item: pytest.Item) -> None:
    from tests import contract

    contract.lawless = item.get_closest_marker("lawless") is not None


@pytest.fixture(scope="session", autouse=True)
def _every_record_keeps_to_the_contract() -> Iterator[None]:
    from tests.contract import watched_reader, watched_rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reading, "rows", watched_rows(Reading.rows))
        # Tests are imported by now; where none of them reads articles, the model need not be.
        if (pipeline := sys.modules.get("reportedly.article.pipeline")) is not None:
            reader = pipeline.Pipeline
            patch.setattr(reader, "read_article", watched_reader(reader.read_article))
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The one browser of all tests in this process: Playwright keeps a loop running in their thread to the end, beside
    which no other can be begun."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no browser tests: Playwright is not installed")
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"no browser tests: there is no Chromium at {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def another_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that reads as the one in the package does, and says of itself that it is another."""
    from importlib.resources import files

    from reportedly.model.session import DEFAULT
    from reportedly.sums import SUMS

    folder = tmp_path_factory.mktemp("model") / "another"
    shutil.copytree(str(files("reportedly") / "data" / "model" / DEFAULT), folder, ignore=shutil.ignore_patterns(SUMS))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"version": "9.9"}), encoding="utf-8")
    return folder
