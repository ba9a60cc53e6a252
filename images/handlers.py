"""Upload handling that survives a full disk without an error page."""

import io
import logging
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

logger = logging.getLogger(__name__)


class NotStored(InMemoryUploadedFile):
    """A placeholder for a file that couldn't be stored, so that the form's other data isn't lost."""


class DiskAwareUploadHandler(TemporaryFileUploadHandler):
    """A handler that streams uploads to temporary files; a failed one becomes a `NotStored`.

    Django's own handler raises while the request's body is read, before a view can catch it.
    """

    failed = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.failed = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            # Also raised if Python finds no writable temporary folder.
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.failed:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._give_up(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.failed:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._give_up(error)
        return NotStored(
            io.BytesIO(), self.field_name, self.file_name, self.content_type, 0, self.charset
        )

    def _give_up(self, error: OSError) -> None:
        logger.error("An upload can't be received: %s", error)
        self.failed = True
        if (file := getattr(self, "file", None)) is not None:
            with suppress(OSError):
                file.close()
