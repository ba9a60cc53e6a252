"""Object storage with an S3 interface, given up in seconds when it doesn't respond."""

from typing import Any

from botocore.config import Config
from storages.backends import s3

# By default a request may take ten minutes: sixty seconds to connect, sixty for each answer, five times.
QUICK = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 2})


class S3Storage(s3.S3Storage):
    """django-storages' class, with limits on the time for which a request holds a thread."""

    client_config: Config

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config = self.client_config.merge(QUICK)
