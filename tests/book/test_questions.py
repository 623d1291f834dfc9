"""A question asked in a notebook answers as the one on its page does."""

import re

import pytest
from asked import TEXT, TYPED

from backprop.book.questions import CHOOSE, Answer, ask, numbers, seal, unseal, verdict
from press.edition.places import Places
from press.edition.questions import QUESTION, question
from press.edition.text import Text


def answers(number):
    """Return the answers of a question as its cell holds them."""
    found = list(QUESTION.finditer(TEXT))[number - 1]
    _, source = question(found, number, Text(Places(), lambda target: ""))
    return unseal("".join(re.findall(r'"([^"]+)"', source)))


CASES = [(number, *case) for number, cases in TYPED.items() for case in cases.items()]


@pytest.mark.parametrize(("number", "typed", "said"), CASES)
def test_numbers_are_read_as_on_the_page(number, typed, said):
    found = verdict(answers(number), typed)
    if isinstance(found, Answer):
        found = f"{'Right.' if found.right else 'No.'} {found.reason}"
    assert found.startswith(said)


@pytest.mark.parametrize("typed", ["", " ", "nan", "inf", "0x10", "1/0", "1e999", "-", "1//2", "٣"])
def test_what_is_no_number_is_none(typed):
    assert numbers(typed) == []


def test_of_several_answers_the_chosen_one_is_judged():
    choices = answers(1)
    assert verdict(choices, None) == CHOOSE
    assert [verdict(choices, place).right for place in range(3)] == [False, True, False]
    assert verdict(choices, 0).reason == r"No weight leads into it, so $\delta_0$ does not exist."


def test_what_is_sealed_does_not_tell():
    sealed = seal(answers(1))
    assert "incoming" not in sealed
    assert re.fullmatch(r"[\w=-]+", sealed)
    assert unseal(sealed) == answers(1)


@pytest.mark.parametrize("sealed", ["", "abc", "no base64!", seal([])[:-4]])
def test_what_is_no_seal_is_refused(sealed):
    with pytest.raises(ValueError, match="expected what `seal` returned"):
        unseal(sealed)


def shown(box):
    """Return what stands below the controls."""
    return [output["data"]["text/markdown"] for output in box.children[-1].outputs]


def test_a_choice_is_checked_when_asked_for_and_forgotten_when_changed():
    box = ask(seal(answers(1)))
    radio, button, _ = box.children
    assert (radio.value, [label for label, _ in radio.options]) == (None, ["A", "B", "C"])
    assert radio.description
    button.click()
    assert shown(box) == [CHOOSE]
    radio.value = 1
    assert shown(box) == []
    button.click()
    assert shown(box) == ["**Right.** It has *no* incoming weights."]


def test_a_number_is_checked_when_it_is_handed_in():
    box = ask(seal(answers(2)))
    field, button, _ = box.children
    button.click()
    assert shown(box)[0].startswith("Type a number")
    field.value = "1/4"
    assert shown(box) == ["**Right.** One half times one half."]
    field.value = "0.5"
    assert shown(box) == ["**No.** That is its value."]
