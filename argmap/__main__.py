"""`python -m argmap` is the command `argmap`."""

import sys

from argmap.cli import main

sys.exit(main())
