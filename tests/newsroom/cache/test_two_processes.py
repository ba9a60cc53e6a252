"""Random changes, while readers ask two processes: a second later both answer with the fresh page.

So does nginx in front of one of them, which sends pages from the page store.
"""

import http.client
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from articles import publishing
from articles.models import Article, Edition, Section, Tag
from authors.models import Author, Interest
from disclosures.models import Deal, Link, Programme, Wording
from images.models import Image
from newsroom import clock
from newsroom.demo.serving import process, wait_until_answering
from tests.factories import touch
from tests.newsroom import proxies
from tests.newsroom.cache import page_store
from tests.newsroom.cache.process import until
from tests.newsroom.running import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("newsroom")]

STEPS = 16
# The bound of the promise, in seconds.
BOUND = 1.0
real_now = clock.now


class Readers:
    """Two processes, nginx if it is installed, and threads that ask them for pages all the time."""

    def __init__(self, ports: list[int], addresses: list[str]) -> None:
        self.ports, self.addresses = ports, addresses
        self.stopped = threading.Event()
        self.hits = self.files = 0

    def get(self, port: int, address: str) -> tuple[int, str]:
        reader = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            reader.request("GET", address, headers={"Host": "testserver"})
            answer = reader.getresponse()
            self.hits += answer.headers["Cache-Status"] == "newsroom; hit"
            self.files += answer.headers["Cache-Status"] == "newsroom; hit; detail=disk"
            return answer.status, answer.read().decode()
        finally:
            reader.close()

    def ask(self) -> None:
        while not self.stopped.wait(0.01):
            self.get(random.choice(self.ports), random.choice(self.addresses))

    @contextmanager
    def asking(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join()


class Newsroom:
    """Random actions of a newsroom."""

    def __init__(self, chance: random.Random, editor, clock_file: Path) -> None:
        self.chance, self.by, self.clock_file = chance, editor, clock_file
        self.moved = 0.0
        self.steps: list[Callable[[], object]] = [
            *[self.publish, self.schedule, self.withdraw, self.plan_a_withdrawal, self.notice] * 2,
            *[self.rename, self.update, self.wording, self.rule, self.interest, self.deal],
        ]

    def now(self) -> datetime:
        return real_now() + timedelta(seconds=self.moved)

    def move(self, seconds: float) -> None:
        self.moved += seconds
        self.clock_file.write_text(str(self.moved))

    def story(self) -> Article:
        live = Edition.objects.live().latest_first().values_list("article_id", flat=True)
        return Article.objects.get(pk=self.chance.choice(live[:6]))

    def publish(self) -> None:
        publishing.publish(touch(self.story()), by=self.by)

    def notice(self) -> None:
        notice = publishing.NewNotice("correction", f"We were wrong {self.chance.random()} times.")
        publishing.publish(touch(self.story()), by=self.by, notice=notice)

    def schedule(self) -> None:
        at = clock.now() + timedelta(minutes=10)
        publishing.schedule(touch(self.story()), by=self.by, at=at)

    def withdraw(self) -> None:
        publishing.withdraw(self.story(), by=self.by, reason="It was wrong.")

    def plan_a_withdrawal(self) -> None:
        at = clock.now() + timedelta(minutes=10)
        publishing.withdraw(self.story(), by=self.by, reason="It ends.", at=at)

    def rename(self) -> None:
        model = self.chance.choice([Author, Section, Tag])
        row = self.chance.choice(model.objects.all())
        row.name = f"{model.__name__} {self.chance.random()}"
        row.save()

    def update(self) -> None:
        statement = self.chance.choice(
            [
                "UPDATE articles_tag SET name = name || '.'",
                "UPDATE authors_author SET role = role || '.' WHERE id % 2 = 0",
                "UPDATE articles_section SET description = description || '.'",
            ]
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)
        Image.objects.update(credit=f"Credit {self.chance.random()}")

    def wording(self) -> None:
        begin = clock.now() + timedelta(minutes=self.chance.choice([0, 10]))
        text = f"We earn {self.chance.random()} from what you buy by links in this story."
        Wording.objects.create(text=text, mark="paid link", valid_from=begin)

    def rule(self) -> None:
        programme = self.chance.choice(Programme.objects.all())
        programme.active = not programme.active
        programme.save()

    def interest(self) -> None:
        author = self.chance.choice(Author.objects.all())
        since = clock.now() + timedelta(minutes=self.chance.choice([0, 10]))
        Interest.objects.create(author=author, text=f"Shares {self.chance.random()}.", since=since)

    def deal(self) -> None:
        link = self.chance.choice(Link.objects.current().commercial())
        Deal.objects.create(address=link.address, ends_at=clock.now() + timedelta(minutes=10))

    def wait(self) -> None:
        """Let eleven minutes pass: what was planned for ten happens."""
        self.move(660)

    def begin(self) -> list[Callable[[], object]]:
        """Return steps to begin with: only what is planned changes, at its time."""
        return [self.schedule, self.wait, self.plan_a_withdrawal, self.wait]

    def any(self) -> Callable[[], object]:
        return self.wait if self.chance.random() < 0.25 else self.chance.choice(self.steps)

    def do(self, step: Callable[[], object]) -> str:
        """Do something, and return its name."""
        try:
            step()
        except publishing.Refused as refusal:
            return f"{step.__name__} refused: {refusal}"
        return step.__name__


@pytest.fixture
def readers(newsroom, transactional_db, tmp_path) -> Iterator[Readers]:
    (tmp_path / "clock").write_text("0")
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=connection.settings_dict["NAME"])
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database.geturl(),
        "CLOCK_FILE": str(tmp_path / "clock"),
        "VAR_DIR": str(tmp_path),
        "PAGE_STORE_DIR": str(tmp_path / "pages"),
        "LOG_LEVEL": "ERROR",
    }
    command = ["granian", "--interface", "rsgi", "--no-ws", "--log-level", "warning"]
    command += ["--host", "127.0.0.1", "tests.newsroom.cache.moved_server:application", "--port"]
    with ExitStack() as stack:
        ports = [free_port() for _ in "ab"]
        servers = [
            stack.enter_context(process(*command, str(port), environment=environment))
            for port in ports
        ]
        for server, port in zip(servers, ports, strict=True):
            wait_until_answering(server, port)
        if proxies.is_installed("nginx"):
            ports.append(stack.enter_context(page_store.in_front_of(ports[0], tmp_path)))
        yield Readers(ports, addresses())


def addresses() -> list[str]:
    newest = Edition.objects.live().latest_first()
    first = newest.exclude(tags=None)[0]
    things = [first.section, first.tags.all()[0], first.bylines.all()[0].author]
    return [
        *("/", "/feed.json", "/corrections/", "/disclosures/", "/sitemap-stories.xml"),
        *(thing.get_absolute_url() for thing in things),
        *(edition.get_absolute_url() for edition in newest[:6]),
    ]


def fresh(address: str) -> tuple[int, str]:
    response = Client().get(address)
    return response.status_code, b"".join(response).decode()


def test_a_second_after_a_change_every_process_has_the_fresh_page(
    readers, newsroom, tmp_path, monkeypatch
):
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    room = Newsroom(chance, newsroom.user("editor"), tmp_path / "clock")
    monkeypatch.setattr(clock, "now", room.now)
    done = [f"seed {seed}"]
    has_nginx = len(readers.ports) > 2
    until(lambda: all(readers.get(port, "/") and readers.hits for port in readers.ports))
    until(lambda: readers.get(readers.ports[-1], "/") and (readers.files or not has_nginx))

    with readers.asking():
        for number in range(STEPS):
            first = room.begin()
            done.append(room.do(first[number] if number < len(first) else room.any()))
            deadline = time.monotonic() + BOUND
            expected = {address: fresh(address) for address in readers.addresses}
            time.sleep(max(0, deadline - time.monotonic()))
            for address, answer in expected.items():
                for port in readers.ports:
                    assert readers.get(port, address) == answer, f"{address} after {done}"
    assert readers.hits > STEPS
    assert readers.files > STEPS or not has_nginx
