"""The HTML checker itself is at work: silence from it means that a page is valid."""

from tests.nu import errors_in

PAGE = "<!doctype html><html lang=en><title>Late</title><h1>Café</h1>"


def test_an_error_is_reported_with_its_page():
    found = errors_in({"/good/": PAGE, "/bad/": f"{PAGE}<img src=x.png>"})

    assert len(found) == 1
    assert found[0].startswith("/bad/, line 1: An “img” element must have an “alt” attribute")
