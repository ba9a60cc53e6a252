"""Each class of outcome, against a server that answers so."""

import socket

import pytest

from disclosures.linkcheck import DUMMY, Health, LinkClient, Outcome, probe
from disclosures.linkcheck.client import user_agent
from disclosures.linkcheck.ssrf import Guard
from tests.disclosures.linkcheck.fake_shop import QUICK, Shop, page, to


def outcome_of(shop: Shop, path: str = "/p/kettle", **options: object) -> Outcome:
    return probe(shop.address(path), client=shop.client(), **options)


def test_a_page_that_is_there_works(shop):
    shop.pages["/p/kettle"] = page()
    outcome = outcome_of(shop)
    assert outcome == Outcome(Health.OK, "It works.", 200, shop.address())
    assert shop.request_lines() == ["HEAD /p/kettle", "GET /p/kettle"]


def test_we_say_who_we_are_and_carry_nothing_else(shop):
    shop.pages["/p/kettle"] = page(Set_Cookie="seen=1")
    shop.pages["/old"] = to("/p/kettle")
    outcome_of(shop, "/old")
    for _, _, headers in shop.requests:
        assert headers["User-Agent"].startswith("LinkCheck/1 (The Daily test; asks whether")
        assert not {"Cookie", "Referer"} & headers.keys()


@pytest.mark.parametrize("name", ["Zürcher (Blätter)\r\nX: y", "新聞", ""])
def test_any_site_name_makes_a_header(name):
    assert user_agent(name).isascii()
    assert user_agent(name).isprintable()


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_dead(shop, status):
    shop.otherwise = page("", status)
    outcome = outcome_of(shop)
    assert (outcome.health, outcome.status) == (Health.DEAD, status)
    assert str(status) in outcome.sentence


@pytest.mark.parametrize(
    ("errno", "health"), [(socket.EAI_NONAME, Health.DEAD), (socket.EAI_AGAIN, Health.FAILING)]
)
def test_a_name_that_is_gone_is_dead_and_one_not_found_just_now_fails(errno, health):
    def resolve(host):
        raise socket.gaierror(errno, "no")

    outcome = probe("https://shop.example/", client=LinkClient("us", Guard(resolve)))
    assert outcome.health == health
    assert "shop.example" in outcome.sentence


def test_a_server_that_refuses_connections_is_dead(shop):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        client = LinkClient(
            "us", Guard(lambda host: ["127.0.0.1"], lambda ip: True, frozenset({port})), QUICK
        )
        outcome = probe(f"http://shop.example:{port}/", client=client)
    assert outcome.health == Health.DEAD
    assert "refuses" in outcome.sentence


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_that_fails_may_come_back(shop, status):
    shop.otherwise = page("", status)
    assert outcome_of(shop).health == Health.FAILING


@pytest.mark.parametrize("status", [300, 304, 400, 401, 403, 418, 429, 451, 999])
def test_a_server_that_has_no_answer_for_machines_tells_nothing(shop, status):
    shop.otherwise = page("", status)
    assert outcome_of(shop).health == Health.UNSURE


def test_a_server_that_wants_a_person_tells_nothing(shop):
    shop.otherwise = page("<title>Just a moment...</title>", 503)
    assert outcome_of(shop).health == Health.UNSURE


def test_retry_after_is_handed_on(shop):
    shop.otherwise = page("", 429, Retry_After="17")
    assert outcome_of(shop).retry_after == 17
    assert shop.request_lines() == ["HEAD /p/kettle"]
    shop.otherwise = page("", 503, Retry_After="Fri, 01 Jan 2038 00:00:00 GMT")
    assert outcome_of(shop).retry_after > 1000
    shop.otherwise = page("", 503, Retry_After="soon")
    assert outcome_of(shop).retry_after is None


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501])
def test_get_answers_where_head_does_not(shop, status):
    shop.pages["HEAD /p/kettle"] = page("", status)
    shop.pages["GET /p/kettle"] = page()
    assert outcome_of(shop).health == Health.OK


def test_a_server_that_hangs_up_on_head_is_requested_again(shop):
    shop.pages["HEAD /p/kettle"] = lambda handler: handler.connection.close()
    shop.pages["GET /p/kettle"] = page()
    assert outcome_of(shop).health == Health.OK


def test_a_file_is_not_fetched(shop):
    shop.pages["/p/kettle"] = page(Content_Type="application/pdf")
    assert outcome_of(shop).health == Health.OK
    assert shop.request_lines() == ["HEAD /p/kettle"]


@pytest.mark.parametrize(
    "text",
    [
        "<title>Page not found | Shop</title>",
        "<title>Shop</title><h1>Sorry, this product is <em>no longer available</em>.</h1>",
        "<title>404 – Shop</title>",
        "<title>Error 404</title>",
        "<title>Shop - Seite nicht gefunden</title>",
        "<title>Shop</title><h1>We couldn’t find that page</h1>",
    ],
)
def test_a_page_that_says_it_is_not_there_is_a_soft_404(shop, text):
    shop.otherwise = page(text)
    outcome = outcome_of(shop)
    assert outcome.health == Health.SOFT_404
    assert "says" in outcome.sentence


@pytest.mark.parametrize(
    "text",
    [
        "<title>Peugeot 404, scale model | Shop</title>",
        "<title>Not Found: A Novel</title><h1>A Page Not Found in the Archive</h1>",
        "<title>Kettle</title><p>Page not found</p>",
        "<h1></h1>",
        "",
        "\x00\ud7ff<<<",
    ],
)
def test_a_page_about_something_else_is_none(shop, text):
    shop.otherwise = page(text)
    assert outcome_of(shop).health == Health.OK


@pytest.mark.parametrize("end", ["/404", "/error/404.html", "/not-found", "/page_not_found.php"])
def test_a_redirect_to_an_error_page_is_a_soft_404(shop, end):
    shop.pages |= {"/p/kettle": to(end), end: page()}
    assert outcome_of(shop).health == Health.SOFT_404


def test_a_redirect_that_anything_gets_is_a_soft_404(shop):
    shop.pages["/specials"] = page()
    shop.otherwise = to("/specials")
    outcome = outcome_of(shop)
    assert outcome.health == Health.SOFT_404
    assert "every address" in outcome.sentence


def test_a_redirect_of_its_own_is_none(shop):
    shop.pages |= {"/p/kettle": to("/specials"), "/specials": page()}
    assert outcome_of(shop).health == Health.OK


def test_a_shop_that_ignores_the_end_of_an_address_is_not_suspected(shop):
    shop.pages |= {"/dp/B000123/buy-kettle": to("/dp/B000123"), "/dp/B000123": page()}
    shop.otherwise = to("/dp/B000123")
    assert outcome_of(shop, "/dp/B000123/buy-kettle").health == Health.OK


@pytest.mark.parametrize("home", ["/", "/en/", "/en-gb", "/us/en/", "/index.html", "/?from=old"])
def test_a_page_that_leads_home_is_reported(shop, home):
    shop.pages |= {"/p/kettle": to(home, 301), home.partition("?")[0]: page()}
    assert outcome_of(shop).health == Health.HOME


@pytest.mark.parametrize(
    ("start", "end"), [("/", "/en/"), ("/p/kettle", "/p/kettle/"), ("/", "/x")]
)
def test_a_redirect_within_the_same_depth_is_not_one_home(shop, start, end):
    shop.pages |= {start: to(end), end: page()}
    assert outcome_of(shop, start).health == Health.OK


def test_a_page_behind_an_interstitial_is_unsure(shop):
    shop.pages |= {"/p/kettle": to("/login?next=/p/kettle"), "/login": page()}
    assert outcome_of(shop).health == Health.UNSURE


def test_an_id_that_is_lost_on_the_way_is_reported(shop):
    shop.pages |= {"/old": to("/p/kettle-old"), "/p/kettle-old": page()}
    assert outcome_of(shop, f"/old?tag={DUMMY}").health == Health.ID_DROPPED
    shop.pages["/old"] = to(f"/p/kettle-old?x=1&tag={DUMMY}")
    assert outcome_of(shop, f"/old?tag={DUMMY}").health == Health.OK
    assert outcome_of(shop, "/old").health == Health.OK


def test_an_id_in_the_path_is_not_expected_at_the_end(shop):
    shop.pages |= {f"/a/{DUMMY}/9780": to("/p/9780"), "/p/9780": page()}
    assert outcome_of(shop, f"/a/{DUMMY}/9780").health == Health.OK


def test_a_dead_page_outranks_a_lost_id(shop):
    shop.pages["/old"] = to("/gone")
    assert outcome_of(shop, f"/old?tag={DUMMY}").health == Health.DEAD


def test_what_is_not_ascii_is_requested_as_browsers_do(shop):
    shop.pages["/b%C3%BCcher"] = to("/küche")
    shop.pages["/k%C3%BCche"] = page()
    client = shop.client()
    outcome = probe(f"http://bücher.example:{shop.port}/bücher#ä", client=client)
    assert outcome.health == Health.OK
    assert outcome.final == f"http://xn--bcher-kva.example:{shop.port}/k%C3%BCche"
