"""The Lantern, an example publisher (docs/make-it-yours.md)."""
