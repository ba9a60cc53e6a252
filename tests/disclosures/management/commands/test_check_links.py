"""The command and the task that look at links."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from disclosures.linkcheck import runs, tasks
from disclosures.models import LinkCheck
from tests.disclosures.linkcheck.fake_shop import page
from tests.disclosures.linkcheck.test_runs import checked, linking, programme  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(shop, monkeypatch):
    """The one that the command asks, too."""
    monkeypatch.setattr(runs, "LinkClient", lambda name: shop.client())
    return shop


def run(*args):
    """Run the command; return its output and its exit code."""
    out = io.StringIO()
    try:
        call_command("check_links", *args, stdout=out)
    except SystemExit as exit:
        return out.getvalue(), exit.code
    return out.getvalue(), 0


def test_all_is_well(shop):
    linking(shop.address("/1"), shop.address("/2"))
    shop.otherwise = page()
    assert run() == ("2 pages checked: 2 works.\n", 0)
    assert run() == ("Nothing is due.\n", 0)


def test_what_is_wrong_is_told_with_an_exit_code(shop):
    linking(*(shop.address(f"/{n}") for n in range(3)))
    shop.pages["/1"] = page()
    shop.pages["/2"] = page("", 500)
    output, code = run()
    assert code == 1
    assert f"Dead: {shop.normalised('/0')}  The page is gone: the server answers 404.\n" in output
    assert output.endswith("3 pages checked: 1 works, 1 dead, 1 failing.\n")


def test_failing_alone_is_no_alarm(shop):
    linking(shop.address("/1"))
    shop.otherwise = page("", 500)
    assert run("--verbosity", "0") == ("1 page checked: 1 failing.\n", 0)


def test_a_round_has_limits(shop):
    linking(*(shop.address(f"/{n}") for n in range(3)))
    shop.otherwise = page()
    assert run("--limit", "1")[0].startswith("1 page")
    assert run("--host", "other.example")[0] == "Nothing is due.\n"
    assert run("--host", "WWW.Shop.example")[0].startswith("2 pages")
    LinkCheck.objects.update(next_check_at=timezone.now())
    assert "still due" in run("--minutes", "0")[0]


@pytest.mark.parametrize("args", [["--host", "https://x"], ["--limit", "0"]])
def test_options_that_make_no_sense_are_refused(args):
    with pytest.raises(CommandError) as refused:
        run(*args)
    assert refused.value.returncode == 2


def test_programs_get_json(shop):
    linking(shop.address("/1"))
    output, code = run("--json")
    found = json.loads(output)
    assert code == 1
    assert (found["checked"], found["health"], found["left"]) == (1, {"dead": 1}, {})
    assert found["pages"][0]["page"] == shop.normalised("/1")


def test_a_second_round_says_that_it_waits(shop, monkeypatch):
    linking(shop.address("/1"))

    def busy():
        raise runs.Busy("Another round is under way.")

    monkeypatch.setattr(runs, "_exclusive", busy)
    with pytest.raises(CommandError, match="under way") as refused:
        run()
    assert refused.value.returncode == 2


def test_who_stops_it_is_told_what_became_of_it(shop, monkeypatch):
    linking(shop.address("/1"))

    def stop():
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "_exclusive", stop)
    with pytest.raises(CommandError, match="still due"):
        run()


def test_the_task_looks_at_what_it_was_given_and_is_due(shop):
    linking(*(shop.address(f"/{n}") for n in range(3)))
    later = timezone.now() + timedelta(days=1)
    chosen, waiting, _ = (
        checked(shop.normalised(f"/{n}"), next_check_at=at)
        for n, at in enumerate([timezone.now(), later, timezone.now()])
    )
    tasks.check_links.enqueue([chosen.pk, waiting.pk])
    assert set(shop.request_lines()) == {"GET /robots.txt", "HEAD /0", "GET /0"}
    tasks.check_links.enqueue([chosen.pk])
    assert len(shop.requests) == 3


def test_the_task_gives_way_and_goes_on_later(shop, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    linking(shop.address("/1"))
    check = checked(shop.normalised("/1"))
    monkeypatch.setattr(tasks, "SLICE", 0)
    tasks.check_links.func([check.pk])
    assert not shop.requests
    assert DBTaskResult.objects.get(task_path=tasks.check_links.module_path).args_kwargs[
        "args"
    ] == [[check.pk]]


def test_the_task_waits_for_another_round(shop, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    linking(shop.address("/1"))
    check = checked(shop.normalised("/1"))

    def busy():
        raise runs.Busy

    monkeypatch.setattr(runs, "_exclusive", busy)
    tasks.check_links.func([check.pk])
    assert DBTaskResult.objects.get(
        task_path=tasks.check_links.module_path
    ).run_after > timezone.now() + timedelta(seconds=30)
