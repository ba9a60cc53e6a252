"""Load the demo's users and authors."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from articles.models import InterestScope, Tag
from authors.models import Author, Interest, Link
from images.models import Image
from newsroom.demo.logins import LOGINS
from newsroom.demo.reading import read
from staff.models import User


def load_users() -> dict[str, User]:
    """Create a user for each role; return the users by username."""
    # Hashing is deliberately slow, so equal passwords share a hash.
    hashes = {password: make_password(password) for password in {one.password for one in LOGINS}}
    users = {}
    for login in LOGINS:
        user = User.objects.create(
            username=login.username, password=hashes[login.password], is_staff=True
        )
        user.groups.add(Group.objects.get(name=login.role))
        users[login.username] = user
    return users


def load_authors(pictures: dict[str, Image], users: dict[str, User]) -> dict[str, Author]:
    """Create the authors with their links and interests; return them by slug."""
    authors = {}
    for entry in read("authors.toml")["author"]:
        author = Author.objects.create(
            **{key: entry[key] for key in ("slug", "name", "pronouns", "role", "bio")},
            portrait=pictures[entry["portrait"]],
            user=users.get(entry["login"]),
        )
        for position, link in enumerate(entry["links"]):
            Link.objects.create(author=author, position=position, **link)
        for row in entry.get("interests", []):
            tags = row.get("tags", [])
            interest = Interest.objects.create(
                author=author, text=row["text"], all_stories=not tags
            )
            for name in tags:
                tag, _ = Tag.objects.get_or_create(name=name)
                InterestScope.objects.create(interest=interest, tag=tag)
        authors[author.slug] = author
    return authors
