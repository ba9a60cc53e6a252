"""Static files in production: named by their content, compressed, the readers' styles joined in one."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Each further stylesheet is a request before the first words show; on a phone 0.1 s or more.
JOINED = "css/readers.css"
PARTS = ("css/tokens.css", "css/site.css", "css/fronts.css")
# A name with the hash of the content, by which pages link a file. Nobody requests the others.
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
# The desk's packages. Brotli needs ten seconds for them and would spare an editor 50 KB, once.
DESK = ("admin/", "django_prose_editor/")


class JoinedStylesStorage(CompressedManifestStaticFilesStorage):
    """The static files that `collectstatic` writes."""

    brotli = True

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

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress by gzip and Brotli; the files of the desk's packages by gzip alone."""
        linked = {path for path in paths if HASHED.search(path) and not path.endswith(".map")}
        desk = {path for path in linked if path.startswith(DESK)}
        for self.brotli, files in ((False, desk), (True, linked - desk)):
            yield from super().compress_files(files)

    def create_compressor(self, **options: Any) -> Compressor:
        return Compressor(use_brotli=self.brotli, **options)


def styles_of(storage: Storage) -> tuple[str, ...]:
    """Return the readers' stylesheets in the order in which a page links them, the publisher's last.

    Theirs isn't joined: it may be in any folder, and may be named after `collectstatic`.
    """
    ours = (JOINED,) if isinstance(storage, JoinedStylesStorage) else PARTS
    return (*ours, settings.SITE_STYLES) if settings.SITE_STYLES else ours
