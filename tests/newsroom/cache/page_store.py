"""nginx in front of a process with the page store: deploy/nginx.conf without HTTPS."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.page_store import without_https
from newsroom.cache.disk import kind_of
from newsroom.cache.page import Page
from newsroom.demo.serving import wait_until_answering
from newsroom.postgres import die_with_parent
from tests.newsroom.proxies import NGINX, PATH
from tests.newsroom.running import ROOT, free_port


@contextmanager
def in_front_of(port: int, folder: Path) -> Iterator[int]:
    """Run nginx in front of the process at `port`, whose pages are in folder/pages; yield its port."""
    mine = free_port()
    sample = (ROOT / "deploy" / "nginx.conf").read_text()
    sample = without_https(sample, mine, free_port(), f"127.0.0.1:{port}")
    sample = sample.replace("/run/newsroom/pages", f"{folder}/pages")
    (folder / "site.conf").write_text(re.sub(r"html-[0-9a-f]{12}", kind(port), sample))
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(user=user, folder=folder))
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    running = subprocess.Popen(command, env={"PATH": PATH}, preexec_fn=die_with_parent)
    try:
        wait_until_answering(running, mine)
        yield mine
    finally:
        running.terminate()
        running.wait(10)


def kind(port: int) -> str:
    """Return the folder of a process's pages, from the headers of one."""
    reader = HTTPConnection("127.0.0.1", port, timeout=30)
    reader.request("GET", "/", headers={"Host": "testserver"})
    answer = reader.getresponse()
    headers = [(name, value) for name, value in answer.getheaders() if name != "cache-status"]
    reader.close()
    return kind_of(Page(200, headers, b"", "", frozenset()).headers)
