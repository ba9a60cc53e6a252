import csv
import io

import pytest

from newsroom.csv_files import csv_download, csv_lines

ROWS = [["Story", "Clicks"], ["Käse, “gut”", 3]]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@cmd", "\t=1", "\r=1"])
def test_a_formula_is_escaped(formula):
    """OWASP, "CSV Injection"."""
    (row,) = csv.reader(io.StringIO("".join(csv_lines([[formula, -1]])), newline=""))
    assert row == [f"'{formula}", "-1"]


def test_a_download_is_utf_8_that_spreadsheets_recognise():
    response = csv_download(ROWS, "clicks.csv")
    content = response.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [["Story", "Clicks"], ["Käse, “gut”", "3"]]


def test_a_download_is_named_and_never_stored():
    response = csv_download(ROWS, "clicks.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="clicks.csv"'
    assert response["Cache-Control"] == "no-store, private"
