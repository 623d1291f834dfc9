"""Whatever the reader's code does, there is an answer, and nothing is left behind."""

import random
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from planted_programs import module_of

from backprop.doctor import diagnose

HEAD = """
import random
import numpy as np

rng = np.random.default_rng(0)
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
params = {"w": rng.normal(size=3)}


def cost(params, X, y):
    return ((X @ params["w"] - y) ** 2).mean()

"""


def program(text, folder, head=HEAD):
    return module_of(head + textwrap.dedent(text), folder)


def ask(module, **options):
    data = (module.X, module.y)
    return diagnose(module.gradient, cost=module.cost, params=module.params, data=data, **options)


@pytest.mark.parametrize("which", ["cost", "gradient"])
def test_a_loop_that_does_not_end_ends_with_its_line(which, tmp_path):
    text = f"""
        def {which}(params, X, y):
            i, g = 0, np.zeros(3)
            while i < len(X):  # here
                g += 2 * (X[i] @ params["w"] - y[i]) * X[i] / len(X)
            return {{"w": g}}
        """
    if which == "cost":
        text += """
        def gradient(params, X, y):
            return {"w": X.T @ (X @ params["w"] - y)}
        """
    module = program(text, tmp_path)
    report = ask(module, seconds=3)
    (found,) = report.findings
    assert found.id == "hang"
    assert "did not come to an end" in found.message
    assert which in found.message
    lines = (tmp_path / "program.py").read_text().split("\n")
    loop = next(i for i, line in enumerate(lines, start=1) if "# here" in line)
    assert found.line in (loop, loop + 1)


def test_a_loop_that_ends_only_for_the_readers_own_data_is_stopped(tmp_path):
    text = """
        def gradient(params, X, y):
            g, i = np.zeros(3), 0
            while i != 6:
                g += 2 * (X[i % len(X)] @ params["w"] - y[i % len(X)]) * X[i % len(X)] / len(X)
                i += 1 if len(X) == 6 else 0
            return {"w": g}
        """
    report = ask(program(text, tmp_path), seconds=3)
    assert report.findings[0].id == "hang"


def test_streams_globals_and_caches_are_as_before(tmp_path):
    text = """
        calls, cache = [0], {}

        def cost(params, X, y):
            calls[0] += 1
            keep = rng.random(X.shape) < 0.5
            cache["keep"], cache["noise"] = keep, np.random.rand() + random.random()
            return (((X * keep) @ params["w"] - y) ** 2).mean()

        def gradient(params, X, y):
            global seen
            seen = len(X)
            cost(params, X, y)
            keep = cache["keep"]
            return {"w": (X * keep).T @ ((X * keep) @ params["w"] - y) / len(X)}
        """
    module = program(text, tmp_path)
    before = module.rng.bit_generator.state
    numpys, pythons = np.random.get_state()[1].tolist(), random.getstate()  # noqa: NPY002
    report = ask(module)
    assert not report.correct
    assert report.repaired, str(report)
    assert module.rng.bit_generator.state == before
    assert np.random.get_state()[1].tolist() == numpys  # noqa: NPY002
    assert random.getstate() == pythons
    assert module.calls == [0]
    assert module.cache == {}
    assert not hasattr(module, "seen")
    assert "seen" not in vars(module)


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        ("np.random.rand(*X.shape)", "from rng"),
        ("rng.random((2, *X.shape))[1]", "another amount"),
    ],
)
def test_a_mask_that_is_drawn_twice_is_told_and_not_mended_by_chance(draw, said, tmp_path):
    text = f"""
        def cost(params, X, y):
            keep = {draw} < 0.5
            return (((X * keep) @ params["w"] - y) ** 2).mean()

        def gradient(params, X, y):
            keep = rng.random(X.shape) < 0.5
            return {{"w": 2 * (X * keep).T @ ((X * keep) @ params["w"] - y) / len(X)}}
        """
    report = ask(program(text, tmp_path))
    assert not report.correct
    assert [one.id for one in report.findings] == ["other-random-numbers"]
    assert said in report.findings[0].message
    assert report.repaired is None


def test_a_mask_that_is_drawn_once_is_no_trouble(tmp_path):
    text = """
        def masked(X):
            return X * (np.random.default_rng(5).random(X.shape) < 0.5)

        def cost(params, X, y):
            return ((masked(X) @ params["w"] - y) ** 2).mean()

        def gradient(params, X, y):
            return {"w": masked(X).T @ (masked(X) @ params["w"] - y) / len(X)}
        """
    report = ask(program(text, tmp_path))
    assert report.repaired, str(report)


def test_what_has_no_source_is_judged_and_the_report_says_why_no_line_is_named(tmp_path):
    module = program("", tmp_path)
    space = {"np": np}
    text = 'def gradient(params, X, y):\n    return {"w": X.T @ (X @ params["w"] - y) / len(X)}'
    exec(text, space)
    module.gradient = space["gradient"]
    report = ask(module)
    (array,) = report.arrays
    assert array.band == "wrong"
    assert "the source of gradient is not to be had" in str(report)
    module.gradient = np.vectorize(lambda *_: 0.0)
    assert not ask(module).correct


def test_a_gradient_that_is_a_generator_is_no_gradient(tmp_path):
    text = """
        def gradient(params, X, y):
            yield X.T @ (X @ params["w"] - y)
        """
    report = ask(program(text, tmp_path))
    assert not report.correct
    assert "generator" in str(report)


LARGE = """
def forward(p, X):
    h = np.tanh(X @ p["W1"] + p["b1"])
    return h, h @ p["W2"] + p["b2"]

def cost(params, X, y):
    calls[0] += 1
    return ((forward(params, X)[1] - y) ** 2).sum() / (2 * len(X))

def gradient(params, X, y):
    h, out = forward(params, X)
    d2 = (out - y) / len(X)
    d1 = (d2 @ params["W2"].T) * (1 - h)
    return {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": h.T @ d2, "b2": d2.sum(axis=0)}
"""


def test_ten_thousand_parameters_are_asked_about_in_few_directions(tmp_path):
    head = HEAD.replace("(6, 3)", "(20, 100)").replace("size=6", "size=(20, 100)")
    head = head.replace('{"w": rng.normal(size=3)}', "None; calls = [0]")
    head += """
params = {"W1": rng.normal(size=(100, 100)) / 10, "b1": np.zeros(100),
          "W2": rng.normal(size=(100, 100)) / 10, "b2": np.zeros(100)}
"""
    module = program(LARGE, tmp_path, head)
    count = 0

    def counted(params, X, y):
        nonlocal count
        count += 1
        return cost(params, X, y)

    cost, module.cost = module.cost, counted
    report = ask(module, seconds=200)  # other tests run beside it
    assert report.repaired, str(report)
    assert {one.path for one in report.arrays if one.band == "wrong"} == {"W1", "b1"}
    assert count < 6_000  # of 20,200 parameters, twice each for central differences


@pytest.mark.slow
def test_an_edit_that_would_eat_all_memory_does_not(tmp_path):
    text = """
        def gradient(params, X, y):
            e = X @ params["w"] - y
            far = np.arange(200_000.0)  # an outer product of it with itself takes 320 GB
            return {"w": X.T @ (e + 0 * far.sum()) / len(far[: len(X)])}
        """
    (tmp_path / "large.py").write_text(HEAD + textwrap.dedent(text))
    asked = """
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
        import large
        from backprop.doctor import diagnose
        report = diagnose(large.gradient, cost=large.cost, params=large.params,
                          data=(large.X, large.y))
        print(report.repaired)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(asked)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    repaired, peak = run.stdout.split()
    assert repaired == "True"
    assert int(peak) < 1024
