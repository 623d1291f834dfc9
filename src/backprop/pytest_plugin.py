"""`assert_gradient` as a fixture of pytest, which finds it by itself.

    def test_my_gradient(assert_gradient):
        assert_gradient(gradient, cost=cost, params=params, data=(X, Y))

A test that fails shows the doctor's report.  For teachers, `pytest --hide-fix` shows the
line and what is wrong with it without the answer; `--doctor-seconds` says how long to
search.  Nothing of the doctor is imported before a test asks for it.
"""

__all__ = ["pytest_addoption", "pytest_configure"]


def pytest_addoption(parser):
    """Add the two options."""
    group = parser.getgroup("backprop", "gradients that are checked by backprop.doctor")
    group.addoption(
        "--hide-fix", action="store_true", help="name wrong lines of gradients without the answer"
    )
    group.addoption(
        "--doctor-seconds", type=float, default=30.0, metavar="S", help="how long to search for it"
    )


def pytest_configure(config):
    """Add the fixture: pytest is needed for it, and no part of what a bare install brings."""
    import pytest

    class Fixtures:
        @pytest.fixture(scope="session")
        def assert_gradient(self, pytestconfig):
            """Fail, with the report as the message, unless a gradient is right."""
            from backprop import doctor

            options = {
                "hide_fix": pytestconfig.getoption("--hide-fix"),
                "seconds": pytestconfig.getoption("--doctor-seconds"),
            }

            def check(gradient, net=None, **asked):
                __tracebackhide__ = True
                doctor.assert_gradient(gradient, net, **{**options, **asked})

            return check

    config.pluginmanager.register(Fixtures(), "backprop.fixtures")
