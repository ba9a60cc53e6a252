"""The RSGI application for Granian: `granian --interface rsgi newsroom.server:application`."""

from newsroom.startup import plain_errors

with plain_errors():
    from django.conf import settings

    from newsroom.rsgi import Application
    from newsroom.wsgi import application as wsgi_application

    application = Application(
        wsgi_application,
        settings.THREADS,
        settings.STATIC_URL,
        settings.PAGE_CACHE_MB * 1024**2,
    )
