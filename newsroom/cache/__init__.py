"""The page cache: readers' pages kept in memory, ready to send, until a row that they show changes.

readers.py marks the views that may be kept. keys.py collects the keys of the rows that a page shows.
tables.py declares the triggers by which PostgreSQL announces changed keys, and listener.py receives them.
store.py keeps the pages, disk.py writes them as files for nginx, page.py encodes them, serving.py answers requests, replicas.py chooses the
database that a page is rendered from, and cdn.py purges a CDN.
docs/architecture.md explains how these work together.
"""
