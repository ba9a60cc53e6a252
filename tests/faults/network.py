"""Two machines on one host: network namespaces, and a link between them that loses packets.

https://man7.org/linux/man-pages/man7/network_namespaces.7.html
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEW_NETWORK = 0x40000000  # CLONE_NEWNET
# From 198.18.0.0/15, which is for tests of networks (RFC 2544).
WEB, DATABASE, MASK = "198.18.7.1", "198.18.7.2", 30


def run(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True)
    assert not result.returncode, f"{' '.join(command)}: {result.stderr}"


def works(*command: str) -> bool:
    return not subprocess.run(command, capture_output=True).returncode


def missing() -> str:
    """Return a sentence about what this machine lacks for two namespaces; "" if nothing."""
    if os.geteuid() != 0:
        return "Network namespaces need root."
    if not shutil.which("ip"):
        return "There is no `ip` (apt-get install iproute2)."
    name = f"newsroom-trial-{os.getpid()}"
    if not works("ip", "netns", "add", name):
        return "This kernel or container permits no network namespaces."
    try:
        link = ("ip", "-n", name, "link", "add", "trial", "type", "veth", "peer", "name", "other")
        if not works(*link):
            return "This kernel permits no virtual links between network namespaces."
        if not any(works(*command) for command in losses(name, "trial", 10)):
            return (
                "This kernel can't lose packets: it has neither netem (apt-get install iproute2) nor "
                "iptables's statistic module (apt-get install iptables)."
            )
    finally:
        works("ip", "netns", "delete", name)
    return ""


def losses(namespace: str, device: str, percent: int) -> list[tuple[str, ...]]:
    """Return two commands, either of which has a device lose packets that come in or go out.

    netem delays them too. Not every kernel has it.
    """
    inside = ("ip", "netns", "exec", namespace)
    netem = ("tc", "qdisc", "replace", "dev", device, "root", "netem", "loss", f"{percent}%")
    chance = ("-m", "statistic", "--mode", "random", "--probability", str(percent / 100))
    return [
        (*inside, *netem, "delay", "20ms"),
        (*inside, "iptables", "-A", "INPUT", "-i", device, *chance, "-j", "DROP"),
    ]


class Link:
    """A link between the namespaces `web` and `database`, one device in each."""

    def __init__(self) -> None:
        self.ends = {
            f"newsroom-web-{os.getpid()}": ("toward-pg", WEB),
            f"newsroom-pg-{os.getpid()}": ("toward-web", DATABASE),
        }
        self.web, self.database = self.ends

    def make(self) -> None:
        for namespace in self.ends:
            run("ip", "netns", "add", namespace)
        devices = [device for device, _ in self.ends.values()]
        peer = ("type", "veth", "peer", "name", devices[1], "netns", self.database)
        run("ip", "-n", self.web, "link", "add", devices[0], *peer)
        for namespace, (device, address) in self.ends.items():
            run("ip", "-n", namespace, "address", "add", f"{address}/{MASK}", "dev", device)
            for name in (device, "lo"):
                run("ip", "-n", namespace, "link", "set", name, "up")

    def lose(self, percent: int) -> None:
        """Lose so many of the packets in each direction, at random; 100 for a black hole."""
        self.heal()
        for namespace, (device, _) in self.ends.items():
            assert any(works(*command) for command in losses(namespace, device, percent))

    def heal(self) -> None:
        for namespace, (device, _) in self.ends.items():
            inside = ("ip", "netns", "exec", namespace)
            works(*inside, "tc", "qdisc", "delete", "dev", device, "root")
            works(*inside, "iptables", "-F", "INPUT")

    def remove(self) -> None:
        for namespace in self.ends:
            works("ip", "netns", "delete", namespace)


@contextmanager
def inside(namespace: str) -> Iterator[None]:
    """Start processes in a namespace: those that this thread starts in the block."""
    libc = ctypes.CDLL(None, use_errno=True)

    def enter(path: Path | str) -> None:
        with open(path) as file:
            if libc.setns(file.fileno(), NEW_NETWORK):
                raise OSError(ctypes.get_errno(), "setns")

    with open("/proc/thread-self/ns/net") as home:
        enter(f"/run/netns/{namespace}")
        try:
            yield
        finally:
            enter(f"/proc/self/fd/{home.fileno()}")
