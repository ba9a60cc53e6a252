"""How a verb says no: with every problem at once, each in a sentence that helps."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Why not: the draft's field that it concerns ("" for the whole), and a sentence that helps."""

    field: str
    message: str


class Refused(Exception):
    """The verb was not carried out, and nothing was written. `problems` says all that is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems
