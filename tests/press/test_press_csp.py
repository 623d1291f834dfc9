"""What a page's policy would refuse, or could not stop, is seen when the book is built."""

import pytest

from press.csp import refused

SCRIPT, HANDLER = "an inline script", "a handler in an attribute"
ADDRESS, OTHER = "a script in an address", "something from another host"
BASE, ORDER = "another base for its addresses", "an order to the browser"
FRAME, FILM, IMPORT = "a frame", "a sound or a film", "an @import"

REFUSED = [
    # scripts
    ("<script>alert(1)</script>", SCRIPT),
    ("<SCRIPT >alert(1)</SCRIPT>", SCRIPT),
    ("<script type=module>import 'x'</script>", SCRIPT),
    ("<script type='importmap'>{}</script>", SCRIPT),
    ("<script data-src='a.js'>alert(1)</script>", SCRIPT),
    ("<script title='src='>alert(1)</script>", SCRIPT),
    ("<script href='a.js'>alert(1)</script>", SCRIPT),
    ("<script src='https://elsewhere.example/a.js'></script>", OTHER),
    ("<script src=//elsewhere.example/a.js></script>", OTHER),
    ("<script src='data:text/javascript,alert(1)'></script>", OTHER),
    ("<svg><script href='https://elsewhere.example/a.js'/></svg>", OTHER),
    # handlers
    ('<p onclick="x()">y</p>', HANDLER),
    ("<img src=x onerror=alert(1)>", HANDLER),
    ("<svg/onload=alert(1)>", HANDLER),
    ("<svg\nonload\n=\nalert(1)>", HANDLER),
    ("<p title='>' ONCLICK='x()'>", HANDLER),
    ("<p title='a'onclick='x()'>", HANDLER),
    ("<details ontoggle>", HANDLER),
    ("<!--><img src=x onerror=alert(1)>-->", HANDLER),
    ("<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>", HANDLER),
    # addresses that are run
    ("<a href='javascript:alert(1)'>", ADDRESS),
    ("<a href=' \tJaVaScRiPt:alert(1)'>", ADDRESS),
    ("<a href='java\nscript:alert(1)'>", ADDRESS),
    ("<a href='&#106;avascript&colon;alert(1)'>", ADDRESS),
    ("<a href='\x01javascript:alert(1)'>", ADDRESS),
    ("<a href=vbscript:x>", ADDRESS),
    ("<svg><a xlink:href='javascript:alert(1)'></a></svg>", ADDRESS),
    ("<form action='javascript:alert(1)'>", ADDRESS),
    ("<button formaction='javascript:alert(1)'>", ADDRESS),
    ("<svg><a><animate attributeName=href values='#a;javascript:alert(1)'/></a></svg>", ADDRESS),
    ("<svg><a><set attributeName=href to='javascript:alert(1)'/></a></svg>", ADDRESS),
    # what leads away, or moves the ground
    ("<meta http-equiv=refresh content='0; url=https://elsewhere.example'>", ORDER),
    ("<META HTTP-EQUIV='Refresh' content='5'>", ORDER),
    ("<base href='https://elsewhere.example/'>", BASE),
    ("<base target=_blank>", BASE),
    # other hosts
    ('<img src="https://elsewhere.example/a.png">', OTHER),
    ("<img src=//elsewhere.example/a.png>", OTHER),
    (r"<img src='\\elsewhere.example\a.png'>", OTHER),
    ("<img srcset='a.png 1x, https://elsewhere.example/a.png 2x'>", OTHER),
    ("<link rel=stylesheet href='https://elsewhere.example/a.css'>", OTHER),
    ("<link rel=stylesheet href='data:text/css,p{}'>", OTHER),
    ("<svg><use href='https://elsewhere.example/a.svg#b'/></svg>", OTHER),
    ("<svg><image xlink:href='https://elsewhere.example/a.png'/></svg>", OTHER),
    ("<form action='https://elsewhere.example/'>", OTHER),
    ("<a href='b.html' ping='https://elsewhere.example/'>", OTHER),
    ("<style>p { background: url(https://elsewhere.example/a.png) }</style>", OTHER),
    ("<p style='background: URL( \"//elsewhere.example/a.png\" )'>", OTHER),
    (r"<p style='background: \75rl(//elsewhere.example/a.png)'>", OTHER),
    ("<style>@import 'a.css';</style>", IMPORT),
    (r"<style>p { } @\69mport url(a.css);</style>", IMPORT),
    ("<style/>@import 'a.css';</style>", IMPORT),
    # frames and films
    ("<iframe src='a.html'></iframe>", FRAME),
    ("<iframe srcdoc='x'>", FRAME),
    ("<object data='a.svg'></object>", FRAME),
    ("<embed src='a.svg'>", FRAME),
    ("<video src='a.mp4'></video>", FILM),
    # half a tag, which what follows would complete
    ("<p>calm</p><img src=x onerror=alert(1) ", "a tag without an end"),
    ("<style>p { }", "a tag without an end"),
    ("<script src='a.js'>", "a tag without an end"),
]
CALM = [
    '<p>calm</p><script src="../_static/a.js"></script>',
    '<script type=\'application/json\'>{"onclick": "<iframe>"}</script>',
    "<script type='Application/JSON' class='frames'>{}</script>",
    "<a href='https://elsewhere.example/'>a link is followed by who wants to</a>",
    "<a href='mailto:a@host.example'>and so is this</a>",
    "<a href='b.html#javascript:x'>a fragment</a>",
    "<img src='data:image/png;base64,AAAA' alt='a'>",
    "<img src='../_images/a.png' srcset='a.png 1x, b.png 2x' alt='one'>",
    "<svg><use href='#glyph'/><image href='data:image/png;base64,AAAA'/></svg>",
    "<p title='onclick=x()'>a &lt;script&gt; in words, one = on</p>",
    "<p data-onclick='x' style='background: url(#grid); color: var(--ink)'>",
    "<style>*{stroke-linejoin: round} p { background: url(data:image/png;base64,AAAA) }</style>",
    "<meta itemprop='name' content='refresh'>",
    "<p>1 < 2, and a < b</p>",
    "<!-- index: chain rule -->",
    "<input type='text'><form action='search.html'></form>",
    "<math><mi href='x'>x</mi><annotation encoding='application/x-tex'>a &lt; b</annotation>",
]


@pytest.mark.parametrize(("body", "said"), REFUSED)
def test_what_is_refused_is_seen_and_named(body, said):
    assert any(found.startswith(said + ": ") for found in refused(body)), refused(body)


@pytest.mark.parametrize("body", CALM)
def test_what_is_allowed_is_left_alone(body):
    assert refused(body) == []


def test_everything_is_named_once_and_in_order():
    body = "<script>x</script><p onclick='x'>y</p><iframe></iframe>"
    assert [found.partition(":")[0] for found in refused(body)] == [SCRIPT, HANDLER, FRAME]
