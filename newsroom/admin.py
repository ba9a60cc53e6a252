from django.contrib import admin
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult


class TaskAdmin(DBTaskResultAdmin):
    """The task queue, read-only. No role has the permission: superusers run the site."""

    # The base class infers tuples of length 8 and 3, so no other length type-checks.
    list_display = ("task_name", "status", "enqueued_at", "started_at", "finished_at")  # type: ignore[assignment]
    list_filter = ("status", "task_path")  # type: ignore[assignment]


admin.site.unregister(DBTaskResult)
admin.site.register(DBTaskResult, TaskAdmin)
