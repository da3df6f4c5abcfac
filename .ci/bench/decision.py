"""What one decision takes, as the program Bench/DecisionBench says."""

import re
import subprocess

from process import fail, say


def decision(program):
    """Microseconds of one decision, and by how many bytes a million of them let memory grow."""
    output = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    found = re.search(r"([0-9.]+) µs a step, heap growth (-?[0-9]+) bytes", output)
    if not found:
        fail(f"{program} did not say what a decision takes: {output}")
    say("    " + output.strip())
    return float(found[1]), int(found[2])
