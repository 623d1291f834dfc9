"""Measure the pages beside stock Jupyter Book: bytes, requests, Lighthouse, axe.

    python benchmarks/pages.py [--runs 5] [--site _build/html] [--quick] [--no-axe]

In one run: each page of this book, the first page of the template of `jupyter-book create`,
and one of our own chapters built with a stock configuration.  All are served gzipped by
`press.host`.  Lighthouse and MathJax come from npm into `_build/node`.  Stock pages get MathJax
from the same host as everything else, so that they set their formulas also where other hosts
cannot be reached; what else they ask of others costs no time there: stock looks better than it
is.  Prints a Markdown table; exit code 1 if a gate is not held.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tools.chromium import find, launch

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests" / "helpers"))

from host import serving  # noqa: E402

NODE = ROOT / "_build" / "node"
FROM_NPM = ["lighthouse@12.8.2", "mathjax@3.2.2"]
MATHJAX = "https://cdn.jsdelivr.net/npm/mathjax@3/es5/"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
STOCK = """title: "Backpropagation, Checked"
author: Nobody
only_build_toc_files: true
execute: {execute_notebooks: "off"}
bibtex_bibfiles: [book/references.bib]
parse: {myst_enable_extensions: [amsmath, attrs_inline, colon_fence, deflist, dollarmath]}
"""


@dataclass
class Page:
    """What was measured of one page."""

    label: str
    ours: bool
    size: int = 0
    requests: int = 0
    hosts: int = 0
    shift: float = 0.0
    axe: int | None = None
    scores: dict[str, list[float]] = field(default_factory=dict)
    blocked: dict[str, list[float]] = field(default_factory=dict)
    rest: dict[str, float] = field(default_factory=dict)


def stock_sites(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Build the two stock books; yield label, site, page."""
    command = [str(Path(sys.executable).with_name("jupyter-book"))]

    def build(book: Path) -> Path:
        run = subprocess.run([*command, "build", str(book)], capture_output=True, text=True)
        if run.returncode:
            raise RuntimeError(run.stdout[-2000:] + run.stderr[-2000:])
        site = book / "_build" / "html"
        shutil.copytree(NODE / "node_modules" / "mathjax" / "es5", site / "mathjax")
        for page in site.rglob("*.html"):
            page.write_text(page.read_text(encoding="utf-8").replace(MATHJAX, "/mathjax/"))
        return site

    template = folder / "template"
    subprocess.run([*command, "create", str(template)], check=True, capture_output=True)
    config = template / "_config.yml"
    config.write_text(
        config.read_text().replace("execute_notebooks: force", 'execute_notebooks: "off"')
    )
    yield "stock: template of `jupyter-book create`", build(template), "intro.html"
    ours = folder / "ours"
    shutil.copytree(ROOT / "book", ours / "book")
    shutil.copy(ROOT / "_toc.yml", ours)
    (ours / "_config.yml").write_text(STOCK)
    yield "stock: our chapter 2", build(ours), "book/02_sigmoid.html"


def look(browser, url: str, page: Page, axe: bool = True) -> None:
    """Count what a page asks for, and what axe finds in both themes at both widths."""
    page.axe = 0 if axe else None
    for theme in ("light", "dark"):
        for width in (360, 1440):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=theme
            )
            tab, asked = context.new_page(), []
            tab.on("request", lambda request, asked=asked: asked.append(request))
            tab.goto(url, wait_until="networkidle")
            if theme == "light" and width == 1440:
                page.requests = len([one for one in asked if one.url.startswith("http")])
                page.hosts = len(
                    {urlsplit(one.url).netloc for one in asked} - {urlsplit(url).netloc, ""}
                )
                for one in asked:
                    if one.url.startswith("http") and one.failure is None and one.response():
                        told = one.sizes()
                        page.size += told["responseBodySize"] + told["responseHeadersSize"]
            if axe:
                found = Axe().run(tab).response["violations"]
                page.axe += sum(len(rule["nodes"]) for rule in found)
            context.close()


def lighthouse(url: str, chromium: str, runs: int, page: Page) -> None:
    """Run Lighthouse, on a phone and on a desk, and note scores.

    Once more than half of the runs have scored 100, so has the median, and the rest is spared.
    """
    for device in ("desktop", "mobile"):
        while len(page.scores.get(device, [])) < runs:
            if device == "desktop" and page.scores.get(device, []).count(100) > runs / 2:
                break
            command = [str(NODE / "node_modules/.bin/lighthouse"), url, "--quiet", "--output=json"]
            command += [
                f"--chrome-flags={FLAGS}",
                *(["--preset=desktop"] if device == "desktop" else []),
            ]
            run = subprocess.run(
                command, capture_output=True, text=True, env={**os.environ, "CHROME_PATH": chromium}
            )
            report = json.loads(run.stdout)
            categories, audits = report["categories"], report["audits"]
            page.scores.setdefault(device, []).append(categories["performance"]["score"] * 100)
            page.blocked.setdefault(device, []).append(
                audits["total-blocking-time"]["numericValue"]
            )
            page.shift = max(page.shift, audits["cumulative-layout-shift"]["numericValue"])
            for name in ("accessibility", "best-practices", "seo"):
                score = categories[name]["score"] * 100
                page.rest[name] = min(page.rest.get(name, 100), score)


def failed(pages: list[Page]) -> list[str]:
    """Name the gates that are not held."""
    stock = [max(page.blocked["mobile"]) for page in pages if not page.ours and page.blocked]
    problems = []
    for page in (page for page in pages if page.ours):
        gates = {
            "200 KB": page.size <= 200_000,
            "20 requests": page.requests <= 20,
            "no other host": page.hosts == 0,
            "axe": not page.axe,
            "shift": page.shift < 0.02,
        }
        if page.blocked and stock:
            blocked = statistics.median(page.blocked["mobile"])
            gates["blocked time a tenth of stock's"] = blocked <= max(stock) / 10
        for name in page.rest:
            gates[name] = page.rest[name] == 100
        problems += [f"{page.label}: {gate}" for gate, held in gates.items() if not held]
    return problems


def table(pages: list[Page]) -> str:
    """Return the table in Markdown."""
    columns = ["page", "KB", "requests", "other hosts", "axe", "mobile / desktop"]
    columns += ["blocked, mobile", "shift", "a11y / practices / SEO"]
    lines = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for page in pages:
        median = {device: statistics.median(got) for device, got in page.scores.items()}
        scores = f"{median['mobile']:.0f} / {median['desktop']:.0f}" if median else "–"
        blocked = f"{statistics.median(page.blocked['mobile']):.0f} ms" if page.blocked else "–"
        rest = " / ".join(f"{score:.0f}" for score in page.rest.values()) or "–"
        axe = "–" if page.axe is None else page.axe
        cells = [page.label, f"{page.size / 1000:.0f}", page.requests, page.hosts, axe]
        cells += [scores, blocked, f"{page.shift:.3f}", rest]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def main() -> int:
    """Measure everything, print the table and what is not held."""
    parser = argparse.ArgumentParser(description="Measure the pages.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--quick", action="store_true", help="no Lighthouse")
    parser.add_argument("--no-axe", dest="axe", action="store_false", help="leave axe to the tests")
    parser.add_argument("--only", nargs="*", default=[""], help="parts of the names of our pages")
    options = parser.parse_args()
    if not all((NODE / "node_modules" / one.split("@")[0]).exists() for one in FROM_NPM):
        NODE.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", str(NODE), *FROM_NPM], check=True)
    names = sorted(
        file.relative_to(options.site).as_posix() for file in options.site.rglob("*.html")
    )
    names = [name for name in names if name not in ("index.html", "404.html")]
    targets = [
        (name, options.site, name) for name in names if any(part in name for part in options.only)
    ]
    pages = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser, chromium = launch(playwright), find(playwright)
        for label, site, name in [*targets, *stock_sites(Path(folder))]:
            page = Page(label, ours=not label.startswith("stock"))
            with serving(site) as address:
                look(browser, f"{address}/{name}", page, options.axe)
                if not options.quick:
                    lighthouse(f"{address}/{name}", chromium, options.runs, page)
            pages.append(page)
            print(table([page]).splitlines()[-1], file=sys.stderr, flush=True)
        browser.close()
    print(table(pages))
    for problem in (problems := failed(pages)):
        print("not held:", problem)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
