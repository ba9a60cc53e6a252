"""The servers that are measured, and wrk, the program that puts load on them."""

import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from benchmarks.measuring import processor_seconds, resident_mb, tree
from benchmarks.site import ROOT
from newsroom.demo.serving import HOST, wait_until_answering
from newsroom.postgres import die_with_parent

CONNECTIONS = 8
# Seconds of load that a slow page gets at most.
LONGEST = 30
# wrk requests the addresses in turn, and writes its figures on one line.
SCRIPT = """
local requests = {%s}
local last = 0
request = function()
  last = last %% #requests + 1
  return requests[last]
end
init = function()
  for i, each in ipairs(requests) do
    requests[i] = wrk.format("GET", each[1], each[2])
  end
end
done = function(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), failed))
end
"""


class NotInstalled(Exception):
    """Raised where a program is missing; the message says what to install."""


def require(*programs: str) -> None:
    """Raise NotInstalled if one of the programs isn't on this machine."""
    missing = [program for program in programs if not find(program)]
    if missing:
        names = " ".join(missing)
        raise NotInstalled(f"This needs {names}. On Debian and Ubuntu: apt-get install {names}")


def find(program: str) -> str | None:
    """Return the path of a program; Debian keeps servers in folders that aren't on every PATH."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")


@dataclass(frozen=True)
class Server:
    """A running server: its address, and the roots of all processes that work for it."""

    url: str
    roots: tuple[int, ...]

    def worker_mb(self) -> float:
        """Return the memory of the largest process below the first root, in MB."""
        return max(resident_mb(process) for process in tree(self.roots[0]))


@dataclass(frozen=True)
class Load:
    """The answers to a load: requests per second, latencies, and processor time per request."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    failed: int


def load(server: Server, requests: list[tuple[str, Mapping[str, str]]], seconds: float) -> Load:
    """Request addresses (path, headers) over CONNECTIONS connections for some seconds.

    Processor time is that of the server's processes, PostgreSQL's included and wrk's excluded, so
    other programs on the machine change it little. The kernel counts network interrupts for whichever
    process they interrupt.

    Raises:
        RuntimeError: wrk failed, or requests got no answer.
    """
    entries = ",".join(f"{{{_lua(path)}, {_headers(headers)}}}" for path, headers in requests)
    settle(server)
    before = processor_seconds(server.roots)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % entries)
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "30s"]
        done = subprocess.run(
            [*command, "-s", script.name, server.url], capture_output=True, text=True
        )
    busy = processor_seconds(server.roots) - before
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout)
    if not found:
        raise RuntimeError(f"wrk failed: {done.stdout} {done.stderr}")
    count, duration, p50, p99, failed = map(int, found.groups())
    if count < 2 * CONNECTIONS and seconds < LONGEST:
        # Too few to be divided: the requests still unanswered at the end took time as well.
        return load(server, requests, seconds * 3)
    if not count:
        raise RuntimeError(f"{requests[0][0]} got no answer in {seconds:g} s")
    return Load(count / duration * 1e6, p50 / 1000, p99 / 1000, busy * 1000 / count, failed)


def settle(server: Server) -> None:
    """Wait until the server does nothing: requests that the previous load abandoned may still run."""
    used = processor_seconds(server.roots)
    for _ in range(300):
        time.sleep(0.1)
        former, used = used, processor_seconds(server.roots)
        if used - former < 0.02:
            return


def _lua(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _headers(headers: Mapping[str, str]) -> str:
    given = {"Accept-Encoding": "gzip"} | dict(headers)
    return "{" + ", ".join(f"[{_lua(name)}]={_lua(value)}" for name, value in given.items()) + "}"


@contextmanager
def newsroom(environment: dict[str, str]) -> Iterator[Server]:
    """Run the site under Granian with one worker, as in production; it logs to var/benchmark.log."""
    port, var = free_port(), Path(environment["VAR_DIR"])
    postmaster = int((var / "postgres" / "postmaster.pid").read_text().split()[0])
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--no-ws", "--host", HOST]
    command += ["--port", str(port), "--workers-kill-timeout", "3", "--log-level", "warning"]
    with (var / "benchmark.log").open("wb") as log:
        running = subprocess.Popen(
            [*command, "newsroom.server:application"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,
        )
        try:
            wait_until_answering(running, port)
            yield Server(f"http://{HOST}:{port}", (running.pid, postmaster))
        finally:
            running.terminate()
            running.wait()


NGINX_FOLDERS = """
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
"""
NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
{user}
events {{ worker_connections 512; }}
http {{
  access_log off; default_type text/html; keepalive_requests 1000000000;
  {folders}
  server {{ listen {host}:{port}; root {folder}/root; gzip_static on; }}
}}
"""


@contextmanager
def nginx(pages: list[bytes]) -> Iterator[Server]:
    """Run nginx with one worker, which serves pages, ready-gzipped, at /0.html, /1.html and so on."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="newsroom-nginx-") as name:
        folder = Path(name)
        (folder / "root").mkdir()
        for number, page in enumerate(pages):
            (folder / f"root/{number}.html").write_bytes(page)
            (folder / f"root/{number}.html.gz").write_bytes(gzip.compress(page, 9))
        user = "" if os.geteuid() else "user root;"
        folders = NGINX_FOLDERS.format(folder=folder)
        conf = NGINX.format(folder=folder, folders=folders, host=HOST, port=port, user=user)
        (folder / "conf").write_text(conf)
        program = find("nginx") or "nginx"
        running = subprocess.Popen([program, "-p", name, "-c", "conf", "-e", folder / "error.log"])
        try:
            wait_for(f"http://{HOST}:{port}/0.html", running)
            yield Server(f"http://{HOST}:{port}", (running.pid,))
        finally:
            running.terminate()
            running.wait()


def wait_for(url: str, running: "subprocess.Popen[bytes]") -> None:
    """Wait until nginx answers. Raises RuntimeError if it ends instead."""
    while running.poll() is None:
        try:
            with urlopen(url):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("nginx did not start; its messages are on the terminal.")


def free_port() -> int:
    """Return a TCP port that no program listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
