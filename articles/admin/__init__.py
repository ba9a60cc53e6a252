from articles.admin import editions, stories, taxonomy

__all__ = ["editions", "stories", "taxonomy"]
