"""The time of one decision, measured by the program Bench/DecisionBench."""

import re
import subprocess

from process import fail, say


def decision(program):
    """Microseconds of one decision, and the growth of memory in bytes in a million decisions."""
    output = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    found = re.search(r"([0-9.]+) µs a step, heap growth (-?[0-9]+) bytes", output)
    if not found:
        fail(f"{program} did not print the time of a decision: {output}")
    say("    " + output.strip())
    return float(found[1]), int(found[2])
