"""Three chapters in JupyterLab, as `make lab` opens them: before anything is run, and after."""

import json
import os
import re
import subprocess
import sys
import time

import nbformat
import pytest
from playwright.sync_api import expect

from backprop.book.questions import unseal
from tools import lab

CHAPTERS = ["02_sigmoid", "06_matrix_form", "09_learning_rate"]
SECONDS = 120  # until a server is there
PATIENCE = 300_000  # milliseconds for a chapter to run, on a machine that has more to do
PICTURES = "[...document.querySelectorAll('.jp-OutputArea img')].map(i => [i.naturalWidth, i.alt])"
# a cell whose source is folded shows no number
ALL_RUN = r"""() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
  .every(prompt => !prompt.textContent || /\d/.test(prompt.textContent))"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory):
    """Return the folder that `make lab` fills."""
    folder = tmp_path_factory.mktemp("reader") / "lab"
    assert lab.main([str(folder), "--built", str(site.parent)]) == 0
    return folder


@pytest.fixture(scope="module")
def where(folder, tmp_path_factory):
    """Return the address of a JupyterLab that knows nothing of this machine's settings."""
    own = tmp_path_factory.mktemp("jupyter")
    kinds = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]
    kinds += ["JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"]
    settings = {kind: str(own / kind.lower()) for kind in kinds}
    command = [sys.executable, "-m", "jupyterlab", str(folder), "--no-browser", "--allow-root"]
    command += ["--ip=127.0.0.1", "--port=0", "--IdentityProvider.token=", "--LabApp.news_url=None"]
    with (own / "log").open("wb") as log:
        server = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            yield _address(own / "jupyter_runtime_dir", server, own / "log")
        finally:
            server.terminate()
            server.wait(timeout=60)


def _address(folder, server, log):
    for _ in range(SECONDS):
        assert server.poll() is None, log.read_text(errors="replace")[-2000:]
        for said in folder.glob("jpserver-*.json"):
            return json.loads(said.read_text(encoding="utf-8"))["url"]
        time.sleep(1)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


@pytest.fixture(scope="module", params=CHAPTERS)
def file(request, folder):
    return folder / f"{request.param}.ipynb"


@pytest.fixture(scope="module")
def opened(browser, where, file):
    """Return a page with the notebook as it was found, its kernel there and nothing run."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.set_default_timeout(60_000)
    page.elsewhere = []
    page.on("request", lambda request: page.elsewhere.append(request.url))
    page.goto(f"{where}doc/tree/{file.name}")
    page.get_by_text("| Idle").wait_for()
    yield page
    # without a kernel at work, and without a question on leaving
    page.evaluate(
        "fetch('/api/sessions').then(found => found.json()).then(found => Promise.all("
        "found.map(one => fetch('/api/sessions/' + one.id, {method: 'DELETE'}))))"
    )
    page.close(run_before_unload=False)


@pytest.fixture(scope="module")
def run(opened):
    """Return the page when all cells were run."""
    opened.locator(".lm-MenuBar-itemLabel").get_by_text("Run", exact=True).click()
    opened.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()
    opened.wait_for_function(ALL_RUN, timeout=PATIENCE)
    opened.get_by_text("| Idle").wait_for(timeout=PATIENCE)
    return opened


def save(page):
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0, timeout=60_000)


def bytes_of(file):
    """Return a file that JupyterLab may be writing, once it is whole."""
    for _ in range(100):
        if (found := file.read_bytes()).endswith(b"}\n"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"{file} ends in {found[-40:]}")


def whole(file):
    return nbformat.reads(bytes_of(file).decode(), as_version=4)


def place(file, holds):
    """Return the places of cells whose source matches."""
    cells = whole(file).cells
    return [at for at, cell in enumerate(cells) if re.search(holds, cell.source)]


def test_it_is_all_there_before_anything_is_run(opened, file):
    cells = whole(file).cells
    expect(opened.locator(".jp-Cell")).to_have_count(len(cells))
    stored = [
        output.get("data", {}).get("text/html", "")
        for cell in cells
        for output in cell.get("outputs", ())
        if not cell.metadata.get("collapsed")
    ]
    pictures = opened.evaluate(PICTURES)
    assert len(pictures) == sum(html.count("<img") for html in stored) > 0
    assert all(width > 0 and alt for width, alt in pictures)
    opened.wait_for_function("document.querySelectorAll('mjx-container').length > 10")
    assert opened.locator("mjx-merror, [data-mjx-error]").count() == 0


def test_opening_and_saving_changes_no_byte(opened, file):
    expect(opened.locator(".jp-mod-dirty")).to_have_count(0)
    before = bytes_of(file)
    save(opened)
    assert bytes_of(file) == before


def test_solutions_are_folded(opened, file):
    for at in place(file, "^# Exercise"):
        solution = opened.locator(".jp-Cell").nth(at + 1)
        expect(solution.locator(".jp-InputPlaceholder")).to_have_count(1)
        expect(solution.locator(".jp-OutputArea-output")).to_have_count(0)


def test_all_cells_run(run, file):
    save(run)
    cells = [one for one in whole(file).cells if one.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    wrong = [out for cell in cells for out in cell.outputs if out.output_type == "error"]
    assert wrong == []


def explorer(page):
    """Return an explorer that plays."""
    play = page.locator(".widget-play").first
    play.scroll_into_view_if_needed()
    return page.locator(".jp-OutputArea-output").filter(has=play).first


def shown(found):
    return found.locator(".widget-html-content").evaluate_all(
        "all => all.map(one => one.innerHTML)"
    )


def test_a_slider_answers(run):
    found = explorer(run)
    before = shown(found)
    handle = found.locator(".noUi-handle").first
    first = float(handle.get_attribute("aria-valuenow")) == 0
    handle.press("ArrowRight" if first else "ArrowLeft")
    expect(found.locator(".widget-html-content svg")).to_have_count(1)
    _wait(run, lambda: shown(found) != before)


def test_it_plays(run):
    found = explorer(run)
    seen = {tuple(shown(found))}
    found.locator(".widget-play button").first.click()

    def goes_on():
        seen.add(tuple(shown(found)))
        return len(seen) > 3

    _wait(run, goes_on)


def _wait(page, done):
    for _ in range(300):
        if done():
            return
        page.wait_for_timeout(200)
    raise AssertionError("nothing has changed in a minute")


def test_an_answer_is_judged(run, file):
    cells = whole(file).cells
    for at in place(file, r"import ask\n"):
        answers = unseal("".join(re.findall(r'"([^"]+)"', cells[at].source)))
        asked = run.locator(".jp-Cell").nth(at).locator(".jp-OutputArea-output").first
        said = asked.locator(".widget-output")
        asked.scroll_into_view_if_needed()
        for number, answer in enumerate(answers):
            if all(one.value is None for one in answers):
                asked.locator("input[type=radio]").nth(number).check()
            elif answer.value is None:
                continue
            else:
                asked.locator("input[type=text]").fill(f"{answer.value:.12g}")
            asked.get_by_role("button", name="Check").click()
            expect(said).to_contain_text("Right." if answer.right else "No.", timeout=60_000)


def test_a_second_make_lab_keeps_what_the_reader_did(run, folder, file, site, capsys):
    save(run)
    before = bytes_of(file)
    assert lab.main([str(folder), "--built", str(site.parent)]) == 0
    assert bytes_of(file) == before
    assert f"{file}: changed by you, and kept" in capsys.readouterr().out


def test_nothing_is_asked_of_others(run, where):
    own = (where, where.replace("http", "ws", 1), "data:", "blob:")
    assert [url for url in run.elsewhere if not url.startswith(own)] == []
