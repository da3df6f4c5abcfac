"""How exposed the units are, by systemd-analyze."""

import shutil
import subprocess

from lab import PROJECT
from process import fail


def exposures():
    """Of each unit its name, its exposure, and the most that .ci/check-units allows it."""
    if not shutil.which("systemd-analyze"):
        fail("systemd-analyze: not found; the units' exposure cannot be told")
    # It exits 1 where one is above its limit as well, which the table says.
    output = subprocess.run(["bash", PROJECT / ".ci" / "check-units"], stdout=subprocess.PIPE, text=True).stdout
    # Of a template no instance is meant.
    rows = [line.split() for line in output.replace("@instance.service", "@.service").splitlines()]
    if not rows:
        fail("check-units gave no exposure of any unit")
    return [(name, float(exposure), float(most)) for name, exposure, most in rows]
