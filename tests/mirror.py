"""The modules without a test file of their own name, and the test files without a module.

`python -m tests.mirror` prints both counts. test_architecture.py fails for a new one in neither
table. Tests below tests/browser/ and tests/faults/ and at the top of tests/ are about the whole site.
"""

import ast
from pathlib import Path

from tests.architecture import ROOT

APPS = ("articles", "authors", "disclosures", "images", "newsroom", "staff")

# Modules that a test file of another module covers; paths without `tests/` and `test_`.
COVERED = {
    "articles/admin/stories": [
        "articles/admin/actions",
        "articles/admin/form_context",
        "articles/admin/badges",
        "articles/admin/forms",
        "articles/admin/own_fields",
    ],
    "articles/admin/story_search": ["articles/admin/writing_urls"],
    "articles/admin/publish_forms": ["articles/models/event", "articles/publishing/errors"],
    "articles/admin/former_drafts": [
        "articles/models/draft_version",
        "articles/publishing/drafts",
        "articles/management/commands/prune_drafts",
    ],
    "articles/admin/fronts": ["articles/admin/front_forms", "articles/admin/front_pages"],
    "articles/admin/bulk": [
        "articles/admin/bulk_actions",
        "articles/admin/bulk_runs",
        "articles/models/bulk_run",
    ],
    "articles/admin/autosaves": ["articles/models/open_form", "articles/admin/open_forms"],
    "articles/admin/merging": ["articles/admin/conflicts", "articles/admin/merged_saves"],
    "articles/models/interests": ["articles/admin/interests"],
    "articles/preview_links": ["articles/admin/preview_links", "articles/models/preview_link"],
    "articles/site/site_pages": [
        "articles/admin/site_pages",
        "articles/models/site_page",
        "newsroom/opened_forms",
    ],
    "articles/audit/coverage": ["articles/audit/state"],
    "articles/management/commands/audit_disclosures": ["articles/audit/export"],
    "articles/audit/pages": [
        "articles/audit/reader",
        "articles/audit/tasks",
        "disclosures/models/page_check",
    ],
    "browser/check_pages": ["articles/audit/browser", "articles/management/commands/check_pages"],
    "articles/content/blocks": [
        "articles/content/deriving",
        "articles/content/body_links",
        "articles/content/hand_written",
        "articles/content/figures",
    ],
    "articles/site/history": ["articles/content/changes", "articles/content/diff"],
    "articles/content/payloads": ["articles/content/plain_html"],
    "articles/site/search": [
        "articles/site/search_page",
        "articles/models/search_miss",
        "articles/admin/search_misses",
    ],
    "articles/site/series": [
        "articles/admin/series",
        "articles/content/series",
        "articles/models/series",
    ],
    "articles/site/reads": [
        "articles/admin/most_read",
        "articles/models/reads",
        "articles/site/most_read",
        "articles/site/ranking",
    ],
    "articles/site/fronts": [
        "articles/models/containers",
        "articles/models/front",
        "articles/site/front_defaults",
    ],
    "articles/models/promoted": ["articles/admin/promoted_results"],
    "articles/models/similar": [
        "articles/publishing/similar",
        "articles/management/commands/find_similar",
    ],
    "articles/words": ["articles/models/words", "articles/management/commands/write_words"],
    "articles/site/views": [
        "articles/content/story_page",
        "articles/models/videos",
        "articles/site/latest",
    ],
    "articles/evidence/record": ["articles/evidence/single_file"],
    "articles/evidence/signing": ["articles/evidence/published", "articles/models/evidence"],
    "articles/ledger/scanning": [
        "articles/ledger/tasks",
        "articles/ledger/receivers",
        "disclosures/ledger",
        "disclosures/models/scan",
    ],
    "articles/publishing/actions": ["articles/models/copy", "articles/models/edition"],
    "articles/publishing/notices": ["articles/models/notice"],
    "articles/admin/taxonomy": [
        "articles/admin/public_picture",
        "articles/models/taxonomy",
        "articles/models/tagging",
    ],
    "desk_walk": ["articles/templatetags/desk", "newsroom/admin"],
    "disclosures/clicks": ["newsroom/counting"],
    "disclosures/matching": ["disclosures/addresses", "disclosures/models/programme"],
    "disclosures/models/deal": ["disclosures/admin/deals"],
    "disclosures/nested": ["disclosures/audit/links"],
    "disclosures/linkcheck/client": ["disclosures/linkcheck/connection"],
    "disclosures/linkcheck/runs": [
        "disclosures/linkcheck/tasks",
        "disclosures/models/check",
        "disclosures/outcomes",
    ],
    "disclosures/admin/ledger": ["disclosures/models/link"],
    "disclosures/models/dates": ["disclosures/models/site", "disclosures/rules/rulebook"],
    "disclosures/admin/wordings": ["disclosures/models/wording"],
    "disclosures/admin/programmes": ["disclosures/rules/changelog"],
    "disclosures/wordings/public_page": [
        "disclosures/views",
        "disclosures/templatetags/disclosures",
    ],
    "images/admin": ["images/dropping", "images/forms"],
    "images/rendering": [
        "images/files",
        "images/handlers",
        "images/receivers",
        "images/tasks",
        "images/management/commands/render_images",
    ],
    "images/uploads": ["images/models"],
    "images/object_storage": ["images/s3"],
    "images/server": ["images/storage"],
    "site": ["images/markup", "newsroom/context_processors", "newsroom/urls"],
    "newsroom/guards": ["newsroom/triggers"],
    "newsroom/keys": ["newsroom/admin_keys"],
    "newsroom/startup": [
        "newsroom/checks",
        "newsroom/environment",
        "newsroom/postgres",
        "newsroom/settings",
    ],
    "newsroom/database/outage": ["newsroom/database/messages"],
    "articles/models/querysets": ["newsroom/indexes"],
    "newsroom/reporting": ["newsroom/errors"],
    "newsroom/logs": ["newsroom/request_ids"],
    "newsroom/overload": ["newsroom/request_threads"],
    "newsroom/cache/freshness": ["newsroom/cache/keys"],
    "newsroom/cache/listening": ["newsroom/cache/tables"],
    "newsroom/page_store": ["newsroom/management/commands/page_store"],
    "newsroom/cache/precision": ["articles/content/shown"],
    "newsroom/cache/serving": ["newsroom/cache/page", "newsroom/cache/readers"],
    "newsroom/worker": ["newsroom/management/commands/db_worker"],
    "newsroom/grants": ["newsroom/management/commands/grant_app_role", "staff/grants"],
    "newsroom/demo/serving": [
        "newsroom/demo/collecting",
        "newsroom/demo/preparing",
        "newsroom/demo/welcome",
        "newsroom/demo/sealing",
    ],
    "populated": [
        "newsroom/demo/audience",
        "newsroom/demo/load",
        "newsroom/demo/logins",
        "newsroom/demo/earning",
        "newsroom/demo/fronts",
        "newsroom/demo/past",
        "newsroom/demo/people",
        "newsroom/demo/reading",
        "newsroom/demo/stories",
    ],
    "staff/views": ["staff/adapter"],
    "staff/record": ["staff/management/commands/prune_sign_ins"],
    "staff/admin/users": ["staff/models"],
}
# Test files about more than one module, or about the machine.
TOPICS = {
    "articles/admin/bodies": "bodies that no editor's script made, on every way into a draft",
    "articles/content/block_kinds": "a block kind that a publisher adds",
    "articles/content/payloads": "hostile HTML on every surface",
    "articles/ledger/shown_links": "ledger and evidence agree with the page",
    "articles/publishing/concurrency": "two actions at once, on real connections",
    "articles/publishing/dates": "the dates that readers see, as a property",
    "articles/publishing/expiry": "a withdrawal planned together with a publication",
    "articles/publishing/pictures": "pictures of drafts and editions can't be deleted",
    "articles/publishing/timeline": "any order of actions, as a property",
    "articles/site/dates_shown": "one date on pages, feeds, site maps and JSON-LD",
    "articles/site/feed_formats": "three feed formats with the same content",
    "disclosures/linkcheck/hostile_answers": "hostile servers",
    "newsroom/demo/pages": "a page of each type, and its words for search engines",
    "disclosures/models/dates": "nobody chooses an earlier date for the record",
    "disclosures/nested": "links in links in links",
    "images/disk_full": "a full disk",
    "images/memory": "memory that a large picture takes",
    "images/object_storage": "pictures on an S3 server",
    "images/server": "pictures from the real server",
    "newsroom/backup": "backups and restoring them",
    "newsroom/cache/freshness": "every page after every change by plain SQL",
    "newsroom/cache/fronts": "fronts in memory, at the instants at which they change",
    "newsroom/cache/listening": "the page cache's listener, on a real site",
    "newsroom/cache/precision": "the pages that a change drops",
    "newsroom/page_store": "nginx sends pages from files, on a real site",
    "newsroom/cache/two_processes": "random changes while readers ask two processes",
    "newsroom/deploy": "production's settings",
    "newsroom/deploy_files": "the files of deploy/",
    "newsroom/disk": "a disk that is full or read-only, and a missing network",
    "newsroom/killed": "kill -9 in the middle of a publication and of a scan",
    "newsroom/lock": "the lock files",
    "newsroom/nu": "the HTML checker",
    "newsroom/overload": "more requests than the server can handle, and slow or huge ones",
    "newsroom/upgrades": "upgrades of a running site",
    "newsroom/pooler": "PgBouncer between the site and PostgreSQL",
    "newsroom/proxies": "nginx and Caddy in front of the site",
    "staff/desk_access": "what each role may open",
}
# Modules that only configure Django.
CONFIGURATION = {"apps"}


def modules() -> set[str]:
    """Return the modules that define functions or classes, without their suffix."""
    found = set()
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        name = path.relative_to(ROOT).with_suffix("")
        if "migrations" in name.parts or name.name in CONFIGURATION:
            continue
        nodes = ast.walk(ast.parse(path.read_text()))
        if any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in nodes):
            found.add(str(name.parent if name.name == "__init__" else name))
    return found


def test_files() -> set[str]:
    """Return the test files of the apps by the names that their modules would have."""
    return {subject(path) for app in APPS for path in (ROOT / "tests" / app).rglob("test_*.py")}


def subject(path: Path) -> str:
    """Return `articles/site/feeds` for tests/articles/site/test_feeds.py."""
    name = path.relative_to(ROOT / "tests").with_suffix("")
    return str(name.with_name(name.name.removeprefix("test_")))


def test_file(name: str) -> Path:
    """Return the test file for a name as in the tables."""
    path = ROOT / "tests" / name
    return path.with_name(f"test_{path.name}.py")


def main() -> None:
    known, tests = modules(), test_files()
    print(f"{len(known)} modules, {len(known - tests)} of them without a test file of their name.")
    print(f"{len(tests)} test files, {len(tests - known)} of them without a module.")


if __name__ == "__main__":
    main()
