"""The wait after wrong passwords."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from staff import brake
from tests.factories import make_user
from tests.staff.signing_in import WRONG, attempt, failures, kinds

pytestmark = pytest.mark.django_db


NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_guessing_an_account_is_slowed():
    user = make_user("Editor")
    for _ in range(brake.FREE_BY_ACCOUNT):
        assert attempt(user, WRONG).status_code == 200

    response = attempt(user, address="198.51.100.7")

    assert response.status_code == 429
    assert 28 <= int(response.headers["Retry-After"]) <= 31
    assert "Too many wrong passwords. Try again in " in response.content.decode()
    assert kinds()[-1] == "slowed"
    # The brake doesn't tell which names exist.
    for _ in range(brake.FREE_BY_ACCOUNT):
        attempt("nobody-has-it", WRONG)
    assert attempt("NOBODY-has-it", WRONG).status_code == 429


def test_a_hundred_and_fifty_guesses_in_a_row_get_nowhere():
    user = make_user("Editor")

    statuses = [attempt(user, f"{WRONG}-{number}").status_code for number in range(150)]

    assert statuses == [200] * brake.FREE_BY_ACCOUNT + [429] * (150 - brake.FREE_BY_ACCOUNT)
    assert attempt(user).status_code == 429
    # However long somebody hammers, the table doesn't grow with it.
    assert kinds().count("slowed") == 1


def test_after_the_wait_the_right_password_is_taken():
    user = make_user("Editor")
    failures(user, brake.FREE_BY_ACCOUNT, ago=timedelta(seconds=20))
    assert attempt(user).status_code == 429

    other = make_user("Editor")
    failures(other, brake.FREE_BY_ACCOUNT, ago=timedelta(seconds=31), network="192.0.2.9")

    assert attempt(other, address="192.0.2.2").status_code == 302


def test_trying_many_accounts_from_one_address_is_slowed():
    for number in range(brake.FREE_BY_ADDRESS):
        assert attempt(f"name-{number}", WRONG, address="2001:db8::1").status_code == 200

    assert attempt(make_user("Editor"), address="2001:db8::ffff:2").status_code == 429
    assert attempt(make_user("Editor"), address="2001:db8:0:1::1").status_code == 302


def test_a_stranger_cannot_keep_the_owner_out():
    user = make_user("Editor")
    assert attempt(user, address="203.0.113.5").status_code == 302
    failures(user, 12, ago=timedelta(seconds=1), network="198.51.100.7")

    assert attempt(user, address="198.51.100.8").status_code == 429
    assert attempt(user, address="203.0.113.5").status_code == 302


def test_a_known_address_has_a_brake_of_its_own():
    user = make_user("Editor")
    attempt(user)
    for _ in range(brake.FREE_BY_ACCOUNT):
        attempt(user, WRONG)

    assert attempt(user).status_code == 429


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_guesses_at_the_same_instant_do_not_outrun_the_brake():
    user = make_user("Editor")

    def guess(number: int) -> int:
        try:
            return attempt(user, f"{WRONG}-{number}", address=f"192.0.2.{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(40)))

    assert set(statuses) == {200, 429}
    assert kinds().count("refused") <= brake.FREE_BY_ACCOUNT


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(4, 0), (5, 30), (6, 60), (8, 240), (10, 900), (500, 900)],
)
def test_each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(count, seconds):
    wait = brake.wait_of([NOON] * count, NOON, free=5)

    assert wait == timedelta(seconds=seconds)
    assert brake.wait_of([NOON] * count, NOON + wait, free=5) == timedelta(0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (30, "30 seconds"),
        (89, "89 seconds"),
        (90, "2 minutes"),
        (900, "15 minutes"),
    ],
)
def test_waits_are_said_in_words(seconds, words):
    assert brake.in_words(seconds) == words
