"""Signals by which other apps learn of changes here; this app imports none of them."""

from django.dispatch import Signal

# Sent when a programme is added or changed, inside its transaction. `hosts` has the old and new
# host names whose links may now be classified differently; `reason` is a text for staff.
rules_changed = Signal()

# Sent when a deal is entered, inside its transaction, with `deal`.
deal_entered = Signal()
