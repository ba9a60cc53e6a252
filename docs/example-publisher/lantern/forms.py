"""The Lantern's own fields of a story."""

from django import forms


class StoryFields(forms.Form):
    """The fields that the desk adds to the form of a story."""

    place = forms.CharField(
        max_length=80, required=False, help_text="Where the story happens, as readers know it."
    )
    walk = forms.IntegerField(
        label="walk in minutes", min_value=1, required=False, help_text="How long it takes on foot."
    )
