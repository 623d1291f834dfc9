"""The functions: found by need, a page for each kind, and no address that has gone."""

import re

import pytest
from playwright.sync_api import expect
from site_pages import TEXTS

ROOMS = [name for name in TEXTS if name.startswith("book/api_")]
HIGHEST = 25_000  # pixels; all on one page were 69,000


def test_there_is_a_page_for_each_kind():
    assert len(ROOMS) >= 7


@pytest.mark.parametrize("name", ROOMS)
def test_no_page_of_functions_is_endless(open_page, name):
    page = open_page(name)
    assert page.evaluate("document.documentElement.scrollHeight") < HIGHEST


def test_an_address_from_when_all_stood_on_one_page_leads_to_the_function(open_page, site):
    page = open_page("book/api.html#backprop.checking.check_gradient")
    entry = page.locator('[id="backprop.checking.check_gradient"]')
    expect(entry).to_be_in_viewport()
    entry.locator("a").first.click()
    assert page.url.endswith("book/api_checking.html#backprop.checking.check_gradient")
    expect(page.locator('dt[id="backprop.checking.check_gradient"]')).to_be_in_viewport()


def test_every_function_has_its_place_in_the_list(site):
    listed = (site / "book" / "api.html").read_text(encoding="utf-8")
    there = set(re.findall(r' id="([^"]+)"', listed))
    described = set()
    for name in ROOMS:
        text = (site / name).read_text(encoding="utf-8")
        described |= set(re.findall(r'<dt class="sig[^"]*" id="([^"]+)"', text))
        described |= set(re.findall(r' id="(module-[^"]+)"', text))
    assert len(described) > 100
    assert described - there == set()


def test_what_a_reader_wants_to_do_leads_to_a_function(open_page):
    page = open_page("book/api.html")
    rows = page.locator("#i-want-to tbody tr")
    assert rows.count() >= 12
    for row in rows.all():
        link = row.locator("a.reference").first.get_attribute("href")
        assert re.match(r"api_\w+\.html#(module-)?backprop\.", link)
