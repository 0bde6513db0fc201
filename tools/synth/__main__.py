"""``python -m tools.synth``."""

import sys

from tools.synth.cli import main

sys.exit(main())
