"""The first page: the picture plays once, stands still for who asks, and a touch stops it."""

from playwright.sync_api import expect

FIRST = "book/intro.html"


def test_it_plays_once_of_itself_and_ends_where_it_stood(open_page):
    page = open_page(FIRST)
    figure = page.locator(".explorer")
    expect(figure.locator("button")).to_have_text("Pause step", timeout=5_000)
    expect(figure.locator("output")).to_contain_text("Two numbers enter")
    expect(figure.locator("output")).to_contain_text("derivative", timeout=30_000)
    expect(figure.locator("button")).to_have_text("Play step")
    assert page.url.endswith(FIRST)


def test_a_touch_stops_it(open_page):
    page = open_page(FIRST)
    figure = page.locator(".explorer")
    expect(figure.locator("button")).to_have_text("Pause step", timeout=5_000)
    figure.locator("button").click()
    expect(figure.locator("button")).to_have_text("Play step")
    said = figure.locator("output").inner_text()
    page.wait_for_timeout(3_000)
    assert figure.locator("output").inner_text() == said


def test_it_stands_still_where_less_motion_is_asked_for(open_page):
    page = open_page(FIRST, reduced_motion="reduce")
    figure = page.locator(".explorer")
    expect(figure.locator("button")).to_have_text("Next step")
    page.wait_for_timeout(3_000)
    expect(figure.locator("output")).to_contain_text("derivative")


def test_every_card_leads_to_its_chapter_and_shows_a_picture(open_page):
    page = open_page(FIRST, width=390, reduced_motion="reduce")
    cards = page.locator(".chapter-card")
    assert cards.count() >= 14
    for card in cards.all():
        box = card.locator("svg").bounding_box()
        assert box["width"] > 100
        assert box["height"] > 60
        title = card.locator(".chapter-title").inner_text().split(". ", 1)[1]
        answer = page.request.get(f"{page.url.rsplit('/', 1)[0]}/{card.get_attribute('href')}")
        assert answer.ok
        assert title in answer.text()
