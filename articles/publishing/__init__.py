"""The only actions that print or end editions, and the reasons why they refuse.

Import from this package: `publish`, `schedule`, `withdraw`, `cancel_plans` and `restore` are the
actions; `put_back` makes a former draft the draft again; `Problem`, `Refused` and `NewNotice` are what they take and raise.
"""

from articles.publishing.actions import cancel_plans, publish, restore, schedule, withdraw
from articles.publishing.drafts import put_back
from articles.publishing.errors import Problem, Refused
from articles.publishing.notices import NewNotice

__all__ = [
    "NewNotice",
    "Problem",
    "Refused",
    "cancel_plans",
    "publish",
    "put_back",
    "restore",
    "schedule",
    "withdraw",
]
