"""What makes a build quick must not make it wrong."""

import subprocess
import sys
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


def book(tmp_path, config, *more):
    (tmp_path / "_config.yml").write_text(f"title: A book\n{config}", encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (tmp_path / "index.md").write_text("# A book\n\nIts text.\n", encoding="utf-8")
    command = [sys.executable, "-m", "press.book", "build", str(tmp_path), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
def test_a_book_is_built_with_the_arguments_of_jupyter_book(tmp_path):
    run = book(tmp_path, "", "-n", "-W")
    assert run.returncode == 0, run.stderr
    assert "Its text." in (tmp_path / "_build/html/index.html").read_text(encoding="utf-8")


def test_the_configuration_is_still_held_to_its_schema(tmp_path):
    run = book(tmp_path, "sphinx:\n  extra_extensions: 7\n")
    assert run.returncode != 0
    assert "extra_extensions" in run.stdout + run.stderr


def test_only_the_named_package_is_left_out():
    code = (
        "import sys; from press import book\n"
        "import contextlib\n"
        "with contextlib.suppress(SystemExit): book.main(['--version'])\n"
        "print([name for name, module in sys.modules.items() if module is None])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.strip().endswith("['rfc3987_syntax']"), run.stdout + run.stderr
