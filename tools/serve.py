"""Serve a built book on this machine, as a static host would.

    python -m tools.serve [DIR] [--port 8000] [--no-browser]

Loopback only: nobody else on the network can reach it.  A taken port gives the next free
one, and says so.  A browser opens where there is a screen.  Ctrl-C ends it, with exit code 0.
"""

import argparse
import contextlib
import os
import signal
import sys
import threading
import webbrowser

from press.host import HOST, listen

__all__ = ["main"]


def _has_screen() -> bool:
    if os.environ.get("CI"):
        return False
    windowed = sys.platform in ("win32", "darwin")
    return windowed or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.serve", description="Serve the book.")
    parser.add_argument("directory", nargs="?", default="_build/html")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    options = parser.parse_args(arguments)
    try:
        server = listen(options.directory, options.port)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1

    def end(*_) -> None:
        raise KeyboardInterrupt

    # also when a shell started us in the background, where Ctrl-C is ignored unless asked for
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    address = f"http://{HOST}:{server.server_port}"
    with server, contextlib.suppress(KeyboardInterrupt):
        if options.port not in (0, server.server_port):
            print(f"Port {options.port} is taken; {server.server_port} is free.")
        print(f"The book is at {address} — Ctrl-C ends.", flush=True)
        if not options.no_browser and _has_screen():
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server.serve_forever()
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
