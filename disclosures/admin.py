from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from disclosures.models import Programme, Wording
from disclosures.signals import rules_changed


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ["name", "active", "parameter"]
    list_filter = ["active"]
    search_fields = ["name", "hosts"]

    def save_model(self, request: HttpRequest, obj: Programme, form: Any, change: bool) -> None:
        """Save, and have the stories that mention its hosts, old or new, judged again."""
        former = Programme.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        hosts = {host for known in (former, obj) if known for host in known.rule.hosts}
        rules_changed.send(sender=Programme, hosts=hosts)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A programme that ends is switched off; what it was stays on record."""
        return False


@admin.register(Wording)
class WordingAdmin(admin.ModelAdmin):
    list_display = ["text", "valid_from"]

    def get_readonly_fields(self, request: HttpRequest, obj: Wording | None = None) -> Any:
        """What readers have been told can't be reworded: the next wording has its own row."""
        told = obj is not None and obj.valid_from <= timezone.now()
        return ["text", "learn_more", "valid_from"] if told else []

    def has_delete_permission(self, request: HttpRequest, obj: Wording | None = None) -> bool:
        return False
