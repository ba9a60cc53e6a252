"""Wrappers around links come off whole, however they are nested, spelled and encoded."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.html import clean
from newsroom.wrapped_links import unwrap, wrappers

TARGET = "https://www.amazon.com/dp/1?tag=site-20&x=a%26b"
EXAMPLES = [example for wrapper in wrappers() for example in wrapper.examples]


@pytest.mark.parametrize(("wrapped", "target"), EXAMPLES)
def test_each_entry_of_the_file_has_an_example_that_holds(wrapped, target):
    assert unwrap(wrapped) == target
    assert unwrap(target) == target


def test_every_wrapper_has_an_example():
    assert all(wrapper.examples for wrapper in wrappers())


@pytest.mark.parametrize(
    "address",
    [
        "",
        "#top",
        "/anime/a-story/",
        "mailto:desk@example.org?body=https://shop.example/",
        "https://shop.example/?url=https://other.example/",
        "https://google.com/url",
        "https://google.com/url?q=",
        "https://google.com/url?q=two+words",
        "https://google.com/url?q=javascript:alert(1)",
        "https://google.com/search?q=https://shop.example/",
        "https://google.evil.test/url?q=https://shop.example/",
        "https://notgoogle.com/url?q=https://shop.example/",
        "https://www.facebook.com/somebody?u=https://shop.example/",
        "https://medium.com/a-story?url=https://shop.example/",
        "https://urldefense.com/v3/nothing",
        "https://eu.protection.sophos.com/?u=%%%",
        "http://[",
    ],
)
def test_what_is_no_wrapper_stays_letter_for_letter(address):
    assert unwrap(address) == address


plain_wrappers = st.sampled_from(
    [
        (wrapper.hosts[0].replace("*", "de"), wrapper.path, parameter)
        for wrapper in wrappers()
        if wrapper.encoding == "plain"
        for parameter in wrapper.parameters
    ]
)
cases = st.sampled_from([str.lower, str.upper, str.title])


spellings = {
    TARGET: TARGET,
    "https://shop.example": "https://shop.example/",
    "https://shop.example/ü?q=%C3%BC#part": "https://shop.example/%C3%BC?q=%C3%BC#part",
}


@given(
    st.lists(st.tuples(plain_wrappers, cases, st.booleans()), min_size=1, max_size=6),
    st.sampled_from(list(spellings)),
)
def test_however_they_are_nested_and_spelled(layers, target):
    address = target
    for (host, path, parameter), case, twice in layers:
        if twice:
            address = quote(address, safe="")
        held = {"first": "1", case(parameter): address, "last": "https://other.example/"}
        address = f"https://{case(host)}{path}?{urlencode(held)}"
    assert unwrap(address) == spellings[target]


@given(st.text(max_size=80))
@example("https://urldefense.com/v3/__a**__;!")
@example("https://google.com/url?q=https%3A%2F%2Fgoogle.com%2Furl%3Fq%3D")
def test_any_text_has_an_answer_and_unwrapping_twice_changes_nothing(text):
    assert unwrap(unwrap(text)) == unwrap(text)


@given(st.sampled_from([wrapped for wrapped, _ in EXAMPLES]), st.text(max_size=12))
def test_a_damaged_wrapper_raises_nothing(wrapped, noise):
    for at in (len(wrapped) // 2, len(wrapped) - 3, len(wrapped)):
        assert isinstance(unwrap(wrapped[:at] + noise + wrapped[at:]), str)


@pytest.mark.parametrize(("wrapped", "target"), EXAMPLES)
def test_a_clean_body_has_none(wrapped, target):
    written = wrapped.replace("&", "&amp;")
    cleaned = clean(f'<p>See <a href="{written}">it</a>.</p>')
    assert cleaned == f'<p>See <a href="{target.replace("&", "&amp;")}">it</a>.</p>'
    assert clean(cleaned) == cleaned
