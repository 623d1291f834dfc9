"""What the repository promises about itself."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)( ; .+)?$")


def lines(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_requirements_are_exact_and_end_with_the_package():
    *direct, last = lines("requirements.txt")
    assert last == "-e ."
    assert direct[0] == "-c constraints.txt"
    assert all(PIN.match(line) for line in direct[1:])


def test_constraints_pin_every_requirement_and_more():
    pinned = {}
    for line in lines("constraints.txt"):
        match = PIN.match(line)
        assert match, line
        pinned.setdefault(normal(match[1]), set()).add(match[2])
    for line in lines("requirements.txt")[1:-1]:
        name, version, _ = PIN.match(line).groups()
        assert version in pinned[normal(name)], line
    assert len(pinned) > 100


def test_jupyter_book_is_the_one_that_reads_our_configuration():
    assert "jupyter-book==1.0.4.post1" in lines("requirements.txt")


def test_table_of_contents_and_chapters_agree():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    named = [toc["root"]] + [c["file"] for part in toc["parts"] for c in part["chapters"]]
    assert len(named) == len(set(named))
    for name in named:
        found = [p for p in (ROOT / f"{name}.ipynb", ROOT / f"{name}.md") if p.exists()]
        assert len(found) == 1, name
    written = {
        f"book/{path.stem}"
        for path in (ROOT / "book").iterdir()
        if path.suffix in (".ipynb", ".md")
    }
    assert written | {"genindex"} == set(named)  # Sphinx prints the index


def test_no_test_of_the_fast_loop_asks_what_time_it_is():
    clock = re.compile(r"perf_counter|monotonic|process_time|time\.time\(|deadline=(?!None)")
    asked = []
    for path in (ROOT / "tests").rglob("*.py"):
        if path == Path(__file__) or path.parent.name == "pages":  # in a browser of its own
            continue
        text = path.read_text(encoding="utf-8")
        for test in re.split(r"\n{3,}", text):  # with its decorators
            if clock.search(test) and "mark.slow" not in test and "pytestmark = " not in text:
                asked.append((path.name, test[:60]))
    assert asked == []


def test_citation_names_what_the_format_asks_for():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "version", "date-released"} <= set(citation)
    version = re.search(r'(?m)^version = "(.+)"', (ROOT / "pyproject.toml").read_text())[1]
    assert citation["version"] == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()


def test_ci_calls_the_readmes_test_command():
    assert lines(".ci/run")[-1] == "make test"
    assert "make test" in (ROOT / "README.md").read_text()


def test_make_help_lists_every_command_that_contributing_lists():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"(?m)^([a-z]+):.*?##", makefile))
    assert {
        "serve",
        "book",
        "test",
        "check",
        "lab",
        "notebooks",
        "lint",
        "clean",
        "help",
    } <= targets
    table = set(re.findall(r"(?m)^\| `make ([a-z]+)`", (ROOT / "CONTRIBUTING.md").read_text()))
    assert table == targets
