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
# what press.js does on a page of the book
DARK = """document.addEventListener("DOMContentLoaded", () => {
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
def open_page(request, browser) -> Iterator[Callable[..., Page]]:
    """Open a page as a reader does; a complaint of any page fails the test, at its end.

    open_page(where, width, theme, **of the context), where `where` is the name of a page of
    the book or an address.  `page.problems` lists what this and the other pages of the test
    complained of, or asked of another host; `page.requests` what the page asked for.
    """
    contexts, problems = [], []

    def opened(where, width=1440, theme="light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, **options
        )
        contexts.append(context)
        if "://" not in where:
            where = f"{request.getfixturevalue('address')}/{where}"
        elif theme == "dark":
            context.add_init_script(DARK)
        page = context.new_page()
        page.problems, page.requests = problems, []
        host = "/".join(where.split("/")[:3])

        def complain(text):
            problems.append(f"{page.url}: {text}")

        def said(message):
            if message.type in ("error", "warning"):
                complain(message.text)

        def asked(of):
            if not of.url.startswith((host, "data:", "blob:")):
                complain(f"asked another host: {of.url}")

        def failed(of):
            if of.failure != "net::ERR_ABORTED":  # what had not come when the page was left
                complain(f"failed: {of.url}")

        page.on("console", said)
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("request", asked)
        page.on("requestfinished", lambda of: page.requests.append(of))
        page.on("requestfailed", failed)
        if options.get("java_script_enabled", True):
            page.add_init_script(WATCH)
        page.goto(where)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []
