"""Runs the program: `python -m dateline`."""

import sys

from dateline.commands import main

sys.exit(main())
