"""The newsroom's addresses, preceded by the Lantern's own."""

from django.urls import include, path

from lantern import views
from newsroom.urls import handler404, handler500

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("subscribe/", views.subscribe, name="subscribe"),
    path("", include("newsroom.urls")),
]
