"""The entry point of `python -m newsroom.demo`, which `make demo` runs."""

import sys

from newsroom.startup import plain_errors

with plain_errors():
    from newsroom.demo.serving import main

    sys.exit(main())
