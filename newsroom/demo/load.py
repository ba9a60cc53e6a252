"""Load the demo magazine, with its people, pictures and stories, from the files in content/."""

from collections.abc import Callable

from django.db import connection, transaction

from articles.models import SitePage
from articles.publishing.similar import find_all
from newsroom.demo import audience, earning
from newsroom.demo.fronts import load_fronts
from newsroom.demo.logins import LOGINS
from newsroom.demo.past import made_up_past
from newsroom.demo.people import load_authors, load_users
from newsroom.demo.pictures import Decoded, load_pictures
from newsroom.demo.reading import read
from newsroom.demo.stories import load_stories, promote_stories
from staff.models import User


def is_loaded() -> bool:
    """Return True if an earlier start loaded the demo; a load is one transaction."""
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    return User.objects.filter(username=LOGINS[0].username).exists()


def load(report: Callable[[str], None], decoded: Decoded | None = None) -> None:
    """Load the whole demo into an empty database, in one transaction.

    Args:
        report: called with a few words that name each step before it begins.
        decoded: the pictures that another thread decodes.
    """
    with transaction.atomic(), made_up_past():
        report("Hiring the staff")
        users = load_users()
        pictures = load_pictures(decoded or {})
        authors = load_authors(pictures, users)
        earning.prepare()
        for page in read("pages.toml")["page"]:
            SitePage.objects.create(**page)
        report("Printing the stories")
        load_stories(pictures, authors, users)
        load_fronts(users)
        promote_stories()
        report("Finding similar stories")
        find_all()
        earning.click()
        audience.read_stories()
