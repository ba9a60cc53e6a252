"""The Lantern's settings: those of the newsroom, and what differs."""

from newsroom.settings import *
from newsroom.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "lantern"]
ROOT_URLCONF = "lantern.urls"
STORY_FIELDS = "lantern.forms.StoryFields"
