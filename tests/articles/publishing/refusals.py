"""The reasons for which publishing refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from articles.publishing import Refused

SOON = timedelta(hours=1)


def problems_of(action: Callable[..., object], *args: Any, **options: Any) -> list[tuple[str, str]]:
    """Return the fields and sentences with which an action of `articles.publishing` refuses."""
    with pytest.raises(Refused) as refused:
        action(*args, **options)
    return [(problem.field, problem.message) for problem in refused.value.problems]
