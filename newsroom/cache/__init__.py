"""The page cache: readers' pages kept in memory, ready to send, until a row that they show changes.

readers.py marks the views, keys.py collects the keys of the rows that a page shows, tables.py declares
the triggers by which PostgreSQL tells each process which keys changed, listener.py hears them, store.py
keeps the pages, serving.py answers requests. docs/architecture.md has the whole picture.
"""
