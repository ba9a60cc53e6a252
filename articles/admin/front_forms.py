"""The form of a front: containers in an order, each with fields and pins.

The names of a container's fields begin with its token, and the field `container` lists the tokens in
the containers' order; so browsers send the order of the page, and a script moves whole elements.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Edition, Genre, Section, Tag
from articles.models.containers import (
    CHOSEN,
    LONGEST_HEADING,
    MOST_CONTAINERS,
    MOST_STORIES,
    Container,
    Layout,
    Pin,
    Source,
)
from newsroom.date_times import LOCAL, LocalDateTimeField

# The buttons that change the form itself; all but the first have a container's token.
BUTTONS = ("_add", "_remove", "_up", "_down", "_pin", "_kept")
UNKNOWN = gettext_lazy(
    "No live or scheduled story has this address. Choose another, or remove the pin."
)


@dataclass
class PinRow:
    """A pin as typed: the story's address and the time until which it holds.

    Attributes:
        edition: the live or scheduled edition at the address.
        error: what is wrong with it.
    """

    address: str = ""
    until: str = ""
    edition: Edition | None = None
    error: str = ""

    @property
    def path(self) -> str:
        """The address as editions have it, also from a whole URL."""
        try:
            return urlsplit(self.address.strip()[:500].replace("\x00", "")).path.strip("/")
        except ValueError:  # a host in brackets that is none
            return ""


class ContainerForm(forms.Form):
    """The fields of a container, without its pins; the prefix is its token."""

    layout = forms.ChoiceField(label=gettext_lazy("Layout"), choices=Layout.choices)
    heading = forms.CharField(
        label=gettext_lazy("Heading"),
        max_length=LONGEST_HEADING,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("From what fills it")}),
    )
    count = forms.IntegerField(label=gettext_lazy("Stories"), min_value=1, max_value=MOST_STORIES)
    source = forms.ChoiceField(label=gettext_lazy("Filled with"), choices=Source.choices)
    section = forms.ModelChoiceField(
        Section.objects.all(),
        required=False,
        empty_label=gettext_lazy("Choose …"),
        label=gettext_lazy("Section"),
    )
    tag = forms.CharField(
        label=gettext_lazy("Tag"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-kind": "tags"}),
    )
    genre = forms.ChoiceField(
        choices=[("", gettext_lazy("Choose …")), *Genre.choices],
        required=False,
        label=gettext_lazy("Genre"),
    )

    def __init__(self, data: QueryDict, token: str, rows: list[PinRow]) -> None:
        super().__init__(data, prefix=token, label_suffix="", use_required_attribute=False)
        self.token, self.rows = token, rows

    def clean_tag(self) -> Tag | None:
        name = self.cleaned_data["tag"].replace("\x00", "").strip()
        if not name or self.data.get(self.add_prefix("source")) != Source.TAG:
            return None
        if (tag := Tag.objects.filter(name__iexact=name).first()) is None:
            sentence = _("There is no tag “{name}”. Choose one of those suggested.")
            raise ValidationError(sentence.format(name=name))
        return tag

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        source = given.get("source", "")
        if source in CHOSEN and source in given and not given[source]:
            self.add_error(source, _("Choose what fills it."))
        if source == Source.NONE and not any(row.address for row in self.rows):
            self.add_error(
                "source", _("It would stay empty. Pin a story, or choose what fills it.")
            )
        if source == Source.MOST_READ and any(row.address for row in self.rows):
            self.add_error("source", _("Readers decide what is read most. Remove the pins."))
        if (count := given.get("count")) and len(self.rows) > count:
            sentence = ngettext(
                "{number} story is pinned. Raise the number, or remove pins.",
                "{number} stories are pinned. Raise the number, or remove pins.",
                len(self.rows),
            ).format(number=len(self.rows))
            self.add_error("count", sentence)
        return given

    @property
    def name(self) -> str:
        """The container's heading, or else its layout, for the labels of its buttons."""
        typed = str(self["heading"].value() or "")
        layout = dict(Layout.choices).get(str(self["layout"].value()), _("Container"))
        return typed or str(layout).partition(":")[0]

    def container(self) -> Container:
        """Return the container of a valid form."""
        given = self.cleaned_data
        section, tag = given["section"], given["tag"]
        return Container(
            layout=given["layout"],
            heading=given["heading"],
            source=given["source"],
            section=section.pk if section and given["source"] == Source.SECTION else None,
            tag=tag.pk if tag else None,
            genre=given["genre"] if given["source"] == Source.GENRE else "",
            count=given["count"],
            pins=tuple(
                Pin(row.edition.article_id, _instant(row.until)) for row in self.rows if row.edition
            ),
        )


class FrontForm:
    """The form of all containers, from what was posted or from `data_of`."""

    def __init__(self, data: QueryDict) -> None:
        tokens = dict.fromkeys(data.getlist("container")[: MOST_CONTAINERS + 1])
        self.containers = [ContainerForm(data, token, _rows(data, token)) for token in tokens]
        _find(row for each in self.containers for row in each.rows)

    def is_valid(self) -> bool:
        """Return whether the front can be saved. All forms are validated, so that all errors show."""
        rows = [row for each in self.containers for row in each.rows]
        fields = [each.is_valid() for each in self.containers]
        return all(fields) and not any(row.error for row in rows) and not self.errors

    @cached_property
    def errors(self) -> list[str]:
        """The problems of the front as a whole."""
        if not self.containers:
            return [_("A front needs at least one container. Add one.")]
        if len(self.containers) > MOST_CONTAINERS:
            sentence = _("A front has at most {number} containers. Remove some.")
            return [sentence.format(number=MOST_CONTAINERS)]
        return []

    def parsed(self) -> list[Container]:
        """Return the containers of a valid form."""
        return [each.container() for each in self.containers]


def data_of(containers: Sequence[Container]) -> QueryDict:
    """Return the data that a browser would send for containers."""
    pinned = [pin.story for each in containers for pin in each.pins]
    newest = Edition.objects.printed().filter(article__in=pinned).order_by("article", "live_from")
    paths = dict(newest.values_list("article", "path"))
    tags = dict(Tag.objects.filter(pk__in=[c.tag for c in containers]).values_list("pk", "name"))
    data = QueryDict(mutable=True)
    for number, each in enumerate(containers, 1):
        token = f"c{number}"
        data.appendlist("container", token)
        fields = {
            "layout": each.layout,
            "heading": each.heading,
            "count": each.count,
            "source": each.source,
            "section": each.section or "",
            "tag": tags.get(each.tag or 0, ""),
            "genre": each.genre,
        }
        for name, value in fields.items():
            data[f"{token}-{name}"] = str(value)
        for pin in each.pins:
            data.appendlist(f"{token}-pin", f"/{paths.get(pin.story, 'gone')}/")
            until = f"{timezone.localtime(pin.until):{LOCAL}}" if pin.until else ""
            data.appendlist(f"{token}-until", until)
    return data


def _rows(data: QueryDict, token: str) -> list[PinRow]:
    """Return the typed pins of a container, except for empty rows."""
    addresses = data.getlist(f"{token}-pin")[: 2 * MOST_STORIES]
    untils = data.getlist(f"{token}-until") + [""] * len(addresses)
    rows = [PinRow(address, until) for address, until in zip(addresses, untils, strict=False)]
    return [row for row in rows if row.address.strip() or row.until.strip()]


def _find(rows: Iterable[PinRow]) -> None:
    """Set the edition and the error of each pin."""
    rows = list(rows)
    editions = Edition.objects.printed().not_ended().filter(path__in={row.path for row in rows})
    editions = editions.select_related("section").defer("body").order_by("-live_from")
    found = {edition.path: edition for edition in editions}
    seen: set[int] = set()
    for row in rows:
        row.edition = found.get(row.path)
        if row.edition is None:
            missing = _("Choose the story, or empty the time.")
            row.error = str(UNKNOWN) if row.address.strip() else missing
        elif row.edition.article_id in seen:
            row.error = _("This story is pinned twice. Remove one of the two pins.")
        else:
            seen.add(row.edition.article_id)
        try:
            _instant(row.until)
        except ValidationError:
            row.error = row.error or _("Choose a day and a time until which the pin holds.")


def _instant(typed: str) -> datetime | None:
    """Return the instant of a typed time, None for none. Raises ValidationError."""
    until: datetime | None = LocalDateTimeField(required=False).clean(typed.replace("\x00", ""))
    return until


def changed(data: QueryDict) -> QueryDict | None:
    """Return the data after a button that changes the form itself; None if none was pressed.

    The script does the same on the page. This is for browsers without it; `_kept` changes nothing, and is for
    what a browser kept (static/js/desk-front-kept.js).
    """
    tokens = data.getlist("container")
    after = data.copy()
    pressed = {name: str(data[name]) for name in BUTTONS if name in data}
    if not pressed:
        return None
    (name, token), *_ = pressed.items()
    if name == "_add":
        token = f"n{len(tokens) + 1}"
        while token in tokens:
            token += "n"
        tokens.append(token)
        after.update(new_data(token))
    elif token in tokens:
        place = tokens.index(token)
        other = max(place - 1, 0) if name == "_up" else min(place + 1, len(tokens) - 1)
        if name == "_remove":
            tokens.remove(token)
        elif name != "_pin":
            tokens[place], tokens[other] = tokens[other], tokens[place]
    after.setlist("container", tokens)
    return after


def new_data(token: str) -> dict[str, str]:
    """Return the data of a new container's fields."""
    blank = data_of([Container()])
    fields = {name: str(blank[name]) for name in blank if name != "container"}
    return {f"{token}{name.removeprefix('c1')}": value for name, value in fields.items()}
