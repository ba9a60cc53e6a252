"""The sign-in page: who gets in, how guessing is slowed, and what goes on record."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from staff import brake
from staff.models import SignIn, User
from staff.record import name_hash
from tests.desk import signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PAGE = "/admin/login/"
WRONG = "wr0ng-and-never-on-record"
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def attempt(user: User | str, password: str = "secret", *, address="192.0.2.1", **more):
    client = more.pop("client", None) or Client()
    name = user if isinstance(user, str) else user.username
    data = {"login": name, "password": password} | more
    return client.post(PAGE, data, REMOTE_ADDR=address, HTTP_USER_AGENT="Test browser")


def kinds() -> list[str]:
    return list(SignIn.objects.order_by("pk").values_list("kind", flat=True))


def failures(user: User, count: int, *, ago: timedelta, network="192.0.2.1") -> None:
    for number in range(count):
        SignIn.objects.create(
            kind=SignIn.Kind.REFUSED,
            user=user,
            name_hash=name_hash(user.username),
            network=network,
            at=timezone.now() - ago - timedelta(seconds=number),
        )


def test_the_right_password_opens_the_desk():
    user, client = make_user("Editor"), Client()
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert "Sign in to the desk" in page.content.decode()

    response = attempt(user, client=client)

    assert (response.status_code, response.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    row = SignIn.objects.get()
    assert (row.kind, row.user, row.address) == ("in", user, "192.0.2.1")
    assert row.browser == "Test browser"
    # Who is in already needs no page to sign in.
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/admin/articles/article/?q=a", "/admin/articles/article/?q=a"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
    ],
)
def test_only_addresses_of_ours_are_gone_to_afterwards(wanted, given):
    response = attempt(make_user("Editor"), next=wanted)

    assert response.url == given


@pytest.mark.parametrize("case", ["password", "name", "inactive", "not staff"])
def test_every_refusal_reads_the_same(case):
    user = make_user(is_active=case != "inactive", is_staff=case != "not staff")
    name = "nobody-has-it" if case == "name" else user.username

    response = attempt(name, WRONG if case == "password" else "secret")

    page = response.content.decode()
    assert response.status_code == 200
    assert "The username or the password is wrong, or this login isn’t for the desk." in page
    assert name in page and WRONG not in page and "secret" not in page
    assert kinds() == ["not-staff" if case == "not staff" else "refused"]


def test_a_user_who_left_the_staff_is_told_so():
    user, client = make_user(is_staff=False), Client()
    client.force_login(user)

    page = client.get("/admin/", follow=True)

    assert (
        f"You are signed in as {user.username}, who may not use the desk" in page.content.decode()
    )


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


def test_signing_out_is_on_record():
    client = signed_in("Editor")

    client.post("/admin/logout/")

    assert kinds() == ["in", "out"]


def test_the_log_names_users_and_holds_no_password(caplog):
    user = make_user("Editor")
    caplog.set_level(logging.INFO)

    attempt(user, WRONG)
    attempt(WRONG, "secret")
    attempt(user)

    lines = [record.getMessage() for record in caplog.records if record.name == "staff.record"]
    assert lines == [
        f"Wrong name or password: {user.username} from 192.0.2.1",
        "Wrong name or password: an unknown name from 192.0.2.1",
        f"Signed in: {user.username} from 192.0.2.1",
    ]
    assert WRONG not in caplog.text
    rows = [" ".join(map(str, row)) for row in SignIn.objects.values_list()]
    assert rows and not [row for row in rows if WRONG in row or "secret" in row]


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5000, "’; DROP TABLE", "\ud800", "1" * 5000])
def test_odd_names_are_refused_in_words(name):
    response = attempt(name.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), WRONG)

    assert response.status_code == 200
    assert "error" in response.content.decode().lower()


def test_the_page_is_never_kept_and_needs_a_token():
    response = Client().get(PAGE)

    assert "no-store" in response.headers["Cache-Control"]
    assert Client(enforce_csrf_checks=True).post(PAGE, {"login": "a"}).status_code == 403


def test_allauth_has_no_other_page():
    for path in ("signup", "logout", "password/reset", "email", "inactive"):
        assert Client().get(f"/admin/{path}/").status_code == 302
        assert Client().get(f"/accounts/{path}/").status_code == 404


def test_the_record_refuses_changes():
    attempt(make_user("Editor"))
    row = SignIn.objects.get()

    for change in (lambda: SignIn.objects.update(kind="out"), row.delete):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            change()


def test_old_rows_are_pruned_and_young_ones_kept(capsys):
    user = make_user("Editor")
    failures(user, 2, ago=timedelta(days=200))
    failures(user, 1, ago=timedelta(days=100))

    call_command("prune_sign_ins")
    assert SignIn.objects.count() == 1
    call_command("prune_sign_ins", "--days", "90")
    assert not SignIn.objects.exists()
    with pytest.raises(CommandError, match="Keep them for 90 to"):
        call_command("prune_sign_ins", "--days", "89")
