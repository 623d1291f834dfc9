"""Settings of all tests: no stopwatch on a shared machine, and CI draws the same examples."""

import os

from hypothesis import settings

settings.register_profile("book", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("book")
