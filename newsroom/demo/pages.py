"""A page of each type that readers see, in the demo's magazine: for pictures, checks and measurements."""

# Addresses by name; the last one isn't found.
PAGES = {
    "front": "/",
    "section": "/anime/",
    "story": "/anime/metallic-rouge-bones-25th-anniversary/",
    "guide": "/guides/choosing-a-second-controller/",
    "history": "/culture/five-small-lights/history/",
    "tag": "/tags/nintendo/",
    "author": "/authors/sam-okonkwo-hale/",
    "latest": "/latest/",
    "most-read": "/most-read/",
    "series-list": "/series/",
    "series": "/series/places-we-have-played/",
    "archive": "/archive/",
    "year": "/archive/2023/",
    "month": "/archive/2023/12/",
    "search": "/search/?q=light",
    "about": "/about/",
    "site-page": "/about/ethics/",
    "legal": "/about/privacy/",
    "corrections": "/corrections/",
    "disclosures": "/disclosures/",
    "not-found": "/no-such-page/",
}
# Search engines are asked not to list these.
UNLISTED = {"history", "search", "not-found"}
