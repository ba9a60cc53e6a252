"""File storage with atomic writes."""

import os
import secrets
from contextlib import suppress
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A storage in which a file appears under its name only once it is complete.

    A full disk leaves no partial file, and a killed process no partial picture for caches to store.
    """

    def _save(self, name: str, content: Any) -> str:
        # A unique name: for an existing name, the base class would silently choose another.
        partial = f"{name}.{secrets.token_hex(8)}.part"
        try:
            super()._save(partial, content)  # type: ignore[misc]  # Django's, without a stub
            os.replace(self.path(partial), self.path(name))
        except BaseException:
            self.delete(partial)
            raise
        return name

    def delete(self, name: str) -> None:
        """Delete a file, and its folder if that is empty then."""
        super().delete(name)
        parent = os.path.dirname(self.path(name))
        if parent != self.location:
            with suppress(OSError):
                os.rmdir(parent)
