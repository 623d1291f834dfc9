"""Progress is shown to those who watch, and to nobody else."""

import sys
from types import SimpleNamespace

import pytest

from backprop.network import Network
from backprop.progress import progress_bar, watched
from backprop.training import train

LINE = Network((1, 1), output="identity", loss="half_squared_error")


def pretend_terminal(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)


def run(**options):
    train(LINE, {1: [[0, 0]]}, [[1.0]], [[1.0]], alpha=0.1, steps=2, **options)


def test_a_terminal_shows_the_bar_when_asked(capsys, monkeypatch):
    pretend_terminal(monkeypatch)
    run()
    assert capsys.readouterr() == ("", "")
    run(progress=True)
    assert "step" in capsys.readouterr().err


def test_where_nobody_watches_nothing_is_shown(capsys):
    run(progress=True)
    assert list(progress_bar("ab", name="letter")) == ["a", "b"]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("asks", [True, False])
def test_a_notebook_is_watched_if_its_front_end_can_be_asked(asks, monkeypatch):
    pretend_terminal(monkeypatch)
    request = {"content": {"allow_stdin": asks}}
    shell = SimpleNamespace(kernel=SimpleNamespace(get_parent=lambda: request))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert watched() == asks
