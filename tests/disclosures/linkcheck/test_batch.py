"""Politeness: turns, robots.txt, and what a round does with hosts that don't want to."""

from threading import Lock, current_thread

import pytest

from disclosures.linkcheck import Batch, Health, Outcome, RateLimiter, probe
from disclosures.linkcheck.robots import Robots
from tests.disclosures.linkcheck.fake_shop import page, to

FINE = Outcome(Health.OK, "It works.", 200)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []
        self._lock = Lock()

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        with self._lock:
            self.now += seconds
            self.slept.append(round(seconds))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def turns(clock):
    return RateLimiter(clock=clock, sleep=clock.sleep)


def asking(turns, answer):
    """A probe that takes its turn and answers by the address."""
    asked = []

    def ask(address):
        with turns.of(address.split("/")[2]):
            asked.append(address)
        return answer(address)

    return ask, asked


def shops(count, host="shop.example"):
    return [f"https://{host}/{n}" for n in range(count)]


def test_a_host_gets_a_pause_between_two_requests(clock, turns):
    ask, asked = asking(turns, lambda address: FINE)
    addresses = [*shops(2), *shops(2, "www.shop.example")]
    found = dict(Batch(ask, turns).run([*addresses, addresses[0]]))
    assert found == dict.fromkeys(addresses, FINE)
    assert asked == addresses
    assert clock.slept == [5, 5, 5]


def test_hosts_are_asked_at_once_but_each_by_one_thread(turns):
    threads = {}

    def ask(address):
        threads.setdefault(address.split("/")[2], set()).add(current_thread().name)
        return FINE

    addresses = [a for n in range(20) for a in shops(5, f"{n}.example")]
    assert len(dict(Batch(ask, turns, workers=3).run(addresses))) == 100
    assert all(len(names) == 1 for names in threads.values())
    assert len(set().union(*threads.values())) <= 3


def test_a_host_that_asks_for_a_while_gets_it(clock, turns):
    wait = Outcome(Health.FAILING, "…", 503, retry_after=30)
    ask, asked = asking(turns, lambda address: wait if address.endswith("/0") else FINE)
    assert len(dict(Batch(ask, turns).run(shops(3)))) == 3
    assert clock.slept == [30, 5]


def test_a_host_that_says_too_many_is_left_in_the_end(clock, turns):
    ask, asked = asking(turns, lambda address: Outcome(Health.UNSURE, "…", 429))
    asked_round = Batch(ask, turns)
    assert len(dict(asked_round.run(shops(9)))) == 3
    assert clock.slept == [60, 60]
    assert list(asked_round.left) == ["shop.example"]


def test_a_host_that_wants_us_much_later_is_left(clock, turns):
    later = Outcome(Health.UNSURE, "…", 429, retry_after=3600)
    ask, asked = asking(turns, lambda address: later)
    asked_round = Batch(ask, turns)
    assert len(dict(asked_round.run(shops(9)))) == 1
    assert "come back later" in asked_round.left["shop.example"]
    assert not clock.slept


def test_a_host_that_times_out_thrice_in_a_row_is_left_and_the_others_go_on(turns):
    late = Outcome(Health.FAILING, "…", timed_out=True)
    sometimes = {"/0", "/1", "/3", "/4"}

    def answer(address):
        if "slow" in address:
            return late
        return late if address[-2:] in sometimes else FINE

    ask, asked = asking(turns, answer)
    asked_round = Batch(ask, turns)
    found = dict(asked_round.run([*shops(9, "slow.example"), *shops(6)]))
    assert sum("slow" in address for address in found) == 3
    assert sum("shop" in address for address in found) == 6
    assert list(asked_round.left) == ["slow.example"]


def test_no_probe_begins_after_the_time_allowed(turns):
    ask, asked = asking(turns, lambda address: FINE)
    asked_round = Batch(ask, turns, seconds=12)
    assert len(dict(asked_round.run(shops(9)))) == 4
    assert asked_round.out_of_time
    assert not asked_round.left


def test_a_probe_that_raises_is_logged_and_the_rest_is_asked(turns, caplog):
    def ask(address):
        if address.endswith("/1"):
            raise ZeroDivisionError
        return FINE

    found = dict(Batch(ask, turns).run(shops(3)))
    assert [found[address].health for address in shops(3)] == ["ok", "unsure", "ok"]
    assert "could not be read" in found[shops(3)[1]].sentence
    (record,) = caplog.records
    assert (record.levelname, record.exc_info[0]) == ("ERROR", ZeroDivisionError)
    assert "https://shop.example/1" in record.getMessage()


def test_a_round_that_nobody_reads_on_ends(turns):
    ask, asked = asking(turns, lambda address: FINE)
    results = Batch(ask, turns, workers=1).run(
        [a for n in range(50) for a in shops(50, f"{n}.test")]
    )
    next(results)
    results.close()
    assert len(asked) < 2500


def test_head_get_and_redirects_take_turns_too(shop, clock, turns):
    shop.pages |= {"/kettle": to("/p/kettle"), "/p/kettle": page()}
    probe(shop.address("/kettle"), asker=shop.asker(turns=turns))
    assert len(shop.requests) == 3
    assert clock.slept == [5, 5]


def robots(text="", status=200):
    return page(text, status, Content_Type="text/plain")


@pytest.mark.parametrize(
    ("answer", "health"),
    [
        (robots("User-agent: *\nDisallow: /p/"), Health.UNSURE),
        (robots("User-agent: *\nDisallow: /*kettle$"), Health.UNSURE),
        (robots("User-agent: *\nDisallow: /\nUser-agent: LinkCheck\nAllow: /"), Health.OK),
        (robots("User-agent: *\nDisallow: /p/\nAllow: /p/kettle"), Health.OK),
        (robots("<html>", 404), Health.OK),
        (robots("", 403), Health.OK),
        (robots("", 500), Health.UNSURE),
        (to("/elsewhere"), Health.UNSURE),
        (to("/robots.txt"), Health.OK),
        (to("http://10.0.0.1/"), Health.OK),
        (robots("nonsense: : :\n:::"), Health.OK),
    ],
)
def test_a_robots_txt_is_heeded(shop, answer, health):
    shop.pages |= {"/robots.txt": answer, "/p/kettle": page()}
    shop.pages["/elsewhere"] = robots("User-agent: *\nDisallow: /")
    asker = shop.asker()
    assert probe(shop.address(), asker=asker, robots=Robots(asker)).health == health
    assert (health == Health.OK) == ("GET /p/kettle" in shop.asked())


def test_a_robots_txt_that_says_too_many_hands_the_wait_on(shop):
    shop.pages |= {"/robots.txt": page("", 429, Retry_After="50"), "/p/kettle": page()}
    asker = shop.asker()
    rules = Robots(asker)
    for _ in range(2):
        outcome = probe(shop.address(), asker=asker, robots=rules)
        assert (outcome.health, outcome.status, outcome.retry_after) == (Health.UNSURE, 429, 50)
    assert shop.asked() == ["GET /robots.txt"]


def test_a_robots_txt_is_read_once_and_its_delay_kept(shop, clock, turns):
    shop.pages |= {"/robots.txt": robots("User-agent: *\nCrawl-delay: 20"), "/p/kettle": page()}
    asker = shop.asker(turns=turns)
    rules = Robots(asker)
    for _ in range(2):
        assert probe(shop.address(), asker=asker, robots=rules).health == Health.OK
    assert shop.asked().count("GET /robots.txt") == 1
    assert clock.slept == [5, 20, 20, 20]
