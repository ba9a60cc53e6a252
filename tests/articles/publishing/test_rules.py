"""The severity of rules, by setting, and publishing despite errors, with a reason."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from articles import publishing
from articles.models import Article, Edition, Event
from articles.publishing.candidate import Candidate
from articles.publishing.rules import CHOSEN, FIXED, severity_of
from articles.publishing.validation import LONGEST_REASON, validate
from newsroom import clock
from staff.models import User
from tests.articles.publishing.refusals import problems_of
from tests.factories import make_article, make_image, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    """An editor who may override checks."""
    user = make_user("Editor")
    user.user_permissions.add(Permission.objects.get(codename="override_checks"))
    return user


@pytest.fixture
def flawed() -> Article:
    """A draft with an error of each of two rules, and one more of the first."""
    body = f'<p>Words</p><figure><img data-file="{make_image(credit="").pk}"></figure>'
    return make_article(picture=make_image(alt="", credit=""), body=body)


def found_in(article: Article) -> dict[str, str]:
    """Return the severity of each rule that found something in a draft."""
    now = clock.now()
    found = validate(Candidate(article, now, now), by=make_user("Editor"))
    return {problem.rule: problem.severity for problem in found}


def test_every_problem_names_its_rule(editor):
    article = make_article(
        authors=[],
        headline=" ",
        slug="",
        body="<p>See <a href='example.com'>here</a></p>",
        section=None,
        standfirst="",
        genre="nonsense",
        connection="sponsored",
        embargo_until=timezone.now() + timedelta(days=1),
    )
    rules = found_in(article).keys()
    expected = {"fields", "headline", "section", "byline", "address", "embargo", "disclosure"}
    assert rules == expected | {"body", "standfirst", "picture", "link-text"}
    assert rules <= FIXED | CHOSEN.keys()


@pytest.mark.parametrize(
    ("rule", "flaw"),
    [
        ("standfirst", {"standfirst": " "}),
        ("picture", {"picture": None}),
        ("alt", {"alt": ""}),
        ("credit", {"credit": ""}),
    ],
)
@pytest.mark.parametrize("severity", ["error", "warning", "off", None])
def test_the_setting_says_what_a_rule_does(settings, editor, rule, flaw, severity):
    settings.PUBLISHING_CHECKS = {} if severity is None else {rule: severity}
    effect = severity or CHOSEN[rule].default
    picture = {"picture": make_image(**flaw)} if rule in ("alt", "credit") else {}
    article = make_article(**{"picture": make_image()} | picture | (flaw if not picture else {}))

    assert found_in(article).get(rule, "off") == effect

    if effect == "error":
        assert len(problems_of(publishing.publish, article, by=editor)) == 1
    else:
        assert publishing.publish(article, by=editor)


def test_fixed_rules_stay_errors_whatever_the_setting_says(settings, editor):
    settings.PUBLISHING_CHECKS = dict.fromkeys(FIXED | CHOSEN.keys(), "off")
    article = make_article(authors=[], section=None, slug="")
    assert {severity_of(rule) for rule in FIXED} == {"error"}
    assert {field for field, _ in problems_of(publishing.publish, article, by=editor)} == {
        "bylines",
        "section",
        "slug",
    }


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"standfrist": "off"}, "has “standfrist”, but there is no such rule"),
        ({"embargo": "off"}, "can't change “embargo”: that rule is always an error"),
        ({"alt": "maybe"}, "“alt” must be one of error, warning, off"),
        ({"alt": ["off"]}, "“alt” must be one of error, warning, off"),
    ],
)
def test_a_system_check_refuses_a_wrong_setting(settings, setting, sentence):
    assert not [message for message in run_checks() if message.id == "articles.E001"]
    settings.PUBLISHING_CHECKS = setting
    with pytest.raises(SystemCheckError, match="PUBLISHING_CHECKS") as error:
        call_command("check")
    assert sentence in str(error.value)
    assert severity_of("alt") == "error", "a wrong setting doesn't soften a rule"


def test_an_override_publishes_and_is_logged_with_the_edition(chief, flawed):
    assert len(problems_of(publishing.publish, flawed, by=chief)) == 3
    assert len(problems_of(publishing.publish, flawed, by=chief, override="  ")) == 3

    edition = publishing.publish(flawed, by=chief, override=" The agency sends it at noon. ")

    assert edition.is_live()
    override, published = Event.objects.filter(edition=edition)
    assert published.action == Event.Action.PUBLISHED
    assert (override.action, override.by) == (Event.Action.OVERRIDDEN, chief)
    assert override.note == (
        "The agency sends it at noon. (picture without alt text, picture without credit)"
    )


def test_an_override_schedules_too(chief, flawed):
    at = timezone.now() + timedelta(hours=2)
    edition = publishing.schedule(flawed, by=chief, at=at, override="Known")
    assert Event.objects.get(action=Event.Action.OVERRIDDEN).effective == edition.live_from == at


def test_an_override_needs_its_permission_and_a_short_reason(editor, chief, flawed):
    for by, reason, sentence in (
        (editor, "Please", "permission to publish despite errors"),
        (chief, "x" * (LONGEST_REASON + 1), "below 200 characters"),
    ):
        problems = problems_of(publishing.publish, flawed, by=by, override=reason)
        assert len(problems) == 4
        assert sentence in problems[-1][1]
    assert not Edition.objects.exists()
    assert publishing.publish(flawed, by=chief, override="x" * LONGEST_REASON)


def test_an_override_leaves_fixed_rules_and_nothing_to_log_where_nothing_is_wrong(chief, flawed):
    flawed.bylines.all().delete()
    problems = problems_of(publishing.publish, flawed, by=chief, override="Known")
    assert [field for field, _ in problems] == ["bylines"]

    publishing.publish(make_article(), by=chief, override="Just in case")

    assert not Event.objects.filter(action=Event.Action.OVERRIDDEN).exists()
