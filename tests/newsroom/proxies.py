"""The sample configurations of deploy/ in the real nginx and Caddy, in front of a site of a test's own.

Only what a machine decides is replaced: addresses, the certificate, and the static files' folder.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

from newsroom.postgres import die_with_parent
from tests.newsroom.running import ROOT, Site, free_port

# Debian's folder of nginx isn't in every user's PATH.
PATH = os.environ["PATH"] + ":/usr/sbin"
NGINX = """
{user} daemon off; pid {folder}/nginx.pid; error_log stderr warn;
events {{}}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Proxy:
    """A running proxy: its ports for HTTP and HTTPS, and the certificate that it shows."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.http, self.https, self.internal = free_port(), free_port(), free_port()
        authority = trustme.CA()
        self.authority = authority.cert_pem.bytes().decode()
        issued = authority.issue_cert("news.example")
        issued.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
        issued.private_key_pem.write_to_path(str(folder / "key.pem"))


def replaced(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(proxy: Proxy, site: Site) -> list[str]:
    sample = (ROOT / "deploy" / "nginx.conf").read_text()
    (proxy.folder / "site.conf").write_text(
        replaced(
            sample,
            ("listen 80;", f"listen 127.0.0.1:{proxy.http};"),
            ("listen [::]:80;", ""),
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{proxy.https} ssl http2;"),
            ("listen [::]:443 ssl http2;", ""),
            ("/etc/letsencrypt/live/news.example/fullchain.pem", f"{proxy.folder}/cert.pem"),
            ("/etc/letsencrypt/live/news.example/privkey.pem", f"{proxy.folder}/key.pem"),
            ("/var/lib/newsroom", site.environment["VAR_DIR"]),
            ("/run/newsroom/web.sock", site.path),
            ("/run/newsroom/pages", site.environment.get("PAGE_STORE_DIR", "/nowhere")),
            ("127.0.0.1:8001", f"127.0.0.1:{proxy.internal}"),
        )
    )
    user = "user root;" if os.geteuid() == 0 else ""
    main = NGINX.format(user=user, folder=proxy.folder)
    (proxy.folder / "nginx.conf").write_text(main)
    return ["nginx", "-c", str(proxy.folder / "nginx.conf"), "-p", str(proxy.folder)]


def caddy(proxy: Proxy, site: Site) -> list[str]:
    sample = (ROOT / "deploy" / "Caddyfile").read_text()
    ports = f"{{\n\tadmin off\n\thttp_port {proxy.http}\n\thttps_port {proxy.https}\n}}\n"
    certificate = f"\ttls {proxy.folder}/cert.pem {proxy.folder}/key.pem\n"
    hosts = "news.example, www.news.example {\n"
    (proxy.folder / "Caddyfile").write_text(
        ports
        + replaced(
            sample,
            (hosts, f"{hosts}\tbind 127.0.0.1\n{certificate}"),
            ("/var/lib/newsroom", site.environment["VAR_DIR"]),
            ("/run/newsroom/web.sock", site.path),
            ("127.0.0.1:8001", f"127.0.0.1:{proxy.internal}"),
        )
    )
    return ["caddy", "run", "--config", str(proxy.folder / "Caddyfile")]


PROXIES = {"nginx": nginx, "caddy": caddy}


def is_installed(name: str) -> bool:
    return shutil.which(name, path=PATH) is not None


@contextmanager
def running(name: str, site: Site, folder: Path) -> Iterator[Proxy]:
    """Run a proxy in front of the site inside the block."""
    proxy = Proxy(name, folder)
    command = PROXIES[name](proxy, site)
    environment = {"PATH": PATH, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, preexec_fn=die_with_parent
        )
        try:
            deadline = time.monotonic() + 20
            while curl(proxy, "/healthz").returncode:
                said = (folder / "log").read_text()
                assert process.poll() is None and time.monotonic() < deadline, said
                time.sleep(0.05)
            yield proxy
        finally:
            process.terminate()
            process.wait(10)


def curl(proxy: Proxy, path: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Request a path as a browser would: by name, over HTTP/2, checking the certificate."""
    authority = proxy.folder / "ca.pem"
    authority.write_text(proxy.authority)
    return subprocess.run(
        [
            *("curl", "--silent", "--max-time", "30", "--cacert", str(authority), "--noproxy", "*"),
            *("--resolve", f"news.example:{proxy.https}:127.0.0.1"),
            *("--resolve", f"news.example:{proxy.http}:127.0.0.1"),
            *("--path-as-is", *options, f"https://news.example:{proxy.https}{path}"),
        ],
        capture_output=True,
        timeout=60,
    )
