"""CSV for spreadsheets: lines without formulas, and downloads."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

from newsroom.cache.readers import never_stored


class _Line:
    """A file-like object for `csv.writer` whose `write` returns the line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a CSV line for each row, the heading included."""
    writer = csv.writer(_Line())
    for row in rows:
        yield writer.writerow([_escaped(value) for value in row])


def csv_download(rows: Iterable[Iterable[object]], filename: str) -> StreamingHttpResponse:
    """Return the rows as a CSV file to download, which no cache stores."""
    response = StreamingHttpResponse(_with_mark(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    never_stored(response)
    return response


def _with_mark(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    # Spreadsheets recognise UTF-8 by the byte order mark.
    yield "\ufeff"
    yield from csv_lines(rows)


def _escaped(value: object) -> object:
    """Return a value that a spreadsheet won't evaluate as a formula (OWASP, "CSV Injection")."""
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value
