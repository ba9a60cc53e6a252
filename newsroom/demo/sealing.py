"""`python -m newsroom.demo.sealing`: seals the days that are over, while the demo serves already.

The demo's past is years long and each of its days has a seal, which takes longer than all the rest of
a first start. A later start goes on where this one was stopped.
"""

import signal

import django

from newsroom.startup import plain_errors


def main() -> None:
    # An interrupt is how this process is ended when its parent is gone: no traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with plain_errors():
        django.setup()
        from articles.evidence.seals import seal_days

        seal_days()


if __name__ == "__main__":
    main()
