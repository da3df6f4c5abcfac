"""The exposure of the units, computed by systemd-analyze."""

import shutil
import subprocess

from lab import PROJECT
from process import fail


def exposures():
    """The name, the exposure, and the limit in .ci/check-units of each unit."""
    if not shutil.which("systemd-analyze"):
        fail("systemd-analyze: not found; it computes the exposure of the units")
    # Its exit code 1 for a unit above its limit is ignored: the table shows that.
    output = subprocess.run(["bash", PROJECT / ".ci" / "check-units"], stdout=subprocess.PIPE, text=True).stdout
    # Print the names of templates, not those of the test instances.
    rows = [line.split() for line in output.replace("@instance.service", "@.service").splitlines()]
    if not rows:
        fail("check-units printed no exposure")
    return [(name, float(exposure), float(most)) for name, exposure, most in rows]
