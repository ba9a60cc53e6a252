from django.contrib import admin
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult


class TaskAdmin(DBTaskResultAdmin):
    """The queue, to look at. No role has the permission: it is for superusers, who run the site."""

    # Its own are inferred as tuples of 8 and of 3, so no other length type-checks.
    list_display = ("task_name", "status", "enqueued_at", "started_at", "finished_at")  # type: ignore[assignment]
    list_filter = ("status", "task_path")  # type: ignore[assignment]


admin.site.unregister(DBTaskResult)
admin.site.register(DBTaskResult, TaskAdmin)
