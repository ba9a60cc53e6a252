"""The WSGI application, for Granian or any other WSGI server."""

import os

from newsroom.startup import plain_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

with plain_errors():
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    from newsroom.checks import require_default, require_static_files

    require_default()
    require_static_files()

    from django.db import connection

    from disclosures.models import put_site_on_record

    put_site_on_record()
    # No request ends on this thread, so close its connection here.
    connection.close()
