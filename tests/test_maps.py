"""A newcomer finds every module in the map of its room, in one line."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import press
import tools

ROOT = Path(__file__).parent.parent
ROOMS = ["backprop", "backprop.gradients", "backprop.figures", "backprop.book"]


def modules(package):
    return [one.name for one in pkgutil.iter_modules(package.__path__)]


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_each_of_its_modules_in_its_map(name):
    room = importlib.import_module(name)
    named = re.findall(r"(?m)^`(?:[\w.]+\.)?(\w+)` ", room.__doc__)
    assert sorted(named) == sorted(modules(room))


@pytest.mark.parametrize("package", [press, tools])
def test_press_and_tools_name_each_of_their_modules(package):
    named = set(re.findall(rf"`{package.__name__}\.(\w+)`", package.__doc__))
    assert named == set(modules(package))


def test_each_room_stands_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for folder in ("src/backprop", "src/press", "tools", "tests", "benchmarks", "book"):
        assert re.search(rf"(?m)^\| `{folder}/?`", text), folder
    for room in modules(importlib.import_module("backprop")):
        if (ROOT / "src/backprop" / room).is_dir():
            assert f"`{room}`" in text, room


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md"])
def test_paths_that_are_named_are_there(file):
    text = re.sub(r"```.*?```", "", (ROOT / file).read_text(encoding="utf-8"), flags=re.DOTALL)
    for path in re.findall(r"`((?:src|tests|tools|book|benchmarks)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
