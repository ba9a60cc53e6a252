"""Addresses whose views fail while they hold what somebody wrote."""

from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def fail(request: HttpRequest, how: str) -> HttpResponse:
    body = request.POST["body"]
    with transaction.atomic():
        HOW[how](body)
    return HttpResponse(body)


def python_error(body: str) -> None:
    raise ImproperlyConfigured("A defect of ours.")


def duplicate(body: str) -> None:
    Group.objects.create(name=body)
    Group.objects.create(name=body)


def refused_row(body: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (id, name) VALUES (NULL, %s)", [body])


def no_number(body: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [body])


HOW = {view.__name__: view for view in (python_error, duplicate, refused_row, no_number)}
handler500 = "newsroom.errors.server_error"
urlpatterns = [path("<slug:how>/", fail)]
