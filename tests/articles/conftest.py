from collections.abc import Callable
from datetime import timedelta

import pytest

from articles.evidence import seals
from disclosures.models import Programme, Wording
from tests.factories import make_programme, make_wording


@pytest.fixture
def wording(db: None) -> Wording:
    """Return the general wording for affiliate links, in force."""
    return make_wording()


@pytest.fixture
def amazon(db: None) -> Programme:
    """Return a programme whose links have the tracking id a-20."""
    return make_programme(own_ids="a-20")


@pytest.fixture
def pass_days(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return a function that makes seals believe that a number of days have passed."""

    def pass_days(days: int) -> None:
        monkeypatch.setattr(seals, "MARGIN", -timedelta(days=days))

    return pass_days
