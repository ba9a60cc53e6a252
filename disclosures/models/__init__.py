"""The tables of affiliate programmes, wordings, the link ledger and its audits.

Other packages import from here. Each module imports only those to its left: marks, programme ->
deal, site -> wording -> link -> check, scan, page_check.
"""

from disclosures.channels import Channel
from disclosures.models.check import LinkCheck
from disclosures.models.deal import Deal
from disclosures.models.link import Click, Link
from disclosures.models.marks import Marks, broken_claim, claims_marks
from disclosures.models.page_check import PageCheck
from disclosures.models.programme import (
    Programme,
    RuleChange,
    hold_rules,
    share_rules,
    validate_hosts,
)
from disclosures.models.scan import Finding, Found, Scan
from disclosures.models.site import Site, SiteChange, put_site_on_record
from disclosures.models.wording import Wording, hold_wordings

__all__ = [
    "Channel",
    "Click",
    "Deal",
    "Finding",
    "Found",
    "Link",
    "LinkCheck",
    "Marks",
    "PageCheck",
    "Programme",
    "RuleChange",
    "Scan",
    "Site",
    "SiteChange",
    "Wording",
    "broken_claim",
    "claims_marks",
    "hold_rules",
    "hold_wordings",
    "put_site_on_record",
    "share_rules",
    "validate_hosts",
]
