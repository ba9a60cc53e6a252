from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def subscribe(request: HttpRequest) -> HttpResponse:
    """Show how to subscribe."""
    return render(request, "lantern/subscribe.html")
