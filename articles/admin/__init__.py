from articles.admin import audit, editions, policies, stories, taxonomy

__all__ = ["audit", "editions", "policies", "stories", "taxonomy"]
