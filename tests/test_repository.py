"""What the repository promises about itself."""

import json
import re
import tomllib
from pathlib import Path

import check_jsonschema
import pytest
import yaml
from chapters import PRINTED
from click.testing import CliRunner
from PIL import Image

import backprop
from press import STATIC, forms
from tools import newest

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)( ; .+)?$")


def lines(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.pins
def test_requirements_are_exact_and_end_with_the_package():
    *direct, last = lines("requirements.txt")
    assert last == "-e ."
    assert direct[0] == "-c constraints.txt"
    assert all(PIN.match(line) for line in direct[1:])


@pytest.mark.pins
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


@pytest.mark.pins
def test_jupyter_book_is_the_one_that_reads_our_configuration():
    assert "jupyter-book==1.0.4.post1" in lines("requirements.txt")


def test_table_of_contents_and_chapters_agree():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    named = [toc["root"]] + [c["file"] for part in toc["parts"] for c in part["chapters"]]
    assert len(named) == len(set(named))
    for name in named:
        found = [p for p in (ROOT / f"{name}.ipynb", ROOT / f"{name}.md") if p.exists()]
        assert len(found) == 1, name
    written = {f"book/{path.stem}" for path in (*PRINTED, *(ROOT / "book").glob("*.md"))}
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


def test_the_title_is_the_same_wherever_it_stands():
    """It is said in _config.yml; a change is made there, in these, and by tools.cover."""
    title = yaml.safe_load((ROOT / "_config.yml").read_text())["title"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    said = {
        "README.md": (ROOT / "README.md").read_text().splitlines()[0].removeprefix("# "),
        "book/intro.md": (ROOT / "book/intro.md").read_text().splitlines()[0].removeprefix("# "),
        "CITATION.cff": citation["title"],
        "devcontainer.json": json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())[
            "name"
        ],
        "the cover": Image.open(STATIC / "cover.png").text["Title"],
        "the package": re.search(r"\*(.+?)\*", backprop.__doc__)[1],
    }
    assert said == dict.fromkeys(said, title)
    assert title in project["description"]
    people = f"The contributors of {title}"
    assert people == project["authors"][0]["name"] == citation["authors"][0]["name"]
    assert people in (ROOT / "LICENSE").read_text()
    name = re.sub(r"\W+", "-", title.lower())
    assert {forms.PDF, forms.EPUB, forms.ZIP} == {
        f"{name}.{kind}" for kind in ("pdf", "epub", "zip")
    }


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
    table = set(re.findall(r"(?m)^\| `make ([a-z]+)[ `]", (ROOT / "CONTRIBUTING.md").read_text()))
    assert table == targets


# file -> the schema of its format, as check-jsonschema brings it along
SCHEMAS = {
    ".github/workflows/*.yml": "github-workflows",
    ".github/ISSUE_TEMPLATE/[!c]*.yml": "github-issue-forms",
    ".github/ISSUE_TEMPLATE/config.yml": "github-issue-config",
    ".github/dependabot.yml": "dependabot",
    ".gitlab-ci.yml": "gitlab-ci",
    "CITATION.cff": "citation-file-format",
    "action.yml": "github-actions",
}


@pytest.mark.parametrize("pattern", SCHEMAS)
def test_files_for_hosts_are_what_their_formats_ask_for(pattern):
    files = sorted(ROOT.glob(pattern))
    assert files
    arguments = ["--builtin-schema", f"vendor.{SCHEMAS[pattern]}"]
    if pattern == ".gitlab-ci.yml":
        arguments += ["--data-transform", "gitlab-ci"]
    run = CliRunner().invoke(check_jsonschema.main, [*arguments, *map(str, files)])
    assert run.exit_code == 0, run.output


def test_what_workflows_run_is_to_be_had_here():
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text()))
    for file in [*(ROOT / ".github/workflows").glob("*.yml"), ROOT / ".gitlab-ci.yml"]:
        text = file.read_text(encoding="utf-8")
        assert set(re.findall(r"\bmake ([a-z]+)", re.sub(r"#.*", "", text))) <= targets, file.name
        for module in re.findall(r"python -m tools\.([a-z]+)", text):
            assert (ROOT / "tools" / f"{module}.py").is_file(), file.name


def test_ci_has_every_python_that_the_book_promises():
    first = re.search(r'requires-python = ">=(3\.\d+)"', (ROOT / "pyproject.toml").read_text())[1]
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())
    matrix = workflow["jobs"]["check"]["strategy"]["matrix"]
    lab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())["check"]["parallel"]["matrix"][0]
    assert matrix["python"] == lab["PYTHON"] == [first, "3.12", "3.13", "3.14"]
    assert matrix["versions"] == lab["VERSIONS"] == ["pinned", "newest"]


@pytest.mark.parametrize("file", [".github/workflows/test.yml", ".gitlab-ci.yml"])
def test_what_is_said_of_pins_is_not_asked_of_the_newest(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert "python -m tools.newest" in text
    assert "NEWEST=1" in text
    assert "$(if $(NEWEST), and not pins)" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_a_container_for_editors_runs_what_there_is():
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    assert container["postCreateCommand"] == "make install"
    assert set(map(str, container["forwardPorts"])) == set(container["portsAttributes"])


@pytest.mark.pins
def test_the_newest_are_asked_for_without_losing_one():
    loose = newest.loosened((ROOT / "requirements.txt").read_text()).splitlines()
    assert not [line for line in loose if "==" in line or line.startswith("-c")]
    named = [normal(re.split("[=<]", line)[0]) for line in loose if line and line[0].isalpha()]
    pinned = [normal(PIN.match(line)[1]) for line in lines("requirements.txt")[1:-1]]
    assert named == pinned
