"""Our database backend: Django's for PostgreSQL, which fails fast while the server is away."""
