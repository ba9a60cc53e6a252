"""Files that are there whole or not at all."""

import os
import secrets
from contextlib import suppress
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A file appears under its name once it is written to the end.

    A full disk leaves nothing of it, and a killed process no half picture for caches to keep.
    """

    def _save(self, name: str, content: Any) -> str:
        # A name of its own: the base class writes beside a file that is there, and doesn't say where.
        partial = f"{name}.{secrets.token_hex(8)}.part"
        try:
            super()._save(partial, content)  # type: ignore[misc]
            os.replace(self.path(partial), self.path(name))
        except BaseException:
            self.delete(partial)
            raise
        return name

    def delete(self, name: str) -> None:
        """Delete a file, and its folder once that is empty."""
        super().delete(name)
        parent = os.path.dirname(self.path(name))
        if parent != self.location:
            with suppress(OSError):
                os.rmdir(parent)
