"""A price is a number next to a currency, however Europe writes it; nothing else is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.audit.prices import price_in

PRICES = [
    "€19.99",
    "€ 19,99",
    "19,99 €",
    "19,99€",
    "19.99£",
    "£19.99",
    "$19",
    "19 $",
    "US$19.99",
    "A$ 25",
    "R$ 99,90",
    "1.299,00 €",
    "1,299.00 £",
    "1 299 kr",
    "199 kr",
    "199 kr.",
    "199kr",
    "kr 199",
    "kr. 199,-",
    "Kr 199",
    "199:-",
    "199,-",
    "199,– €",
    "SEK 199",
    "199 SEK",
    "199 DKK",
    "NOK 1 299",
    "EUR 19,99",
    "19,99 EUR",
    "eur 19.99",
    "GBP 5",
    "5 gbp",
    "USD 1,299",
    "CHF 19.90",
    "19.90 CHF",
    "Fr. 19.90",
    "Fr. 19.–",
    "Euro 19,99",
    "19 euros",
    "1 euro",
    "20 dollars",
    "20 pounds",
    "99 pence",
    "₹499",
    "₹ 1,49,900",
    "499 ₹",
    "Rs. 499",
    "Rs 1,499",
    "INR 499",
    "¥1,980",
    "1,980円",
    "19,99 zł",
    "499 Kč",
    "99 lei",
    "₺499",
    "499 TL",
    "₴250",
    "₪ 99",
    "₩29,000",
    "199 kronor",
]
OTHERS = [
    "9 to 5",
    "We worked from 9 to 5 in 2024.",
    "In 2024 it was bought 300 times.",
    "Version 3.5.1 and iOS 17.2 run it.",
    "Python 3.11",
    "krone and kroner are coins; Kraken 3 is a film.",
    "Mark 3 and Krypton 5 are trains.",
    "Euro 2024 was a cup, and Euro 6 is a norm.",
    "Fr. 13 is a Friday.",
    "Chapter 5, page 20.",
    "1080p at 60 fps, 5 GB, 19 USB ports.",
    "It is 6 ft tall and weighs 200 pounds.",
    "200 pounds of flour",
    "worth a billion in 2019 dollars",
    "Sony lost $1.5 billion and €20m; £3bn went.",
    "EUR, GBP and SEK are codes.",
    "The currencies $ and €.",
    "A 10:5 ratio, 1989-2024, ISBN 978-3-16-148410-0",
    "5 kratzer",
    "10 records, 3 rows",
    "$HOME and 2 $PATH",
    "The euro fell.",
    "R2-D2 and C-3PO",
    "3 cadets, 4 inruns, 2 ronins",
    "",
]
SPACES = [" ", "\u00a0", "\u2009", "\u202f", "\n"]


@pytest.mark.parametrize("words", PRICES)
@pytest.mark.parametrize(
    "around", ["{}", "It costs {} at the shop.", "(now {})", "was {}, is gone"]
)
def test_a_price_is_seen(words, around):
    assert price_in(around.format(words))


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("words", [price for price in PRICES if " " in price])
def test_whatever_space_stands_in_it(words, space):
    assert price_in(words.replace(" ", space))


@pytest.mark.parametrize("words", OTHERS)
def test_nothing_else_is_taken_for_one(words):
    assert price_in(words) == ""


def test_the_price_is_quoted_as_it_is_written():
    assert price_in("The lamp is 1.299,95 € until Monday.") == "1.299,95 €"
    assert price_in("Now £19.99.") == "£19.99"


@given(
    st.integers(0, 99_999),
    st.sampled_from(["", ",99", ".5"]),
    st.sampled_from("€£$₹¥"),
    st.sampled_from(["", *SPACES]),
    st.booleans(),
)
def test_a_sign_next_to_a_number_on_either_side(number, cents, sign, space, before):
    amount = f"{number}{cents}"
    written = f"{sign}{space}{amount}" if before else f"{amount}{space}{sign}"
    assert price_in(f"It is {written} there.") == written


@given(st.text("0123456789abcdef .,:-", max_size=60))
def test_without_a_currency_only_a_dash_for_the_cents_makes_a_price(words):
    assert not price_in(words.replace(":-", "").replace(",-", ""))
