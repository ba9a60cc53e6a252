"""A database backend: Django's for PostgreSQL, failing fast while the server is unavailable."""
