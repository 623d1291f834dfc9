"""What the tests of pages are served by: as a static host would, on loopback."""

import gzip
import http.client
import socket

import host
import pytest

PAGE = "<!doctype html><title>A page</title>" + "<p>backpropagation</p>" * 200


@pytest.fixture
def book(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "part").mkdir()
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "part" / "index.html").write_text("a part", encoding="utf-8")
    (tmp_path / "404.html").write_text("not in this book", encoding="utf-8")
    (tmp_path / "_static" / "font.woff2").write_bytes(bytes(range(256)))
    return tmp_path


@pytest.fixture
def ask(book):
    with host.serving(book) as address:
        where = address.removeprefix("http://")

        def get(path, method="GET", **headers):
            connection = http.client.HTTPConnection(where, timeout=10)
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            return answer, body

        yield get


def test_a_page_is_sent_whole_with_its_encoding_named(ask):
    answer, body = ask("/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert body.decode() == PAGE


def test_text_is_gzipped_for_who_takes_it_and_fonts_are_not(ask):
    answer, body = ask("/index.html", **{"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(body) < len(PAGE) / 5
    assert gzip.decompress(body).decode() == PAGE
    answer, body = ask("/_static/font.woff2", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] is None
    assert answer.headers["Content-Type"] == "font/woff2"
    assert body == bytes(range(256))


def test_an_unchanged_file_is_not_sent_again_and_a_changed_one_is(ask, book):
    tag = ask("/")[0].headers["ETag"]
    answer, body = ask("/", **{"If-None-Match": tag})
    assert (answer.status, body) == (304, b"")
    (book / "index.html").write_text("anew", encoding="utf-8")
    answer, body = ask("/", **{"If-None-Match": tag})
    assert (answer.status, body) == (200, b"anew")


def test_only_an_address_with_a_checksum_is_kept_for_good(ask):
    assert "no-cache" in ask("/")[0].headers["Cache-Control"]
    assert "immutable" in ask("/_static/font.woff2?v=1234")[0].headers["Cache-Control"]


def test_head_sends_no_content(ask):
    answer, body = ask("/", method="HEAD")
    assert int(answer.headers["Content-Length"]) == len(PAGE.encode())
    assert body == b""


def test_after_head_the_connection_is_clean(book):
    # http.client overlooks content that comes after HEAD; the next answer does not
    with (
        host.serving(book) as address,
        socket.create_connection(
            ("127.0.0.1", int(address.rpartition(":")[2])), timeout=10
        ) as connection,
    ):
        for method in ("HEAD", "GET"):
            ending = "Connection: close\r\n" if method == "GET" else ""
            connection.sendall(f"{method} /part/ HTTP/1.1\r\nHost: x\r\n{ending}\r\n".encode())
        said = b""
        while more := connection.recv(65536):
            said += more
    first, second = said.split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert first.partition(b"\r\n\r\n")[2] == b""
    assert second.partition(b"\r\n\r\n")[2] == b"a part"


def test_a_file_and_its_gzip_are_told_apart(ask):
    plain, zipped = (ask("/", **headers)[0] for headers in ({}, {"Accept-Encoding": "gzip"}))
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
    # who has one and now asks for the other gets it
    asked = {"If-None-Match": plain.headers["ETag"], "Accept-Encoding": "gzip"}
    answer, body = ask("/", **asked)
    assert answer.status == 200
    assert gzip.decompress(body).decode() == PAGE


@pytest.mark.parametrize("path", ["/nowhere.html", "/_static/", "/index.html/", "/../serve.py"])
def test_what_is_missing_gets_the_books_own_page(ask, path):
    answer, body = ask(path)
    assert (answer.status, body) == (404, b"not in this book")


def test_a_directory_gets_its_slash_and_its_index(ask):
    answer, _ = ask("/part?a=1")
    assert (answer.status, answer.headers["Location"]) == (301, "/part/?a=1")
    assert ask("/part/")[1] == b"a part"


def test_a_redirect_never_leaves_the_host(ask):
    assert ask("//part")[0].headers["Location"] == "/part/"


def test_nothing_outside_the_book_is_served(book, ask):
    (book.parent / "secret.txt").write_text("secret", encoding="utf-8")
    assert ask("/%2e%2e/secret.txt")[0].status == 404


def test_it_listens_on_loopback_only(book):
    with host.listen(book, 0) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_a_taken_port_gives_the_next(book):
    with host.listen(book, 0) as first, host.listen(book, first.server_port) as second:
        assert second.server_port > first.server_port


def test_no_book_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match=r"no index\.html \(run `make book`\)"):
        host.listen(tmp_path)


def test_a_port_that_is_none_is_refused(book):
    with pytest.raises(ValueError, match="port must be from 0 to 65535, not 70000"):
        host.listen(book, 70000)
