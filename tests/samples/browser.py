"""A browser for tests: Debian's chromium without a window, and pages served here that tell whatever is asked for.

Every name a page might call is led to the same small server, so a request to anywhere shows up in ``requests``. One
start of the browser opens a page of frames: each page under test lies in a frame of the width of its screen, as it is,
with its own security policy.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape, unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Served", "look_at", "missing"]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=NetworkTimeServiceQuerying",  # its own question about the time of day
)
_MEASURE = """
addEventListener('load', () => {
  const said = {};
  for (const frame of document.querySelectorAll('iframe')) {
    const page = frame.contentDocument, root = page.documentElement;
    page.querySelectorAll('details').forEach(one => { one.open = true });
    said[frame.name] = {
      title: page.title, sideways: root.scrollWidth - root.clientWidth, hidden: [...page.querySelectorAll('article')]
        .filter(one => getComputedStyle(one).display === 'none').length,
      tiles: page.querySelectorAll('article').length,
      columns: getComputedStyle(page.querySelector('main')).gridTemplateColumns.split(' ').length,
      scripts: page.title.includes('!'),
      text: root.innerText,
      loaded: frame.contentWindow.performance.getEntriesByType('resource').map(one => one.name),
      cut: [...page.querySelectorAll('article, nav, dl, section')]
        .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).map(one => one.textContent),
    };
  }
  document.getElementById('said').textContent = JSON.stringify(said);
});
"""


def missing() -> str:
    """Why there is no browser here, or ""."""
    return "" if _browser() else "no browser (chromium) is on this machine"


def _browser() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@dataclass
class Served:
    """What was asked for (host, path), and what each frame measured."""

    requests: set[tuple[str, str]] = field(default_factory=set)
    frames: dict[str, dict[str, Any]] = field(default_factory=dict)


def look_at(frames: Mapping[str, tuple[str, int]]) -> Served:
    """Open pages (name → HTML, screen width in pixels) in one browser. The server's own name is left out as ""."""
    served = Served()
    shown = "".join(
        f'<iframe name="{escape(name)}" src="/{number}" style="width:{width}px;height:800px;border:0"></iframe>'
        for number, (name, (_, width)) in enumerate(frames.items())
    )
    whole = (
        f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">{shown}<pre '
        f'id="said"></pre><script>{_MEASURE}</script>'
    )
    pages = {"/": whole} | {f"/{number}": page for number, (page, _) in enumerate(frames.values())}
    with _server(pages, served) as port, tempfile.TemporaryDirectory() as profile:
        browser = _browser()
        assert browser is not None
        done = subprocess.run(
            [
                browser,
                *_QUIET,
                f"--user-data-dir={profile}",
                f"--host-resolver-rules=MAP * 127.0.0.1:{port}, EXCLUDE 127.0.0.1",
                "--window-size=1400,1000",
                "--dump-dom",
                f"http://127.0.0.1:{port}/",
            ],
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
        )
    found = re.search(r'<pre id="said">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, done.stderr[-2000:]
    served.frames = json.loads(unescape(found[1]))
    return served


@contextmanager
def _server(pages: Mapping[str, str], served: Served) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            served.requests.add(("" if host == "127.0.0.1" else host, self.path))
            page = pages.get(self.path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
