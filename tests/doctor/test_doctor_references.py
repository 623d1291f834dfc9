"""The doctor's references lead to equations that are there, under the numbers that they have."""

from pathlib import Path

import pytest

from backprop.doctor.references import PLACES
from backprop.equations import read_equations

BOOK = Path(__file__).parents[2] / "book"


@pytest.mark.parametrize("name", PLACES)
def test_a_place_is_in_the_book_under_its_number(name):
    place = PLACES[name]
    chapter = BOOK / f"{place.chapter}.ipynb"
    assert chapter.exists()
    if place.anchor:
        labels = [equation.label.lower() for equation in read_equations(chapter)]  # as in the page
        number = 1 + labels.index(place.anchor.removeprefix("equation-"))
        assert place.number == f"{int(place.chapter[:2])}.{number}"
    else:
        assert not place.number
