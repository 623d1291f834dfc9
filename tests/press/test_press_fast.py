"""What makes a build quick must not make it wrong."""

from types import SimpleNamespace

import pytest

from press import assets


@pytest.fixture
def app(tmp_path):
    config = SimpleNamespace(press_digest="of the package")
    return SimpleNamespace(doctreedir=str(tmp_path), config=config)


def selectors(rules):
    return [text for rule in rules for text, _ in rule.selectors]


def test_rules_are_remembered_while_the_sheets_are_the_same(app, monkeypatch):
    first = assets._rules(".a { color: red }", app)
    monkeypatch.setattr(assets, "parse", None)
    assert assets._rules(".a { color: red }", app) == first


def test_changed_sheets_or_another_press_are_read_anew(app):
    assets._rules(".a { color: red }", app)
    assert selectors(assets._rules(".b { color: red }", app)) == [".b"]
    before = (app.doctreedir, len(assets._rules(".b { color: red }", app)))
    app.config.press_digest = "another"
    assert selectors(assets._rules(".b { color: red }", app)) == [".b"]
    assert before[1] == 1


@pytest.mark.parametrize("damage", [b"", b"not a pickle", b"\x80\x05K\x01."])
def test_a_damaged_memory_is_read_anew(app, damage):
    assets._rules(".a { color: red }", app)
    with open(f"{app.doctreedir}/{assets.REMEMBERED}", "wb") as file:
        file.write(damage)
    assert selectors(assets._rules(".a { color: red }", app)) == [".a"]
