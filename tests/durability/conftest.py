import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from harness.pytest_plugin import *  # noqa: E402, F403
