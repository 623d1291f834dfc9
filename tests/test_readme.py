"""The README's example does what its comment says."""

import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def run(*command):
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True)


def test_the_doctor_says_what_the_readme_says(tmp_path):
    """From a file, as a reader would run it: the doctor reads the lines of the program."""
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (report,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    program = tmp_path / "program.py"
    program.write_text(code, encoding="utf-8")
    said = [line.strip() for line in run(str(program)).stdout.splitlines()]
    promised = [line.strip() for line in report.splitlines()]
    assert [line for line in promised if line not in said] == []
    assert any(line.startswith("line ") for line in promised)


def test_notes_to_start_from_are_checked(tmp_path):
    notes = tmp_path / "notes.md"
    notes.write_text(run("-m", "backprop.equations", "--example", "md").stdout, encoding="utf-8")
    assert "failing 0" in run("-m", "backprop.equations", str(notes)).stdout
