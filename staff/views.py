"""The sign-in page: django-allauth's view with the desk's template."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _


class SignInForm(LoginForm):
    """The sign-in form: username and password."""

    error_css_class = "errors"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["required"] = True
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none"}


class SignIn(LoginView):
    """The sign-in page of the desk, for users who aren't signed in or may not use the desk."""

    form_class = SignInForm
    template_name = "staff/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "GET" and admin.site.has_permission(request):
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the password and sign in, in one transaction.

        So the brake's lock on the account lasts until the attempt is recorded.
        """
        with transaction.atomic():
            response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Return the form with its errors; with 429 and `Retry-After` if the brake refused."""
        response: HttpResponse = super().form_invalid(form)
        for error in form.errors.as_data().get("__all__", []):
            if error.code == "slowed":
                response.status_code = 429
                response.headers["Retry-After"] = str((error.params or {})["seconds"])
        return response

    def get_default_success_url(self) -> str:
        return reverse("admin:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = admin.site.each_context(self.request) | {"title": _("Sign in")}
        return context | super().get_context_data(**kwargs)
