"""The audit's address on the desk, its command, its lists, and a body with a commercial link."""

import io
from typing import Any

from django.core.management import call_command

from articles.audit.findings import FindingFilter, rows
from articles.audit.queries import ComplianceQueries

PAGE = "/admin/disclosures/audit/"
PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a> <a href="/anime/">us</a></p>'


def found(kind: str, **wanted: Any) -> list[str]:
    """Return the details of all findings of a kind."""
    return [row.detail for row in rows(ComplianceQueries(), FindingFilter(kind, **wanted))]


def run_audit(*arguments: str) -> str:
    """Return what `manage.py audit_disclosures` writes."""
    out = io.StringIO()
    call_command("audit_disclosures", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()
