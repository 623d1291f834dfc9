"""How soon an explorer answers, beside the same figure as a stock `interact`.

    python benchmarks/explorer.py

On the page: an input event is sent to the slider at a random moment; the clock
stops when Chromium has run the frame that shows the answer.  *Script* is the part
that is ours.  With a kernel: what the browser would send when a slider moves is
sent to a real kernel; the clock stops when the new picture arrives, before any browser
has shown it: an SVG that was drawn before (*kernel*), one that has to be drawn (*between
samples*), and a stock `interact`, which draws a PNG.  None counts a network.
"""

import os
import platform
import shutil
import statistics
import tempfile
import textwrap
import threading
import time
import zlib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from jupyter_client.manager import start_new_kernel
from playwright.sync_api import sync_playwright

from backprop.activations import sigmoid, sigmoid_grad
from backprop.figures.explorer import STATIC, Explorer
from backprop.figures.plots import PALETTE, figure
from press import STATIC as PRESS

FILES = [STATIC / "explorer.js", STATIC / "explorer.css", PRESS / "figures.css"]
X = np.linspace(-6, 6, 200)
VALUES = np.round(np.linspace(-6, 6, 40), 2)
MOVES = 200


def tangent(z):
    fig, ax = figure(6.4, 3.4)
    ends = np.array([z - 2.5, z + 2.5])
    ax.plot(X, sigmoid(X), label="g(z)")
    ax.plot(ends, sigmoid(z) + sigmoid_grad(z) * (ends - z), label="tangent")
    ax.plot([z], [sigmoid(z)], "o", color=PALETTE["orange"])
    ax.set(xlim=(-6.2, 6.2), ylim=(-0.15, 1.15), xlabel="z")
    ax.legend(loc="upper left")
    return fig, f"At z = {z:.2f} the slope is {sigmoid_grad(z):.3f}."


def waves(a):
    fig, ax = figure()
    ax.plot(X, np.sin(a * X))
    return fig, f"A wave of frequency {a:.2f}."


MOVE = """async (moves) => {
  const slider = document.querySelector("input");
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(null);
  }));
  const move = async (to) => {
    slider.value = to;
    const start = performance.now();
    slider.dispatchEvent(new Event("input"));
    const script = performance.now() - start;
    return [script, await painted() - start];
  };
  slider.value = slider.max;
  const start = performance.now();
  slider.dispatchEvent(new Event("input"));  // the last frame hangs on all others
  const first = performance.now() - start;
  const times = [];
  for (let i = 0; i < moves; i++) {
    await new Promise((done) => setTimeout(done, 20 + 17 * Math.random()));
    times.push(await move((7 * i) % 40));
  }
  return [first, times];
}"""


def on_a_page(explorer):
    """Return the first decoding and the (script, painted) times of many moves, in ms."""
    system = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for file in FILES:
            shutil.copy(file, folder)
        (Path(folder) / "index.html").write_text(
            '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="explorer.css">'
            '<link rel="stylesheet" href="figures.css"><script defer src="explorer.js"></script>'
            + explorer.html
        )
        handler = partial(Quiet, directory=folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        times = page.evaluate(MOVE, MOVES)
        version = browser.version
        browser.close()
        server.shutdown()
        server.server_close()
    return *times, version


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


INTERACT = """
import sys; sys.path.insert(0, {here!r})
import io, ipywidgets
from IPython.display import Image, display
from explorer import VALUES, tangent
def shown(z):
    png = io.BytesIO()
    tangent(z)[0].savefig(png, format="png", dpi=100)
    display(Image(png.getvalue()))
ipywidgets.interact(shown, z=ipywidgets.SelectionSlider(options=list(VALUES)));
"""


OURS = """
import sys; sys.path.insert(0, {here!r})
from explorer import VALUES, tangent
from backprop.figures.explorer import Explorer
display(Explorer(tangent, play="z", z=VALUES))
"""


def with_a_kernel(code, model, answer, states):
    """Return the milliseconds from a control's message to the new picture's.

    Parameters
    ----------
    code : str
        What shows the figure.
    model : str
        The class of the control that is moved, as `_model_name` has it.
    answer : callable
        Whether a message from the kernel brings the new picture.
    states : list of dict
        What the browser says of the control, move by move.
    """
    manager, client = start_new_kernel()
    try:
        control, times = None, []
        request = client.execute(code.format(here=str(Path(__file__).parent)))
        while True:
            message = client.get_iopub_msg(timeout=60)
            content = message["content"]
            if message["msg_type"] == "error":
                raise RuntimeError("\n".join(content["traceback"]))
            state = content.get("data", {}).get("state", {})
            if state.get("_model_name") == model:
                control = content["comm_id"]
            idle = content.get("execution_state") == "idle"
            if idle and message["parent_header"].get("msg_id") == request:
                break
        for state in states:
            data = {"method": "update", "state": state, "buffer_paths": []}
            sent = client.session.msg("comm_msg", {"comm_id": control, "data": data})
            start = time.perf_counter()
            client.shell_channel.send(sent)
            while not answer(message := client.get_iopub_msg(timeout=60)):
                pass
            times.append(1e3 * (time.perf_counter() - start))
        return times
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def is_png(message):
    return message["msg_type"] == "display_data"


def is_svg(message):
    state = message["content"].get("data", {}).get("state", {})
    return "<svg" in str(state.get("value", ""))


STEPS = [{"index": (7 * move + 1) % 40} for move in range(40)]
BETWEEN = [{"value": float(value)} for value in (VALUES[1:] + VALUES[:-1]) / 2]


def main():
    start = time.perf_counter()
    explorer = Explorer(tangent, play="z", z=VALUES)
    drawn = time.perf_counter() - start
    first, moves, version = on_a_page(explorer)
    script, painted = (statistics.median(times) for times in zip(*moves, strict=True))
    worst = sorted(time for _, time in moves)[int(0.95 * len(moves))]
    live = with_a_kernel(INTERACT, "SelectionSliderModel", is_png, STEPS)
    ours = with_a_kernel(OURS, "SelectionSliderModel", is_svg, STEPS)
    between = with_a_kernel(OURS, "BoundedFloatTextModel", is_svg, BETWEEN)
    wild = Explorer(waves, a=np.linspace(0.5, 4, 40))
    print(
        textwrap.dedent(f"""
        Chromium {version}, Python {platform.python_version()}, {os.cpu_count()} cores;
        40 frames of a tangent on the sigmoid, {len(moves)} moves ({len(live)} with a kernel)

        | | explorer, no kernel | explorer, kernel | between samples | stock `interact` |
        |---|---|---|---|---|
        | median | {painted:.1f} ms | {median(ours)} | {median(between)} | {median(live)} |
        | 95 % | {worst:.1f} ms | {late(ours)} | {late(between)} | {late(live)} |

        | | explorer |
        |---|---|
        | of which script | {script:.2f} ms |
        | first use, all 40 frames decoded | {first:.1f} ms |
        | in the page | {weight(explorer.html)} |
        | the same for 40 waves of 200 points, all different | {weight(wild.html)} |
        | the 40 frames drawn in Python | {drawn:.1f} s |
        """).strip()
    )


def median(times):
    return f"{statistics.median(times):.1f} ms"


def late(times):
    return f"{sorted(times)[int(0.95 * len(times))]:.1f} ms"


def weight(html):
    raw = html.encode()
    return f"{len(raw) / 1e3:.1f} KB, {len(zlib.compress(raw, 6)) / 1e3:.1f} KB compressed"


if __name__ == "__main__":
    main()
