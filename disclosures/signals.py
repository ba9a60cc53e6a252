"""What others may want to know of this app, which knows none of them."""

from django.dispatch import Signal

# Sent when a programme was added or changed, inside the transaction that does it, with `hosts`: the
# host names, old and new, whose links may now be judged differently; and `reason`, in words.
rules_changed = Signal()

# Sent when a deal was entered, inside the transaction that does it, with `deal`.
deal_entered = Signal()
