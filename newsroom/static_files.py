"""Static files in production: named by their content, compressed, the readers' styles joined in one."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Each further stylesheet is a request before the first words show; on a phone 0.1 s or more.
JOINED = "css/readers.css"
PARTS = ("css/tokens.css", "css/site.css")


class JoinedStylesStorage(CompressedManifestStaticFilesStorage):
    """The static files that `collectstatic` writes."""

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        if not dry_run and all(part in paths for part in PARTS):
            styles = []
            for storage, path in (paths[part] for part in PARTS):
                with storage.open(path) as file:
                    styles.append(file.read())
            self.delete(JOINED)
            self.save(JOINED, ContentFile(b"\n".join(styles)))
            paths |= {JOINED: (self, JOINED)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def styles_of(storage: Storage) -> tuple[str, ...]:
    """Return the readers' stylesheets in the order in which a page links them, the publisher's last.

    Theirs isn't joined: it may be in any folder, and may be named after `collectstatic`.
    """
    ours = (JOINED,) if isinstance(storage, JoinedStylesStorage) else PARTS
    return (*ours, settings.SITE_STYLES) if settings.SITE_STYLES else ours
