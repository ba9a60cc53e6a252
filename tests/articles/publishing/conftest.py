import pytest

from staff.models import User
from tests.factories import make_user


@pytest.fixture
def editor(db: None) -> User:
    return make_user("Editor")
