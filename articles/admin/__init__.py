from articles.admin import (
    audit,
    editions,
    interests,
    policies,
    search_misses,
    stories,
    taxonomy,
)

__all__ = ["audit", "editions", "interests", "policies", "search_misses", "stories", "taxonomy"]
