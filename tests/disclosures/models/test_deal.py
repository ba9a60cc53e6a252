"""Deals: entered on the desk, never changed; their links become text by themselves."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from disclosures.models import Deal, Finding, Scan
from tests.desk import messages, signed_in
from tests.factories import make_edition, make_programme, make_wording

pytestmark = pytest.mark.django_db
ADD = reverse("admin:disclosures_deal_add")
PAGE = "https://www.amazon.com/dp/1"
BODY = f'<p><a href="{PAGE}?tag=a-20">Buy</a> <a href="{PAGE}?tag=b-20">again</a></p>'


@pytest.fixture
def edition():
    make_programme()
    make_wording()
    return make_edition(body=BODY, headline="A cheap kettle")


def enter(address=PAGE, days=1.0, *, unlink="on", client: Client | None = None):
    ends_at = timezone.localtime() + timedelta(days=days)
    data = {"address": address, "ends_at": f"{ends_at:%Y-%m-%dT%H:%M}"}
    if unlink:
        data["unlink"] = unlink
    return (client or signed_in("Disclosure staff")).post(ADD, data, follow=True)


def page(edition) -> str:
    return Client().get(edition.get_absolute_url()).content.decode()


def test_staff_are_shown_which_stories_a_deal_concerns(edition):
    make_edition(body='<p><a href="https://amazon.com/dp/2">Other</a></p>')
    response = enter(f"{PAGE}?tag=another-20")
    assert "2 links in one story" in messages(response)
    assert "Plain text from" in messages(response)
    view = signed_in("Disclosure staff").get(
        reverse("admin:disclosures_deal_change", args=[Deal.objects.get().pk])
    )
    assert "A cheap kettle" in view.content.decode()


def test_its_links_become_text_at_the_end_and_the_disclosure_goes_with_the_last(
    edition, time_machine
):
    enter(days=1)
    assert "We earn from links" in page(edition)
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    assert "<a href=" not in page(edition).partition('class="body"')[2].partition("</div>")[0]
    assert "We earn from links" not in page(edition)


def test_an_end_that_has_passed_counts_at_once(edition):
    response = enter(days=-400)
    assert "Plain text from now on" in messages(response)
    assert "We earn from links" not in page(edition)


def test_links_may_stay_and_be_listed_by_the_audit_instead(edition):
    response = enter(days=-1, unlink="")
    assert "listed by the audit from now on" in messages(response)
    assert Finding.objects.filter(edition=edition, kind=Finding.Kind.DEAL_OVER).count() == 2


@pytest.mark.parametrize(
    "address", ["kettle", "javascript:alert(1)", "mailto:a@b.test", "https://"]
)
def test_what_is_no_address_is_refused_in_a_sentence_and_kept(edition, address):
    response = enter(address)
    assert "is no web address" in response.content.decode()
    assert address in response.content.decode()
    assert not Deal.objects.exists()


def test_a_deal_at_no_page_ends_no_link():
    Deal.objects.create(address="mailto:a@a.test", ends_at=timezone.now() - timedelta(hours=1))
    mail = make_edition(body='<p><a href="mailto:other@b.test">Write</a></p>')
    assert "mailto:other@b.test" in page(mail)


def test_where_no_story_links_staff_are_informed(edition):
    assert "No story that readers see links there" in messages(enter("https://shop.example/1"))


def test_a_deal_is_never_changed_but_followed_by_another(edition):
    staff = signed_in("Disclosure staff")
    enter(days=-1, client=staff)
    first = Deal.objects.get()
    change = reverse("admin:disclosures_deal_change", args=[first.pk])
    assert staff.post(change, {"address": "https://x.test/"}).status_code == 403
    delete = reverse("admin:disclosures_deal_delete", args=[first.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403

    enter(days=3, client=staff)

    assert "We earn from links" in page(edition)
    assert "counts instead of this one" in staff.get(change).content.decode()


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_only_staff_enter_deals(edition, role):
    assert enter(client=signed_in(role)).status_code == 403


def test_the_stories_are_looked_at_again_now_and_at_the_end(edition, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    enter(days=2)
    scan = Scan.objects.latest("pk")
    assert scan.hosts == ["www.amazon.com"]
    assert "Deal entered" in scan.reason
    now, later = DBTaskResult.objects.order_by("enqueued_at")
    assert now.args_kwargs["args"] == [scan.pk]
    assert later.run_after == Deal.objects.get().ends_at
