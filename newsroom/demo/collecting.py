"""Collect the demo's static files, as a separate process: it needs no database, which starts meanwhile."""

import hashlib
import os

from newsroom.demo.preparing import Report, run


def collect(report: Report) -> None:
    """Collect the static files, unless they haven't changed since the last time."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = os.stat(storage.path(name))
            state.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    note = settings.VAR_DIR / "static.state"
    if note.exists() and note.read_text() == state.hexdigest():
        return
    report("Collecting the static files")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    note.write_text(state.hexdigest())


if __name__ == "__main__":
    run(collect)
