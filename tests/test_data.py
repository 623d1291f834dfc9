"""The data sets are what their sources print."""

from backprop.data import houses, xor


def test_houses_as_article_a_prints_them():
    X, Y = houses()
    assert X.tolist() == [
        [0.00632, 18.0, 2.31, 0.0],
        [0.02731, 0.0, 7.07, 0.0],
        [0.027279, 0.0, 7.07, 0.0],
        [0.03237, 0.0, 2.18, 0.0],
        [0.06905, 0.0, 2.18, 0.0],
    ]
    assert (Y * 50).round(6).ravel().tolist() == [24.0, 21.6, 34.7, 33.4, 36.2]


def test_data_may_be_changed_without_changing_the_source():
    houses()[0][:] = 0
    assert houses()[0].any()


def test_xor():
    X, Y = xor()
    assert {(*x, *y) for x, y in zip(X.tolist(), Y.tolist(), strict=True)} == {
        (0, 0, 0),
        (0, 1, 1),
        (1, 0, 1),
        (1, 1, 0),
    }
