"""A real browser for tests: ``pytest_plugins = ["browser"]`` gives a file the fixture ``tab``."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_MISSING = "no Chromium to look at pages with: apt-get install chromium"


@dataclass(frozen=True)
class Tab:
    """A page of the browser, without a network, and all that happened in it unasked."""

    page: Page
    requests: list[str] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)  # dialogs, errors, refusals of the policy

    def open(self, file: Path, fragment: str = "") -> None:
        self.page.goto(file.as_uri() + fragment)


def executable() -> str:
    """Give the installed browser. Without one the test is skipped; on CI it fails."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail(_MISSING, pytrace=False)
    return found or pytest.skip(_MISSING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = executable()
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    tab = Tab(context.new_page())

    def dismiss(dialog: Dialog) -> None:
        tab.incidents.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    tab.page.on("dialog", dismiss)
    tab.page.on("request", lambda request: tab.requests.append(request.url))
    tab.page.on("console", lambda message: tab.incidents.append(f"console: {message.text}"))
    tab.page.on("pageerror", lambda error: tab.incidents.append(f"error: {error}"))
    yield tab
    context.close()
