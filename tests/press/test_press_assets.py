"""Nothing that a page is dressed in goes missing, or comes along, without a word."""

import importlib
import re
from pathlib import Path

import pytest
import small_book
from sphinx.errors import ExtensionError

from press import assets
from press.purge import parse

PRESS = Path(assets.__file__).parent
BROUGHT = {by for _, by in assets.SHEETS if by}


@pytest.fixture
def static(tmp_path):
    for pattern in [*(name for name, _ in assets.SHEETS), *assets.UNWANTED]:
        file = tmp_path / pattern.replace("*", "1234")
        file.parent.mkdir(exist_ok=True)
        file.write_text("p { color: red }", encoding="utf-8")
    return tmp_path


def names(files, static):
    return [file.relative_to(static).as_posix() for file in files]


def test_sheets_are_found_in_the_order_in_which_they_apply(static):
    found = names(assets.sheets(static, BROUGHT), static)
    assert found == [name.replace("*", "1234") for name, _ in assets.SHEETS]


@pytest.mark.parametrize("sheet", [name for name, _ in assets.SHEETS])
def test_a_sheet_that_is_not_found_is_named(static, sheet):
    (static / sheet.replace("*", "1234")).unlink()
    with pytest.raises(ExtensionError, match=re.escape(f": {sheet}; found and not expected: none")):
        assets.sheets(static, BROUGHT)


def test_a_sheet_that_was_renamed_is_named_twice(static):
    (static / "styles/theme.css").rename(static / "styles/theme-2.css")
    said = "styles/theme.css; found and not expected: styles/theme-2.css"
    with pytest.raises(ExtensionError, match=re.escape(said)):
        assets.sheets(static, BROUGHT)


def test_a_sheet_of_an_extension_that_takes_no_part_is_not_asked_for(static):
    (static / "sphinx-design.min.css").unlink()
    found = names(assets.sheets(static, BROUGHT - {"sphinx_design"}), static)
    assert len(found) == len(assets.SHEETS) - 1


RENAME = """
def rename(app, exception):
    from pathlib import Path
    static = Path(app.outdir, "_static", "styles")
    if (static / "theme.css").exists():
        (static / "theme.css").rename(static / "themes.css")


def setup(app):
    app.connect("build-finished", rename, priority=100)
"""


@pytest.mark.slow
def test_a_renamed_sheet_ends_the_build_and_the_one_after_it(tmp_path):
    folder = small_book.write(tmp_path, {"index.md": "# A\n\nIts text.\n"}, RENAME)
    for _ in range(2):
        run = small_book.build(folder)
        assert run.returncode != 0
        assert "styles/theme.css; found and not expected: styles/themes.css" in run.stderr
    small_book.write(tmp_path, {})  # conf.py without it
    assert small_book.build(folder).returncode == 0


@pytest.mark.slow
def test_a_second_build_leaves_nothing_lying_about(tmp_path):
    folder = small_book.write(tmp_path, {"index.md": "# A\n\nIts text.\n"})
    left = []
    for _ in range(2):
        assert small_book.build(folder).returncode == 0
        left.append(sorted(folder.joinpath("html", "_static").rglob("*")))
    assert left[0] == left[1]


def named(css):
    """Return the classes and ids, as ".x" and "#x", that the rules of a style sheet name."""
    needs = {name for rule in parse(css) for _, needs in rule.selectors for name in needs}
    return {name for name in needs if name[0] in ".#"}


def of_the_themes():
    """Return what the themes have rules for; what stands in :not(…) and its like counts too."""
    texts = [
        file.read_text(encoding="utf-8")
        for theme in ("pydata_sphinx_theme", "sphinx_book_theme")
        for file in Path(importlib.import_module(theme).__file__).parent.rglob("styles/*.css")
    ]
    assert texts
    return {name for text in texts for name in re.findall(r"[.#][A-Za-z][\w-]*", text)}


def of_ours():
    files = (PRESS / "static").glob("*.css")
    return {name for file in files for name in named(file.read_text(encoding="utf-8"))}


def in_templates():
    files = (PRESS / "templates").rglob("*.html")
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    text = re.sub(r"{[{%#].*?[}%#]}", " ", text, flags=re.DOTALL)
    return {
        sign + name
        for sign, kind in ((".", "class"), ("#", "id"))
        for value in re.findall(rf'\b{kind}="([^"]*)"', text)
        for name in value.split()
    }


# What is named as the themes name their parts is there to be dressed by their rules, except
# these, by which our scripts find what they move.
OF_THEMES = re.compile(
    r".(bd|sbt|pst|prev-next|sidebar|header-article|article-header|search-button|theme-switch"
    r"|navbar)\b"
)
HANDLES = {
    "#pst-page-toc-nav",
    "#pst-primary-sidebar",
    "#pst-primary-sidebar-modal",
    "#pst-secondary-sidebar",
    "#pst-secondary-sidebar-modal",
    "#pst-skip-link",
    ".header-article-items__start",
    ".prev-next-footer",
    ".pst-js-only",
    ".search-button__button",
    ".sidebar-primary__section",
    ".sidebar-secondary__inner",
}


def test_the_themes_have_rules_for_what_bears_their_names():
    used = {name for name in of_ours() | in_templates() if OF_THEMES.match(name)}
    assert len(used) > 40
    assert used - of_the_themes() - HANDLES == set()


def test_no_handle_is_one_that_a_theme_dresses_or_nobody_has():
    assert HANDLES & of_the_themes() == set()
    assert HANDLES - of_ours() - in_templates() == set()
