"""The rows of a story's form, told apart by whom or what they name instead of by their keys.

While one editor has the form open, another may put an edition back or remove a byline; the keys in
the open form are then nobody's, and the form could never be saved again.
"""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from newsroom.keys import whole_number


def renumbered(data: QueryDict, prefix: str, name: str, known: Mapping[str, int]) -> QueryDict:
    """Return a formset's posted `data` with the keys that its rows have now.

    `name` is the field that tells rows apart (author, story); `known` the keys of the rows in the
    database by that field's value. Rows that are gone become new ones, rows that the form doesn't name
    are deleted: the form is what its editor saw and meant.
    """
    total = whole_number(data.get(f"{prefix}-TOTAL_FORMS", ""), most=1000)
    if total is None:
        return data
    rows = [_row(data, f"{prefix}-{number}-") for number in range(total)]
    left = dict(known)
    kept, new = [], []
    for row in rows:
        key = left.pop(row.get(name, ""), None)
        if key is not None:
            kept.append(row | {"id": str(key)})
        elif "DELETE" not in row:
            new.append(row | {"id": ""})
    # What the form no longer names has been replaced in it.
    kept += [{name: value, "id": str(key), "DELETE": "on"} for value, key in left.items()]
    answer = data.copy()
    for field in [field for field in data if _is_field(field, prefix)]:
        del answer[field]
    for number, row in enumerate([*kept, *new]):
        for field, value in row.items():
            answer[f"{prefix}-{number}-{field}"] = value
    answer[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    answer[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(new))
    return answer


def _row(data: QueryDict, start: str) -> dict[str, Any]:
    return {field[len(start) :]: data[field] for field in data if field.startswith(start)}


def _is_field(field: str, prefix: str) -> bool:
    return field.startswith(f"{prefix}-") and field[len(prefix) + 1 :].partition("-")[0].isdecimal()
