"""What a sync costs, measured: `python -m benchmarks`, or `make bench`.

Time is virtual, as in the tests' worlds; this is the one place that makes their clock and their loop importable.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
