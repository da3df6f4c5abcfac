"""Compares terrier with the commands of a runbook and with Monit, in one run on one emulated AWS.

    bench TERRIER [--pairs N] [--decision DECISION_BENCH] [--reads READS_BENCH] [--snapshots SNAPSHOTS_BENCH]
                                                              all measurements
    bench TERRIER --only-reads --reads READS_BENCH            only the reads of many instances
    bench TERRIER --only-snapshots [--changes N] --snapshots SNAPSHOTS_BENCH
                                                              only the history of a state
    bench TERRIER --held                                      for CI: start, memory and CPU of the service, exposure of units

TERRIER, DECISION_BENCH and READS_BENCH are release builds. Terraform and moto (TERRIER_MOTO, or on PATH) are needed; without --held also
the AWS CLI (AWSCLI, or on PATH) and Monit. Exits 1 if a figure is above its limit, or if a measured program failed.
"""

import argparse
import os
import pathlib
import shutil
import signal
import statistics
import sys
import tempfile

from decision import decision
from exposure import exposures
from idle import Idle
from lab import Lab
from monit import Monit, checks, get_requests
from process import fail, say, stop
from reads import DELAY, reads
from runbook import Runbook
from snapshots import snapshots
from start import STACKS, HundredStacks
from table import Row, show

# The limits. As ratios to the runbook: CPU time of the check, wall time of the deploy.
CHECK_CPU, DEPLOY_WALL = 1 / 3, 2 / 3
# Median milliseconds from the start to READY; anonymous and resident memory of the idle service, and its own CPU in percent of a
# core. How many pages of a file are resident also depends on the kernel and the file system.
READY_MILLISECONDS, ANONYMOUS_MIB, RESIDENT_MIB, OWN_CPU_PERCENT = 300, 6, 34, 0.1
# Microseconds of one decision for 500 signals and 50 rules, and bytes of memory growth in a million decisions: the limit allows a
# few pages, but not a byte per decision.
DECISION_MICROS, DECISION_GROWTH = 50, 64 * 1024
# Seconds and KiB for 1,000 instances of 40 types, and requests above the rate of a service: up to 8 that were allowed may wait
# for a free connection and be sent together.
READS_SECONDS, READS_KIB, READS_EXCESS = 12, 32 * 1024, 8
# Of 10,000 changes of a state of 1 MB: the space as a ratio to that of gzip copies and of restic; milliseconds for storing one (of
# 99 in 100), listing all, and exporting one.
SNAPSHOT_CHANGES, SNAPSHOT_COPIES, SNAPSHOT_RESTIC = 10_000, 1 / 20, 1
STORE_MILLISECONDS, LIST_MILLISECONDS, EXPORT_MILLISECONDS = 60, 100, 100


def against_runbook(lab, pairs):
    check, deploy = Runbook(lab).compare(pairs)
    names = (("check, CPU s", "check, wall s"), ("deploy of three, CPU s", "deploy of three, wall s"))
    limits = ((CHECK_CPU, None), (None, DEPLOY_WALL))
    return [
        Row(names[which][kind], ours[kind], theirs[kind], limits[which][kind], of_ratio=True)
        for which, (ours, theirs) in enumerate((check, deploy)) for kind in (0, 1)]


def starts(lab, runs, requests):
    """Rows for the start; compared with Monit if the number of requests per stack is given."""
    say(f"terrier run with {STACKS} stacks and an AWS that does not answer, {runs} starts each, to READY")
    stacks = HundredStacks(lab)
    fresh, filled = stacks.compare(runs)
    theirs = monit_starts(lab, stacks, runs, requests) if requests else []
    rows = []
    for ledger, took in (("new ledger", fresh), ("used ledger", filled)):
        for name, of, most in (
                (f"READY with {STACKS} stacks, {ledger}, ms", statistics.median, READY_MILLISECONDS),
                ("    the slowest, ms", max, None)):
            rows.append(Row(name, of(took) * 1000, of(theirs) * 1000 if theirs else None, most, digits=1))
    return rows


def monit_starts(lab, stacks, runs, requests):
    """Seconds of some starts of Monit with as many checks as terrier makes for all stacks, on the same silent host."""
    requests_of_stack, took = get_requests(lab.stack), []
    text = "".join(
        checks(f"s{number}", stacks.directory(number), requests_of_stack, stacks.silent.port, requests) for number in range(STACKS))
    for number in range(runs):
        child, seconds = Monit(lab, f"monit-start-{number}", text).start()
        took.append(seconds)
        # SIGTERM is not enough: Monit waits for the silent host until each check has timed out.
        child.kill()
        stop(child)
        stacks.silent.close_pending()
    say(f"    monit with {STACKS * (requests + 2)} checks: " + ", ".join(f"{s * 1000:.0f}" for s in took) + " ms")
    return took


def idle_rows(idle, intervals, beside_monit):
    say(f"terrier run, idle for {intervals} minutes{', and Monit with as many checks' if beside_monit else ''}")
    ours, theirs, first_cycle = idle.measure(intervals, beside_monit)

    def row(name, figure, most=None, digits=1):
        return Row(name, figure(ours), figure(theirs) if theirs else None, most, digits=digits)

    return [
        row("idle, anonymous MiB", lambda sample: sample.anonymous, ANONYMOUS_MIB),
        row("idle, resident MiB", lambda sample: sample.resident, RESIDENT_MIB),
        row("idle, own CPU, % of a core", lambda sample: sample.own, OWN_CPU_PERCENT, 3),
        row("idle, children's CPU, % of a core", lambda sample: sample.children, None, 3),
        Row("start and first cycle, own CPU ms", first_cycle * 1000, digits=1),
        Row("checks a minute", idle.requests + 2, idle.requests + 2 if theirs else None, digits=0),
    ]


def decision_rows(program):
    say("a million decisions for 500 signals and 50 rules")
    micros, growth = decision(program.resolve())
    return [
        Row("decision, µs a step", micros, most=DECISION_MICROS, digits=1),
        Row("decision, bytes grown", growth, most=DECISION_GROWTH, digits=0),
    ]


def snapshots_rows(program, count):
    say(f"{count} changes of a state of 1 MB, one to five instances each")
    figures, copies, restic = snapshots(program.resolve(), count)
    megabytes = 1_000_000
    ours = figures["bytes"] / megabytes
    return [
        Row("space, MB, against gzip copies", ours, copies / megabytes, SNAPSHOT_COPIES, of_ratio=True),
        Row("space, MB, against restic", ours, restic / megabytes, SNAPSHOT_RESTIC, of_ratio=True),
        Row("storing one, median ms", figures["store-median"], digits=1),
        Row("storing one, 99 in 100, ms", figures["store-most"], most=STORE_MILLISECONDS, digits=1),
        Row(f"listing {count}, ms", figures["list"], most=LIST_MILLISECONDS, digits=1),
        Row("exporting one, median ms", figures["export-median"], digits=1),
        Row("exporting one, 99 in 100, ms", figures["export-most"], most=EXPORT_MILLISECONDS, digits=1),
    ]


def reads_rows(program):
    say(f"1,000 instances of 40 types, AWS answers after {DELAY * 1000:.0f} ms")
    seconds, growth, above = reads(program.resolve())
    return [
        Row("1,000 instances of 40 types, s", seconds, most=READS_SECONDS, digits=1),
        Row("    memory, KiB", growth, most=READS_KIB, digits=0),
        Row("    requests above the rate of a service", above, most=READS_EXCESS, digits=1),
    ]


def measure(lab, arguments):
    """Prints all figures; returns whether every one is within its limit."""
    say("starting moto and deploying the sample stack")
    lab.start_emulator()
    lab.prepare()
    lab.deploy()
    beside_monit = not arguments.held
    compared = [] if arguments.held else against_runbook(lab, arguments.pairs)
    idle = Idle(lab)
    rows = starts(lab, arguments.starts, idle.requests if beside_monit else None)
    rows += idle_rows(idle, arguments.intervals or (2 if arguments.held else 3), beside_monit)
    decided = decision_rows(arguments.decision) if arguments.decision else []
    looked = reads_rows(arguments.reads) if arguments.reads else []
    kept = snapshots_rows(arguments.snapshots, arguments.changes) if arguments.snapshots else []
    units = [Row(f"exposure of {name}", ours, most=most, digits=1) for name, ours, most in exposures()]
    tables = [("medians", "runbook", compared), ("the service", "Monit" if beside_monit else "", rows),
              ("a decision", "", decided), ("a look at many instances", "", looked), ("the history of a state", "other", kept),
              ("the units, 0 to 10", "", units)]
    return all([show(*table) for table in tables if table[2]])


def main():
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("terrier", type=pathlib.Path)
    parser.add_argument("--held", action="store_true", help="only the figures that CI checks, without runbook and Monit")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of checks; deploys take at most 3 (default 5)")
    parser.add_argument("--starts", type=int, default=9, help="number of starts with each ledger (default 9)")
    parser.add_argument("--intervals", type=int, help="minutes of the idle measurement (default 3; with --held 2)")
    parser.add_argument("--decision", type=pathlib.Path, help="the program that measures a decision")
    parser.add_argument("--reads", type=pathlib.Path, help="the program that measures the reads of many instances")
    parser.add_argument("--snapshots", type=pathlib.Path, help="the program that measures the history of a state")
    parser.add_argument("--only-snapshots", action="store_true", help="only the history of a state")
    parser.add_argument("--changes", type=int, default=SNAPSHOT_CHANGES, help="how often that state changes")
    parser.add_argument("--only-reads", action="store_true", help="only the reads of many instances")
    arguments = parser.parse_args()
    if not os.access(arguments.terrier, os.X_OK):
        fail(f"{arguments.terrier}: not built yet; run 'make' first")
    if arguments.only_snapshots:
        sys.exit(not show("the history of a state", "other", snapshots_rows(arguments.snapshots, arguments.changes)))
    if arguments.only_reads:
        sys.exit(not show("a look at many instances", "", reads_rows(arguments.reads)))
    if not shutil.which("terraform"):
        fail("terraform: not found; install Terraform 1.10 or newer and put it on PATH")
    with tempfile.TemporaryDirectory(prefix="terrier-bench-") as work:
        lab = Lab(arguments.terrier.resolve(), pathlib.Path(work))
        try:
            reached = measure(lab, arguments)
        finally:
            lab.close()
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
