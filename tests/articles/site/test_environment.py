"""Every field that somebody types reaches readers as text, wherever a template shows it."""

import pytest
from lxml import html

from articles import publishing
from articles.models import SitePage
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_programme,
    make_section,
    make_user,
    make_wording,
)

pytestmark = pytest.mark.django_db
# It would begin an element, end an attribute in either quotes, end a script, and run as a template.
HOSTILE = "</p></script>\"'><b0 onx=1>&amp;{{ 7*7 }}{% if %}"


@pytest.fixture
def story(settings):
    """A story with every kind of part, all of whose texts are hostile."""
    settings.SITE_NAME = settings.SITE_TAGLINE = HOSTILE
    image = make_image(alt=HOSTILE, caption=HOSTILE, credit=HOSTILE)
    fields = {"pronouns": HOSTILE[:40], "role": HOSTILE, "bio": HOSTILE, "portrait": image}
    authors = [make_author(name=HOSTILE, slug="a", **fields), make_author(name=HOSTILE)]
    authors[0].interests.create(text=HOSTILE)
    authors[0].links.create(label=HOSTILE, url="https://amazon.com/?x='&y=<b0>")
    section = make_section(
        name=HOSTILE[:60], slug="s", description=HOSTILE, public_history=True, jurisdiction="US"
    )
    make_programme(name=HOSTILE)
    make_wording(text=HOSTILE, label=HOSTILE[:20], mark=HOSTILE[:20], marks="all")
    make_wording(kind="sponsored", text=HOSTILE + "{partner}")
    SitePage.objects.create(slug="ethics", title=HOSTILE, body="<p>We try.</p>")
    edition = make_edition(
        headline=HOSTILE,
        standfirst=HOSTILE,
        section=section,
        authors=authors,
        tags=[HOSTILE],
        genre="news",
        picture=image,
        connection="sponsored",
        connection_with=HOSTILE,
        videos=[{"url": "https://youtu.be/aaaaaaaaaaa", "title": HOSTILE}],
        body='<p><a href="https://amazon.com/">shop</a></p>'
        f'<figure><img src="/images/x" data-file="{image.pk}"><figcaption>&lt;b0&gt;</figcaption></figure>',
    )
    editor = make_user("Editor")
    article = edition.article
    article.standfirst += "!"
    article.save()
    notice = publishing.NewNotice(kind="correction", text=HOSTILE)
    publishing.publish(article, by=editor, notice=notice)
    gone = make_edition(make_article(slug="gone", section=section))
    publishing.withdraw(gone.article, by=editor, reason=HOSTILE)
    return edition


def test_hostile_text_in_every_field_stays_text(story, client):
    tag = story.tag_links.first().tag
    paths = ["/", "/s/", "/authors/a/", tag.get_absolute_url(), story.get_absolute_url()]
    paths += [f"{story.get_absolute_url()}history/", "/about/", "/about/ethics/", "/corrections/"]
    paths += ["/disclosures/", "/s/gone/", "/s/nothing/"]
    for path in paths:
        page = client.get(path).content.decode()
        assert "<b0" not in page, path
        for element in html.document_fromstring(page).iter():
            assert element.tag != "b0" and "onx" not in element.attrib, path
        data = html.document_fromstring(page).xpath('//script[@type="application/ld+json"]/text()')
        assert not any("</" in text for text in data)
        assert HOSTILE in "".join(html.document_fromstring(page).itertext("title")), path
