"""The list of channels: a member is enough for programmes, wordings, packs and the rule tester."""

import ast

import pytest
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from disclosures import channels
from disclosures.channels import Channel
from disclosures.matching import Rule
from disclosures.models import Programme, Wording
from disclosures.rules import tester
from disclosures.rules.packs import Pack
from disclosures.wordings.selection import Audience
from tests.architecture import ROOT, modules
from tests.desk import signed_in
from tests.factories import make_programme, make_wording


class More(TextChoices):
    """The channels, and one more."""

    PAGE = "page", "The site"
    FEED = "feed", "Feeds"
    API = "api", "API"
    EMAIL = "email", "E-mail"
    PRINT = "print", "Print"


@pytest.fixture
def with_print(monkeypatch):
    for module in (channels, tester):
        monkeypatch.setattr(module, "Channel", More)


@pytest.mark.django_db
def test_a_value_that_is_no_channel_is_no_choice():
    with pytest.raises(ValidationError, match="print"):
        make_wording(channel="print").full_clean()


@pytest.mark.django_db
@pytest.mark.usefixtures("with_print")
def test_the_models_accept_a_new_channel():
    wording = make_wording(channel="print")
    wording.full_clean()
    assert wording.get_channel_display() == "Print"
    programme = make_programme(name="Example", channels=["print"])
    programme.full_clean()


@pytest.mark.django_db
@pytest.mark.usefixtures("with_print")
def test_the_desk_offers_a_new_channel():
    staff = signed_in("Administrator")
    wordings = staff.get("/admin/disclosures/wording/add/").content.decode()
    assert '<option value="print">Print</option>' in wordings
    programmes = staff.get("/admin/disclosures/programme/add/").content.decode()
    assert 'name="channels" value="print"' in programmes


@pytest.mark.django_db
@pytest.mark.usefixtures("with_print")
def test_a_new_programme_permits_a_new_channel_and_the_tester_shows_it():
    assert Programme().channels == ["page", "feed", "api", "print"]
    programme = make_programme(channels=["page"])
    rule = programme.rule
    answer = tester.try_link("https://www.amazon.com/dp/1?tag=us-20", rule)
    assert [name for name, _ in answer.channels] == [channel.label for channel in More]
    assert dict(answer.channels)["Print"] is False


def test_defaults_are_derived_from_the_list():
    assert Rule(1, "Shop", ()).channels == set(channels.permitted()) == set(Channel) - {"email"}
    assert Pack.channels == tuple(Channel)
    assert Audience().channel == Channel.PAGE
    assert {*channels.SERVED, *channels.BY_PERMISSION} <= set(Channel)
    assert Wording._meta.get_field("channel").flatchoices[1:] == Channel.choices


def spelled_channels(tree: ast.AST):
    """Yield the line of each channel that is spelled as a string where a channel is expected."""
    for node in ast.walk(tree):
        values: list[ast.AST | None] = []
        if isinstance(node, ast.keyword) and node.arg == "channel":
            values = [node.value]
        elif isinstance(node, ast.Compare) and ast.unparse(node.left).endswith("channel"):
            values = [*node.comparators]
        elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]).endswith(
            "channels"
        ):
            values = [node.left]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("is_text"):
            values = node.args[:1]
        elif isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "channel":
            values = [node.value]
        elif isinstance(node, ast.arguments):
            pairs = zip(node.args[::-1], node.defaults[::-1], strict=False)
            pairs = [*pairs, *zip(node.kwonlyargs, node.kw_defaults, strict=True)]
            values = [default for argument, default in pairs if argument.arg == "channel"]
        for value in values:
            if isinstance(value, ast.Constant) and value.value in Channel.values:
                yield value.lineno


def test_no_module_spells_a_channel_by_itself():
    assert not [
        f"{path.relative_to(ROOT)}:{line}"
        for _, path in modules()
        for line in spelled_channels(ast.parse(path.read_text()))
    ]


@pytest.mark.parametrize(
    "code",
    [
        "f(channel='feed')",
        "def f(*, channel='page'): 1",
        "1 if self.channel == 'page' else 2",
        "link.is_text('page', at)",
        "'page' in rule.channels",
    ],
)
def test_a_spelled_channel_is_found(code):
    assert list(spelled_channels(ast.parse(code))) == [1]
