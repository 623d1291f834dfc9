"""A static host for one directory, on loopback, as small as it can be.

Text is gzipped, compressed once and remembered; a browser that has a file asks only whether
it changed, and never asks again for one whose address carries its checksum; a missing page
is answered by the directory's own ``404.html``.
"""

import contextlib
import errno
import gzip
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

__all__ = ["HOST", "listen", "serving"]

HOST = "127.0.0.1"
TRIES = 100
# What is text, and so worth compressing; woff2, png and gz are compressed already.
TEXT = ("text/", "application/json", "application/javascript", "application/xml", "image/svg+xml")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".xml": "application/xml",
    ".ipynb": "application/json",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


@lru_cache(maxsize=512)
def _compressed(path: str, _size: int, _mtime: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), compresslevel=9, mtime=0)


class Handler(SimpleHTTPRequestHandler):
    """Answer one request for a file of the book."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def __init__(self, *args, headers: Mapping[str, str], **settings):
        self.sent_with_all = headers
        super().__init__(*args, **settings)  # answers the request, and returns when it is done

    def end_headers(self) -> None:
        """Send what goes with every answer, and the empty line after the headers."""
        for name, value in self.sent_with_all.items():
            self.send_header(name, value)
        super().end_headers()

    def do_GET(self) -> None:
        """Send a file, headers and content."""
        self._answer(content=True)

    def do_HEAD(self) -> None:
        """Send the headers alone."""
        self._answer(content=False)

    def log_message(self, *args) -> None:
        """Stay silent: the terminal shows the address, not every request."""

    def _answer(self, content: bool) -> None:
        asked, _, query = self.path.partition("?")
        path, status = Path(self.translate_path(self.path)), HTTPStatus.OK
        if path.is_dir() and not asked.endswith("/"):
            # one slash only: an address that begins with two names another host
            return self._redirect("/" + asked.lstrip("/") + "/" + ("?" + query if query else ""))
        if asked.endswith("/"):
            path /= "index.html"
        if not path.is_file():
            path, status = Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND
        if not path.is_file():
            return self.send_error(HTTPStatus.NOT_FOUND)
        return self._send(path, status, "v=" in query, content)

    def _redirect(self, where: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, path: Path, status: HTTPStatus, hashed: bool, content: bool) -> None:
        about = path.stat()
        kind = self.guess_type(str(path))
        zipped = kind.startswith(TEXT) and "gzip" in self.headers.get("Accept-Encoding", "")
        tag = f'"{about.st_mtime_ns:x}-{about.st_size:x}{"-gz" if zipped else ""}"'
        unchanged = status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else status)
        self.send_header("ETag", tag)
        self.send_header("Vary", "Accept-Encoding")
        self.send_header(
            "Cache-Control", "max-age=31536000, immutable" if hashed else "max-age=0, no-cache"
        )
        if unchanged:
            return self.end_headers()
        if zipped:
            body = _compressed(str(path), about.st_size, about.st_mtime_ns)
            self.send_header("Content-Encoding", "gzip")
        else:
            body = path.read_bytes()
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if content:
            self.wfile.write(body)
        return None


class Server(ThreadingHTTPServer):
    """One thread a connection; a reader who leaves mid-page is no error."""

    daemon_threads = True
    # Windows lets two servers share a port when this is on, and then answers at random
    allow_reuse_address = os.name != "nt"

    def handle_error(self, request, client_address) -> None:
        """Let a closed connection pass; report anything else as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def listen(
    directory: str | Path, port: int = 8000, headers: Mapping[str, str] | None = None
) -> Server:
    """Return a server of a directory on the first free port from `port` on.

    Parameters
    ----------
    directory : str or Path
        The built book; it must hold an ``index.html``.
    port : int
        Where to begin; 0 takes any.
    headers : mapping of str to str, optional
        To be sent with every answer, a policy say.

    Raises
    ------
    ValueError
        If there is no book in the directory, or no free port.
    """
    root = Path(directory).resolve()
    if not (root / "index.html").is_file():
        raise ValueError(f"there is no book in {directory}: no index.html (run `make book`)")
    if not 0 <= port <= 65535:
        raise ValueError(f"port must be from 0 to 65535, not {port}")

    def handler(*args):
        return Handler(*args, directory=str(root), headers=headers or {})

    for candidate in range(port, min(port + TRIES, 65536)):
        try:
            return Server((HOST, candidate), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise ValueError(f"no free port from {port} to {min(port + TRIES, 65536) - 1}")


@contextlib.contextmanager
def serving(
    directory: str | Path, headers: Mapping[str, str] | None = None, port: int = 0
) -> Iterator[str]:
    """Serve a directory while the block runs, and yield its address."""
    with listen(directory, port, headers) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://{HOST}:{server.server_port}"
        finally:
            server.shutdown()
