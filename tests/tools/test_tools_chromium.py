"""Where the browser comes from, and what is said if there is none."""

import sys

import pytest

from tools import chromium


@pytest.fixture
def as_user(monkeypatch):
    def become(number):
        monkeypatch.setattr("os.geteuid", lambda: number, raising=False)

    return become


def recorder(works):
    ran = []

    def run(command):
        ran.append(command[0] if command[0] != sys.executable else "playwright")
        return ran[-1] in works

    return ran, run


def test_playwrights_own_comes_first(as_user):
    as_user(0)
    ran, run = recorder({"playwright", "apt-get"})
    assert chromium.bring(run)
    assert ran == ["playwright"]


def test_root_may_take_the_systems_package(as_user):
    as_user(0)
    ran, run = recorder({"apt-get"})
    assert chromium.bring(run)
    assert ran == ["playwright", "apt-get", "apt-get"]


def test_others_may_not(as_user):
    as_user(1000)
    ran, run = recorder({"apt-get"})
    assert not chromium.bring(run)
    assert ran == ["playwright"]


def test_nothing_works(as_user):
    as_user(0)
    assert not chromium.bring(recorder(set())[1])


def test_a_named_browser_that_is_missing_is_an_error_and_nothing_is_installed(monkeypatch, capsys):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    monkeypatch.setattr(chromium, "bring", lambda: pytest.fail("tried to install"))
    assert chromium.main() == 1
    assert "$CHROMIUM is /no/such/browser, which does not exist" in capsys.readouterr().err


class NoBrowser:
    """Looks like Playwright before its browser is installed."""

    class chromium:
        executable_path = "/no/such/browser"


def test_none_found_says_how_to_get_one(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(ValueError, match=r"no Chromium found: not in \$CHROMIUM, not as"):
        chromium.find(NoBrowser)
