"""Politeness: rate_limiter, robots.txt, and what a round does with hosts that don't want to."""

from threading import current_thread

from disclosures.linkcheck import Batch, Health, Outcome
from tests.disclosures.linkcheck.batches import FINE, probing, shops


def test_hosts_are_requested_at_once_but_each_by_one_thread(rate_limiter):
    threads = {}

    def check(address):
        threads.setdefault(address.split("/")[2], set()).add(current_thread().name)
        return FINE

    addresses = [a for n in range(20) for a in shops(5, f"{n}.example")]
    assert len(dict(Batch(check, rate_limiter, workers=3).run(addresses))) == 100
    assert all(len(names) == 1 for names in threads.values())
    assert len(set().union(*threads.values())) <= 3


def test_a_host_that_asks_for_a_while_gets_it(clock, rate_limiter):
    wait = Outcome(Health.FAILING, "…", 503, retry_after=30)
    check, checked = probing(rate_limiter, lambda address: wait if address.endswith("/0") else FINE)
    assert len(dict(Batch(check, rate_limiter).run(shops(3)))) == 3
    assert clock.slept == [30, 5]


def test_a_host_that_says_too_many_is_left_in_the_end(clock, rate_limiter):
    check, checked = probing(rate_limiter, lambda address: Outcome(Health.UNSURE, "…", 429))
    batch = Batch(check, rate_limiter)
    assert len(dict(batch.run(shops(9)))) == 3
    assert clock.slept == [60, 60]
    assert list(batch.left) == ["shop.example"]


def test_a_host_that_wants_us_much_later_is_left(clock, rate_limiter):
    later = Outcome(Health.UNSURE, "…", 429, retry_after=3600)
    check, checked = probing(rate_limiter, lambda address: later)
    batch = Batch(check, rate_limiter)
    assert len(dict(batch.run(shops(9)))) == 1
    assert "come back later" in batch.left["shop.example"]
    assert not clock.slept


def test_a_host_that_times_out_thrice_in_a_row_is_left_and_the_others_go_on(rate_limiter):
    late = Outcome(Health.FAILING, "…", timed_out=True)
    sometimes = {"/0", "/1", "/3", "/4"}

    def answer(address):
        if "slow" in address:
            return late
        return late if address[-2:] in sometimes else FINE

    check, checked = probing(rate_limiter, answer)
    batch = Batch(check, rate_limiter)
    found = dict(batch.run([*shops(9, "slow.example"), *shops(6)]))
    assert sum("slow" in address for address in found) == 3
    assert sum("shop" in address for address in found) == 6
    assert list(batch.left) == ["slow.example"]


def test_no_probe_begins_after_the_time_allowed(rate_limiter):
    check, checked = probing(rate_limiter, lambda address: FINE)
    batch = Batch(check, rate_limiter, seconds=12)
    assert len(dict(batch.run(shops(9)))) == 4
    assert batch.out_of_time
    assert not batch.left


def test_a_probe_that_raises_is_logged_and_the_rest_is_requested(rate_limiter, caplog):
    def check(address):
        if address.endswith("/1"):
            raise ZeroDivisionError
        return FINE

    found = dict(Batch(check, rate_limiter).run(shops(3)))
    assert [found[address].health for address in shops(3)] == ["ok", "unsure", "ok"]
    assert "could not be read" in found[shops(3)[1]].sentence
    (record,) = caplog.records
    assert (record.levelname, record.exc_info[0]) == ("ERROR", ZeroDivisionError)
    assert "https://shop.example/1" in record.getMessage()


def test_a_round_that_nobody_reads_on_ends(rate_limiter):
    check, checked = probing(rate_limiter, lambda address: FINE)
    results = Batch(check, rate_limiter, workers=1).run(
        [a for n in range(50) for a in shops(50, f"{n}.test")]
    )
    next(results)
    results.close()
    assert len(checked) < 2500
