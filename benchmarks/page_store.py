"""nginx in front of the site, with the page store: deploy/nginx.conf without HTTPS, which wrk would measure too."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from benchmarks.servers import HOST, NGINX_FOLDERS, Server, find, free_port, newsroom, wait_for
from benchmarks.site import ROOT, command

MAIN = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
{user}
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types; access_log off; keepalive_requests 1000000000;
  {folders}
  include {folder}/site.conf;
}}
"""
# Seconds until a page that was requested is a file.
LONGEST_FILLING = 120


def without_https(sample: str, port: int, internal: int, application: str) -> str:
    """Return the sample configuration for plain HTTP on a port of this machine only."""
    https = sample.index("listen 443")
    redirect = sample.rindex("server {", 0, sample.rindex("server {", 0, https))
    sample = sample[:redirect] + sample[sample.rindex("server {", 0, https) :]
    sample = re.sub(r"(?m)^ *(ssl_|listen \[::\]|add_header Strict-Transport).*\n", "", sample)
    return (
        sample.replace("listen 443 ssl http2;", f"listen {HOST}:{port};")
        .replace("127.0.0.1:8001", f"{HOST}:{internal}")
        .replace("http://unix:/run/newsroom/web.sock", "http://newsroom")
        .replace("unix:/run/newsroom/web.sock", application)
    )


@contextmanager
def page_store(environment: dict[str, str], paths: Iterable[str]) -> Iterator[Server]:
    """Run the site behind nginx; the pages at `paths` are files.

    Raises:
        RuntimeError: a page doesn't become a file.
    """
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="newsroom-pages-", dir=memory) as name:
        folder = Path(name)
        folder.chmod(0o755)
        pages = folder / "pages"
        kind = re.search(r"html-\w+", command("page_store", environment=environment))
        with newsroom(environment | {"PAGE_STORE_DIR": str(pages)}) as site:
            port = free_port()
            sample = (ROOT / "deploy" / "nginx.conf").read_text()
            sample = without_https(sample, port, free_port(), urlsplit(site.url).netloc)
            sample = sample.replace("/run/newsroom/pages", str(pages))
            sample = re.sub(r"html-[0-9a-f]{12}", kind[0] if kind else "", sample)
            (folder / "site.conf").write_text(sample)
            user = "" if os.geteuid() else "user root;"
            folders = NGINX_FOLDERS.format(folder=folder)
            (folder / "conf").write_text(MAIN.format(folder=folder, folders=folders, user=user))
            program = find("nginx") or "nginx"
            options = ["-p", name, "-c", "conf", "-e", str(folder / "error.log")]
            running = subprocess.Popen([program, *options])
            try:
                url = f"http://{HOST}:{port}"
                wait_for(f"{url}/healthz", running)
                fill(url, paths)
                yield Server(url, (running.pid, *site.roots))
            finally:
                running.terminate()
                running.wait()


def fill(url: str, paths: Iterable[str]) -> None:
    """Request each page until it comes from a file."""
    until = time.monotonic() + LONGEST_FILLING
    for path in paths:
        while True:
            with urlopen(url + path) as answer:
                if "disk" in answer.headers["Cache-Status"]:
                    break
            if time.monotonic() > until:
                raise RuntimeError(f"{path} doesn't become a file of the page store")
            time.sleep(0.02)
