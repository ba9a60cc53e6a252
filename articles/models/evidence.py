"""The tables behind evidence: public keys, daily seals, and timestamps by outside authorities."""

from django.db import models
from django.utils import timezone


class EvidenceKey(models.Model):
    """A public key for signatures, in use from `since` until the `since` of the next row.

    Only the owner of the tables may add one.
    """

    name = models.CharField(max_length=16, unique=True, help_text="As signatures name it.")
    public = models.CharField(max_length=44, help_text="Ed25519, the 32 bytes in Base64.")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} from {self.since:%Y-%m-%d}"


class DaySeal(models.Model):
    """The Merkle root of the rows recorded on a day (UTC), chained to the seal of the day before."""

    day = models.DateField(unique=True)
    leaves = models.BinaryField(help_text="The leaves' hashes, 32 bytes each, in their order.")
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True, help_text="The head of the day before.")
    head = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}: {self.head}"

    @property
    def hashes(self) -> list[bytes]:
        """The hashes of the leaves, as a list of 32-byte values."""
        leaves = bytes(self.leaves)
        return [leaves[start : start + 32] for start in range(0, len(leaves), 32)]


class Timestamp(models.Model):
    """The response of a time-stamping authority for the head of a day's seal (RFC 3161)."""

    seal = models.ForeignKey(DaySeal, on_delete=models.PROTECT, related_name="timestamps")
    authority = models.URLField()
    response = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.seal.day} by {self.authority}"
