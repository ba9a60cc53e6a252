from articles.admin import (
    audit,
    editions,
    fronts,
    interests,
    most_read,
    promoted_results,
    search_misses,
    series,
    site_pages,
    stories,
    taxonomy,
)

__all__ = ["audit", "editions", "fronts", "interests", "most_read"]
__all__ += ["promoted_results"]
__all__ += ["search_misses", "series", "site_pages", "stories", "taxonomy"]
