"""The README's example does what its comment says."""

import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def run(*command):
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True)


def test_the_doctor_says_what_the_readme_says():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    promised = code.rstrip().split("\n")[-1].partition("# ")[2]
    assert promised
    assert run("-c", code).stdout.split("\n")[0] == promised


def test_notes_to_start_from_are_checked(tmp_path):
    notes = tmp_path / "notes.md"
    notes.write_text(run("-m", "backprop.equations", "--example", "md").stdout, encoding="utf-8")
    assert "failing 0" in run("-m", "backprop.equations", str(notes)).stdout
