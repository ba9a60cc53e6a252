import pytest
from django.http import Http404

from articles.models import Tag
from newsroom.pagination import LAST_PAGE, PER_PAGE, Page, number_in, page_of, paginate


def numbers(start: int, end: int) -> range:
    return range(45)[start:end]


def test_a_page_knows_its_neighbours():
    assert page_of(numbers, 1, per_page=20) == Page(list(range(20)), 1, 2, None)
    assert page_of(numbers, 2, per_page=20) == Page(list(range(20, 40)), 2, 3, 1)
    assert page_of(numbers, 3, per_page=20) == Page(list(range(40, 45)), 3, None, 2)


def test_a_full_last_page_has_no_next_one():
    assert page_of(numbers, 3, per_page=15).next is None


def test_the_last_page_that_a_list_may_have_is_its_end():
    assert page_of(numbers, 2, per_page=10, last=2).next is None


@pytest.mark.parametrize("text", ["", "0", "-1", "x", "1.5", "٣", "501", "1000", "1\n"])
def test_what_is_no_page_is_refused(text):
    assert number_in(text) is None
    with pytest.raises(Http404, match="There is no page"):
        paginate(Tag.objects.order_by("pk"), text)


def test_the_last_number_is_one():
    assert number_in(str(LAST_PAGE)) == LAST_PAGE


@pytest.mark.django_db
@pytest.mark.empty_database(reason="counts all tags")
def test_a_queryset_takes_one_query_a_page(django_assert_num_queries):
    Tag.objects.bulk_create(Tag(name=f"{n}", slug=f"{n}") for n in range(PER_PAGE + 1))
    tags = Tag.objects.order_by("pk")
    with django_assert_num_queries(1):
        first = paginate(tags, "1")
    assert (len(first.rows), first.next) == (PER_PAGE, 2)
    assert paginate(tags, "2").next is None
    with pytest.raises(Http404, match="ends before page 3"):
        paginate(tags, "3")
