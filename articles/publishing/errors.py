"""The refusal of a publishing action, with all problems at once, each as a sentence that helps."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A reason for a refusal: the draft's field ("" for the whole draft) and a sentence that helps."""

    field: str
    message: str


class Refused(Exception):
    """An action was refused, and nothing was written. `problems` holds every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems
