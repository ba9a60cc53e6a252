"""The desk's forms for a picture: its text, and an upload with its text."""

import logging
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from images import uploads
from images.files import StorageAway, is_temporary
from images.handlers import NotStored
from images.locks import Busy, few_uploads
from images.models import Image

logger = logging.getLogger(__name__)

# Seconds that an upload waits for the encoder.
PATIENCE = 20
DISK_FULL = _(
    "The server's disk is full, so the picture wasn't stored. What you wrote is kept. "
    "Tell whoever runs the site; once there is room, choose the file again and save."
)
STORAGE_AWAY = _(
    "The storage for pictures doesn't respond, so the picture wasn't stored. What you "
    "wrote is kept: choose the file again and save in a minute. If it still doesn't "
    "respond, tell whoever runs the site."
)


class WordsForm(forms.ModelForm):
    """The text fields of a picture. The file can't be replaced: another file is another picture."""

    # Off for a picture that is dropped into a story: its words come later.
    needs_alt = True
    # The version that the editor opened; the model's own field isn't editable.
    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Image
        fields = ("alt", "decorative", "caption", "credit", "source", "focus")
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 2}),
            "caption": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = self.instance.version
        if "focus" in self.fields:
            # A script that uploads pictures need not know it.
            self.fields["focus"].required = False

    def clean_focus(self) -> str:
        return self.cleaned_data["focus"] or self.instance.focus

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and not cleaned.get("credit") and self.instance.is_printed:
            self.add_error(
                "credit", gettext("Readers see this picture; it can't be without a credit.")
            )
        if self.needs_alt and not cleaned.get("alt") and not cleaned.get("decorative"):
            self.add_error(
                "alt",
                gettext("Say what the picture shows, or mark it as decorative if it says nothing."),
            )
        if self.instance.pk and cleaned.get("opened") != self.instance.version:
            self._refuse_once(cleaned)
        return cleaned

    def _refuse_once(self, cleaned: dict[str, Any]) -> None:
        """Report what somebody else saved and keep the posted text; saving again overwrites it.

        Raises:
            ValidationError: always.
        """
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("opened")] = str(self.instance.version)
        self.data = data
        # The instance doesn't hold the posted values yet.
        stored = {name: getattr(self.instance, name) for name in WordsForm.Meta.fields}
        now = [
            f"{self.fields[name].label}: {_in_words(value)}"
            for name, value in stored.items()
            if name in cleaned and cleaned[name] != value
        ]
        raise ValidationError(
            gettext(
                "Somebody saved this picture's words after you opened them. Yours are still here, "
                "unsaved. The current words that differ: {now}. To replace that with yours, save "
                "again."
            ).format(now="; ".join(now) or gettext("nothing")),
            code="conflict",
        )


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{value}”" if value else "empty"


class UploadForm(WordsForm):
    """A new picture's file and text."""

    # Not ImageField: its check would run before `uploads.take`, with other messages.
    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP, AVIF or GIF, at most 30 MB and 50 megapixels."),
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,image/gif"}
        ),
    )

    class Meta(WordsForm.Meta):
        fields = ("file", *WordsForm.Meta.fields)  # type: ignore[assignment]  # one more

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The names of the fields that the file filled.
        self.words_of_file: list[str] = []

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, NotStored):
            raise ValidationError(DISK_FULL, code="disk_full")
        try:
            with few_uploads():
                # Image.save reuses this instead of decoding the file again.
                file.taken = uploads.take(file, patience=PATIENCE)
        except Busy:
            raise uploads.busy() from None
        except OSError as error:
            raise _sentence(error) from error
        return file

    def clean(self) -> dict[str, Any]:
        """Fill the fields that were left empty with the words in the file."""
        taken = getattr(self.cleaned_data.get("file"), "taken", None)
        for name, words in self._words_of(taken).items():
            self.cleaned_data[name] = words
            setattr(self.instance, name, words)
            self.words_of_file.append(name)
        return super().clean()

    def _words_of(self, taken: uploads.Taken | None) -> dict[str, str]:
        found = vars(taken.inspected.words) if taken else {}
        given = {name for name in found if self.cleaned_data.get(name)}
        if self.cleaned_data.get("decorative"):
            given.add("alt")
        return {name: words for name, words in found.items() if words and name not in given}

    def _post_clean(self) -> None:
        """Store the file now, while the form can still report a full disk."""
        super()._post_clean()  # type: ignore[misc]  # Django's, for subclasses
        if self.errors:
            return
        try:
            self.instance.store_file()
        except OSError as error:
            self.add_error("file", _sentence(error))


class DroppedFileForm(UploadForm):
    """A picture without words yet. Publishing refuses a story until the picture has them."""

    needs_alt = False

    class Meta(UploadForm.Meta):
        fields = ("file",)  # type: ignore[assignment]  # fewer


def _sentence(error: OSError) -> ValidationError:
    """Return the desk's error for a full disk, or a storage that is away.

    Raises:
        OSError: `error` itself, if it is another error: a defect, or the operator's to fix.
    """
    if not is_temporary(error):
        raise error
    logger.error("A picture was refused: %s", error)
    if isinstance(error, StorageAway):
        return ValidationError(STORAGE_AWAY, code="storage_away")
    return ValidationError(DISK_FULL, code="disk_full")
