"""The only actions that print or end editions, and the problems for which they refuse.

Import from this package. The actions are `publish`, `schedule`, `withdraw`, `cancel_plans` and
`restore`; `put_back` makes a former draft the draft again. They take a `NewNotice` and an
`Expiry`, and raise `Refused` with each `Problem`.
"""

from articles.publishing.actions import cancel_plans, publish, restore, schedule, withdraw
from articles.publishing.candidate import Expiry
from articles.publishing.drafts import put_back
from articles.publishing.errors import Problem, Refused
from articles.publishing.notices import NewNotice

__all__ = [
    "Expiry",
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
