"""A browser for the tests of pages: found, or asked for by name; never skipped."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from host import serving
from playwright.sync_api import Browser, Error, Page, sync_playwright
from site_pages import built

from tools.chromium import launch

WATCH = """
window.seen = {shift: 0, refused: []};
new PerformanceObserver(list => list.getEntries().forEach(
  entry => entry.hadRecentInput || (window.seen.shift += entry.value)
)).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation",
  event => window.seen.refused.push(event.violatedDirective + " " + event.blockedURI));
"""
DARK = """localStorage.setItem("mode", "dark"); localStorage.setItem("theme", "dark");
document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.dataset.mode = document.documentElement.dataset.theme = "dark";
});"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a running Chromium: $CHROMIUM, the system's, or Playwright's own."""
    with sync_playwright() as playwright:
        try:
            launched = launch(playwright)
        except (ValueError, Error) as error:
            pytest.fail(f"the tests of pages need a browser: {error}", pytrace=False)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Return a function that serves a directory, with headers, and says where."""
    with contextlib.ExitStack() as running:
        yield lambda *args: running.enter_context(serving(*args)) + "/"


@pytest.fixture
def page_of(browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address; a complaint of any page fails the test.

    `dark`, `width`, `javascript`, `still` (reduced motion) and `touch` are the
    reader's; `page.problems` lists what the page complained of, or asked of others.
    """
    contexts, problems = [], []

    def opened(
        url: str,
        *,
        dark: bool = False,
        width: int = 1200,
        javascript: bool = True,
        still: bool = False,
        touch: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce" if still else "no-preference",
            has_touch=touch,
        )
        contexts.append(context)
        if dark:
            context.add_init_script(DARK)
        page = context.new_page()
        page.problems = problems
        host = "/".join(url.split("/")[:3])

        def said(message):
            if message.type in ("error", "warning"):
                problems.append(message.text)

        def asked(request):
            if not request.url.startswith((host, "data:", "blob:")):
                problems.append(f"asked another host: {request.url}")

        page.on("console", said)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", asked)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the built site."""
    return built()


@pytest.fixture(scope="session")
def address(site) -> str:
    """Return where the site is served, gzipped as a host would."""
    with serving(site) as where:
        yield where


@pytest.fixture
def open_page(browser, address):
    """Open a page as a reader does: open_page(name, width, theme, **of the context)."""
    contexts = []

    def opened(name, width=1440, theme="light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.requests = []
        page.on("console", lambda said: said.type == "error" and page.problems.append(said.text))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("requestfinished", lambda request: page.requests.append(request))
        page.on("requestfailed", lambda request: page.problems.append(f"failed: {request.url}"))
        if options.get("java_script_enabled", True):
            page.add_init_script(WATCH)
        page.goto(f"{address}/{name}")
        return page

    yield opened
    for context in contexts:
        context.close()
