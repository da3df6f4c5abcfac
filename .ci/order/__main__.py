"""Prints the functions that the service calls when it starts and while it is idle, for the linker, which puts them together.

    order TERRIER MAP > .ci/order/functions

TERRIER is a release build that is not stripped, MAP the linker's own account of it (ld.lld -Map, --no-demangle). Of each section
that is called into one function is named, in the order of the first calls. Terraform and moto are needed, as for `make bench`.
"""

import bisect
import collections
import pathlib
import re
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bench"))

from idle import UNIT  # noqa: E402
from lab import Lab  # noqa: E402
from notify import NotifySocket  # noqa: E402
from process import fail, stop, tail  # noqa: E402

CYCLE = 5
# After the first look, which has a plan in it: so many cycles of an idle service.
CYCLES = 6


class LinkMap:
    """The sections of a program's code, and what is called how in them."""

    LINE = re.compile(r" *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\d+( +)(\S.*)")

    def __init__(self, path):
        sections, self.names, part = [], collections.defaultdict(list), None
        for line in open(path, encoding="utf-8", errors="replace"):
            if not (found := self.LINE.match(line)):
                continue
            address, size, depth, name = int(found[1], 16), int(found[2], 16), len(found[3]), found[4].strip()
            if depth == 1:
                part = name
            elif part == ".text" and depth == 9 and size:
                sections.append(address)
            elif part == ".text" and depth > 9:
                self.names[address].append(name)
        self.sections = sorted(sections)
        self.count = collections.Counter(name for names in self.names.values() for name in names)

    def section(self, address):
        return self.sections[bisect.bisect_right(self.sections, address) - 1]

    def name(self, address):
        """A name that nothing else has: functions of C that only their file sees are often called alike."""
        return min((name for name in self.names[address] if self.count[name] == 1), key=len, default=None)


def called(lab, link_map):
    """Where the functions start that a service calls, in the order of the first calls."""
    starts, output, log = (lab.work / name for name in ("starts", "called", "service.log"))
    starts.write_text("\n".join(f"{address:x}" for address in link_map.names))
    configuration = lab.configure("order", {"interval: 2s": f"interval: {CYCLE}s"})
    notify = NotifySocket(lab.work / "order.notify")
    tracer = lab.start(
        [sys.executable, "-B", HERE / "tracer.py", starts, output, lab.terrier, "run", "--config", configuration],
        lab.environment | UNIT | {"NOTIFY_SOCKET": str(notify.path)}, log)
    healthy = None
    for second in range(300):
        time.sleep(1)
        notify.drain()
        if tracer.poll() is not None:
            fail(f"the service ended by itself:\n{tail(log)}")
        if healthy is None and ": healthy: " in log.read_text():
            healthy = second
        if healthy is not None and second - healthy >= CYCLE * CYCLES:
            stop(tracer)
            return [int(line, 16) for line in output.read_text().split()]
    fail(f"the service was not well within 300 s:\n{tail(log)}")


def main():
    terrier, link_map = pathlib.Path(sys.argv[1]).resolve(), LinkMap(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="terrier-order-") as work:
        lab = Lab(terrier, pathlib.Path(work))
        printed, sys.stdout = sys.stdout, sys.stderr
        try:
            lab.start_emulator()
            lab.prepare()
            lab.deploy()
            addresses = called(lab, link_map)
        finally:
            lab.close()
            sys.stdout = printed
    seen = set()
    for address in addresses:
        section, name = link_map.section(address), link_map.name(address)
        if section not in seen and name:
            seen.add(section)
            print(name)
    print(f"{len(addresses)} functions called, in {len(seen)} sections", file=sys.stderr)


if __name__ == "__main__":
    main()
