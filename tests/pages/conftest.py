"""A browser for the tests of pages: found, or asked for by name; never skipped."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from press.chromium import launch

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
    servers = []

    def serving(directory: Path | str, headers: dict[str, str] | None = None) -> str:
        class Handler(SimpleHTTPRequestHandler):
            def end_headers(self):
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                super().end_headers()

            def log_message(self, *_):
                pass

        handler = partial(Handler, directory=str(directory))
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield serving
    for server in servers:
        server.shutdown()
        server.server_close()


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
