"""Files that are there whole or not at all."""

import os
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A file appears under its name once it is written to the end.

    A full disk or a killed process leaves no half picture for caches to keep.
    """

    def _save(self, name: str, content: Any) -> str:
        partial: str = super()._save(f"{name}.part", content)  # type: ignore[misc]
        try:
            os.replace(self.path(partial), self.path(name))
        except OSError:
            self.delete(partial)
            raise
        return name
