"""What `make lab` puts into a folder, and what it leaves alone there."""

import json

from tools.lab import put


def test_a_new_edition_takes_the_place_of_the_old_one(tmp_path):
    assert put({"a.ipynb": "one", "b.ipynb": "one"}, tmp_path / "lab") == []
    assert put({"a.ipynb": "two", "b.ipynb": "one"}, tmp_path / "lab") == []
    assert (tmp_path / "lab" / "a.ipynb").read_text() == "two"


def test_what_a_reader_changed_stays_and_is_named(tmp_path):
    put({"a.ipynb": "one", "b.ipynb": "one"}, tmp_path)
    (tmp_path / "a.ipynb").write_text("mine")
    for edition in ("two", "three"):
        assert put({"a.ipynb": edition, "b.ipynb": edition}, tmp_path) == ["a.ipynb"]
        assert (tmp_path / "a.ipynb").read_text() == "mine"
        assert (tmp_path / "b.ipynb").read_text() == edition
    (tmp_path / "a.ipynb").unlink()
    assert put({"a.ipynb": "four"}, tmp_path) == []
    assert (tmp_path / "a.ipynb").read_text() == "four"


def test_a_file_that_was_there_before_is_the_readers(tmp_path):
    (tmp_path / "a.ipynb").write_text("mine")
    assert put({"a.ipynb": "one"}, tmp_path) == ["a.ipynb"]
    assert (tmp_path / "a.ipynb").read_text() == "mine"


def test_a_change_that_was_taken_back_is_none(tmp_path):
    put({"a.ipynb": "one"}, tmp_path)
    (tmp_path / "a.ipynb").write_text("mine")
    put({"a.ipynb": "two"}, tmp_path)
    (tmp_path / "a.ipynb").write_text("one")
    assert put({"a.ipynb": "two"}, tmp_path) == []
    assert (tmp_path / "a.ipynb").read_text() == "two"


def test_the_folder_remembers_what_was_written(tmp_path):
    put({"a.ipynb": "one"}, tmp_path)
    assert set(json.loads((tmp_path / ".made.json").read_text())) == {"a.ipynb"}
