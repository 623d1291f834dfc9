"""Programs as students write them: the right ones are called right, a slip is named."""

import pytest
from planted_programs import NAMES, module_of, planted, slips

from backprop.doctor import diagnose

PAIRS = [(name, i) for name in NAMES for i in range(len(slips(name)))]
QUICK = [  # one of a kind
    ("columns", 2), ("per_example", 3), ("plain_python", 3), ("recurrent", 0),
    ("ridge", 2), ("softmax_loss", 2), ("unrolled", 2),
]  # fmt: skip


def ask(module):
    asked = {"cost": module.cost, "params": module.params, "data": module.data}
    return diagnose(module.gradient, **asked, seconds=300)  # other tests run beside it


@pytest.mark.parametrize("name", NAMES)
def test_a_right_program_is_called_right(name, tmp_path):
    text, _ = planted(name)
    report = ask(module_of(text, tmp_path))
    assert report.correct, str(report)
    assert report.findings == ()


def check(name, i, folder):
    pair = slips(name)[i]
    text, lines = planted(name, pair)
    report = ask(module_of(text, folder))
    assert not report.correct
    assert report.repaired, str(report)
    found = {one.line for one in report.findings}
    around = lines | {line - 1 for line in lines} if not pair[1] else lines
    named = found | {other.line for one in report.findings for other in one.alternatives}
    assert named & around, f"{lines}: {report}"


@pytest.mark.parametrize(("name", "i"), QUICK)
def test_a_slip_is_named_and_fixed(name, i, tmp_path):
    check(name, i, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "i"), PAIRS)
def test_every_slip_is_named_and_fixed(name, i, tmp_path):
    check(name, i, tmp_path)
