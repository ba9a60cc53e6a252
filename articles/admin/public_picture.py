"""A form for what has a page of its own with a picture: a series, a tag."""

from django.core.exceptions import ValidationError

from images.models import Image
from newsroom.opened_forms import OpenedForm


class WithPublicPicture(OpenedForm):
    """A form whose picture goes public with its page, so it needs alt text and a credit."""

    def clean_picture(self) -> Image | None:
        """Return the picture; raise ValidationError if it lacks what every published picture has."""
        picture: Image | None = self.cleaned_data["picture"]
        if picture and (lacks := list(picture.lacks().values())):
            raise ValidationError(lacks)
        return picture
