"""Images keep their pixels, counts their places."""

import numpy as np
import pytest

from backprop.data import digits
from backprop.figures.plots import confusion, draw_confusion, draw_images, svg


def covered(ax):
    """Return, for each shade that is drawn, the pixels' lower left corners."""
    shades = {}
    for patch in ax.patches[:-1]:  # the last is the frame
        boxes = patch.get_path().vertices.reshape(-1, 5, 2)
        shades[round(patch.get_alpha(), 6)] = {
            (x, int(box[2, 1])) for box in boxes for x in range(int(box[0, 0]), int(box[1, 0]))
        }
    return shades


def test_each_pixel_has_its_shade_and_its_place():
    pixels = [[0, 1, 1], [0.4, 0, 0], [0.05, 0.4, 1]]
    ax = draw_images([np.ravel(pixels)], columns=1).axes[0]
    assert covered(ax) == {0.4: {(0, 1), (1, 0)}, 1.0: {(1, 2), (2, 2), (2, 0)}}


def test_images_need_not_be_square_and_captions_stand_above():
    fig = draw_images(np.ones((3, 8)), ["a", "b", "c"], columns=2, side=2)
    assert [ax.get_title() for ax in fig.axes] == ["a", "b", "c", ""]
    assert covered(fig.axes[0]) == {1.0: {(x, y) for x in range(4) for y in range(2)}}


def test_images_are_light_and_vectors():
    text = svg(draw_images(digits()[0][:16]))
    assert "<image" not in text
    assert len(text) < 40_000


def test_images_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match=r"X has shape \(4,\); expected \(m, pixels\)"):
        draw_images([0, 1, 1, 0])
    with pytest.raises(ValueError, match="X has 7 pixels a row; expected a multiple of side 3"):
        draw_images(np.zeros((2, 7)))
    with pytest.raises(ValueError, match="captions has 1 entries; expected 2, or none"):
        draw_images(np.zeros((2, 4)), ["one"])


def test_counts_stand_where_row_and_column_say():
    ax = draw_confusion([[7, 0, 2], [0, 0, 0], [0, 3, 5]], ["a", "b", "c"]).axes[0]
    written = {text.get_text(): text.get_position() for text in ax.texts}
    assert written == {"7": (0, 0), "2": (2, 0), "0": (1, 1), "3": (1, 2), "5": (2, 2)}
    assert {text.get_text() for text in ax.texts if text.get_weight() == "bold"} == {"2", "3"}
    assert ax.get_ylim() == (2.5, -0.5)  # the first row on top
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b", "c"]


def test_confusion_counts_answers():
    Y = np.eye(3)[[0, 0, 1, 2, 2]]
    said = np.eye(3)[[0, 2, 1, 1, 2]] * 0.3
    assert confusion(Y, said).tolist() == [[1, 0, 1], [0, 1, 0], [0, 1, 1]]


def test_what_is_no_table_is_refused():
    with pytest.raises(ValueError, match=r"counts has shape \(2, 3\); expected a square"):
        draw_confusion(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="names has 1 entries; expected 2"):
        draw_confusion(np.zeros((2, 2)), ["a"])
    with pytest.raises(ValueError, match=r"Y has shape \(2, 3\) and output \(3, 3\)"):
        confusion(np.zeros((2, 3)), np.zeros((3, 3)))
