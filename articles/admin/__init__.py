from articles.admin import editions, policies, stories, taxonomy

__all__ = ["editions", "policies", "stories", "taxonomy"]
