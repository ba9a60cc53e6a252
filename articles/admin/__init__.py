from articles.admin import audit, editions, interests, policies, stories, taxonomy

__all__ = ["audit", "editions", "interests", "policies", "stories", "taxonomy"]
