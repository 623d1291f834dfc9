"""Questions on a page of a printed book, in a real browser, under the page's own policy."""

import pytest
import small_book
from asked import TEXT, TYPED
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def where(serve, tmp_path_factory):
    folder = small_book.write(tmp_path_factory.mktemp("asks"), {"index.md": TEXT})
    run = small_book.build(folder)
    assert run.returncode == 0, run.stderr
    return serve(folder / "html") + "index.html"


def question(page, number):
    return page.locator(f"#question-{number}")


def test_each_answer_has_its_reason(open_page, where):
    asked = question(open_page(where), 1)
    said = asked.get_by_role("status")
    expect(said).to_be_empty()
    asked.get_by_role("button", name="Check").click()
    expect(said).to_have_text("Choose an answer.")
    asked.get_by_label("Its own share").check()
    expect(said).to_be_empty()
    asked.get_by_role("button", name="Check").click()
    expect(said).to_contain_text("No. No weight leads into it, so")
    expect(said).to_have_class("question-said question-wrong")
    assert said.locator("math").count() == 1
    asked.get_by_label("Nothing.").check()
    expect(said).to_be_empty()
    asked.get_by_role("button", name="Check").click()
    expect(said).to_have_text("Right. It has no incoming weights.")
    expect(said).to_have_class("question-said question-right")


def test_the_keyboard_is_enough(open_page, where):
    page = open_page(where)
    question(page, 1).locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    said = question(page, 1).get_by_role("status")
    expect(said).to_contain_text("No. No weight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Right.")
    page.keyboard.press("Tab")
    page.keyboard.type("1/4")
    page.keyboard.press("Enter")
    expect(question(page, 2).get_by_role("status")).to_contain_text("Right. One half")
    assert page.url == where


def test_it_works_by_touch_on_a_phone(open_page, where):
    page = open_page(where, width=360, has_touch=True)
    question(page, 1).get_by_text("Nothing.", exact=True).tap()
    question(page, 1).get_by_role("button").tap()
    expect(question(page, 1).get_by_role("status")).to_contain_text("Right.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_numbers_are_read_as_people_type_them(open_page, where):
    page = open_page(where)
    for number, answers in TYPED.items():
        asked = question(page, number)
        for typed, said in answers.items():
            asked.get_by_role("textbox").fill(typed)
            expect(asked.get_by_role("status")).to_be_empty()
            asked.get_by_role("textbox").press("Enter")
            expect(asked.get_by_role("status")).to_contain_text(said)


def test_without_script_the_answers_open(open_page, where):
    page = open_page(where, java_script_enabled=False)
    asked = question(page, 1)
    expect(asked.get_by_text("Its own share")).to_be_visible()
    assert page.locator("fieldset :is(input, button):visible").count() == 0
    expect(asked.get_by_text("It has no incoming weights.")).to_be_hidden()
    asked.locator("summary").click()
    expect(asked.get_by_text("It has no incoming weights.")).to_be_visible()


def test_with_script_the_answers_are_not_given_away(open_page, where):
    page = open_page(where)
    assert page.locator(".question-answers:visible").count() == 0


def test_on_paper_choices_and_reasons_are_read(open_page, where):
    page = open_page(where)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    asked = question(page, 1)
    expect(asked.get_by_text("Its own share")).to_be_visible()
    expect(asked.get_by_text("Right. It has no incoming weights.")).to_be_visible()
    assert page.locator("fieldset :is(input, button):visible").count() == 0


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_page, where, theme, width):
    page = open_page(where, theme=theme, width=width)
    for number, typed in ((2, "0.5"), (3, "1500")):
        question(page, number).get_by_role("textbox").fill(typed)
        question(page, number).get_by_role("button").click()
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]] == []


def test_nothing_is_stored(open_page, where):
    page = open_page(where)
    question(page, 1).get_by_label("Nothing.").check()
    question(page, 1).get_by_role("button").click()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]
    assert page.evaluate("location.hash") == ""
