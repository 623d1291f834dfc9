"""The command as it is installed, and the hook over it."""

import re
import tomllib
from importlib import import_module
from pathlib import Path

import yaml

from backprop.equations.examples import EXAMPLES
from backprop.equations.files import FORMS

ROOT = Path(__file__).parents[2]
NAME = "backprop-equations"


def test_the_command_that_is_installed_checks_a_file(tmp_path, capsys):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, function = project["scripts"][NAME].partition(":")
    command = getattr(import_module(module), function)
    notes = tmp_path / "notes.md"
    notes.write_text(EXAMPLES["md"], encoding="utf-8")
    assert command([str(notes)]) == 0
    notes.write_text(EXAMPLES["md"] + "\n$$\n1 = 2 % claim\n$$\n", encoding="utf-8")
    assert command(["--marked", str(notes)]) == 1
    assert "does not hold" in capsys.readouterr().out


def test_the_hook_calls_the_command_on_every_kind_of_file_that_it_reads():
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["entry"], hook["args"]) == (NAME, NAME, ["--marked"])
    assert all(re.search(hook["files"], f"chapter{form}") for form in FORMS)
    assert not re.search(hook["files"], "chapter.py")


def test_the_action_hands_its_inputs_to_the_command_and_to_no_shell_text():
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    install, check = action["runs"]["steps"]
    assert "$GITHUB_ACTION_PATH" in install["run"]
    assert check["run"].startswith(f"{NAME} --format github ")
    assert not any("${{" in step["run"] for step in (install, check))
    handed = {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]}
    assert set(check["env"].values()) == handed
    assert all(f"${name}" in check["run"] for name in check["env"])
