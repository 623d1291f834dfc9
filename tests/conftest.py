"""Settings of all tests: no stopwatch on a shared machine, CI's own draws, and a summary."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "book",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # it looks at the clock
    derandomize="CI" in os.environ,
)
settings.load_profile("book")


def pytest_terminal_summary(terminalreporter):
    """Print what tests recorded as "summary", from every worker."""
    reports = [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]
    lines = {text: None for r in reports for name, text in r.user_properties if name == "summary"}
    if lines:
        terminalreporter.section("what was checked")
    for line in lines:
        terminalreporter.write_line(line)
