"""The refusal of a publishing action, with all problems at once, each as a sentence that helps."""

from dataclasses import dataclass

from articles.publishing.rules import CHOSEN, ERROR
from newsroom.translation import Text


@dataclass(frozen=True)
class Problem:
    """Something wrong with a draft or an action, as a sentence that says what to do.

    Attributes:
        field: the draft's field; "" for the whole draft.
        rule: the rule of validation that found it (articles/publishing/rules.py); "" for none.
        severity: "error" if it prevents publishing, "warning" for advice.
    """

    field: str
    message: Text
    rule: str = ""
    severity: str = ERROR

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR

    @property
    def may_be_overridden(self) -> bool:
        """True for an error of a rule that is the publisher's choice."""
        return self.is_error and self.rule in CHOSEN


class Refused(Exception):
    """An action was refused, and nothing was written. `problems` holds every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(str(problem.message) for problem in problems))
        self.problems = problems
