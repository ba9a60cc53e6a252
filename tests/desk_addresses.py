"""The addresses of the desk, from its URL configuration, so that tests forget none."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, reverse


def every_address() -> Iterator[str]:
    """Yield each address of the desk, with every model's first and last row."""
    keys = {model._meta: keys_of(model) for model in admin.site._registry}
    for pattern in patterns():
        places = pattern.pattern.regex.groups
        if not places:
            yield reverse(f"admin:{pattern.name}")
        for options, found in keys.items() if places else ():
            if f"{pattern.name}".startswith(f"{options.app_label}_{options.model_name}_"):
                for key in found:
                    yield reverse(f"admin:{pattern.name}", args=[key, 1][:places])
    for model in admin.site._registry:
        yield reverse("admin:app_list", args=[model._meta.app_label])
        content_type = ContentType.objects.get_for_model(model)
        for key in keys[model._meta]:
            yield f"/admin/r/{content_type.pk}/{key}/"
        for field in admin.site._registry[model].autocomplete_fields:
            names = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
            yield f"/admin/autocomplete/?{urlencode(names | {'field_name': field, 'term': 'a'})}"


def keys_of(model: type[Model]) -> set[Any]:
    """Return the keys of a model's first and last row."""
    rows = model._default_manager.order_by("pk").values_list("pk", flat=True)
    return {rows.first(), rows.last()} - {None}


def patterns(found: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    """Yield the desk's named URL patterns, except the one that signs out."""
    for each in admin.site.urls[0] if found is None else found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        elif each.name and each.name != "logout":
            yield each
