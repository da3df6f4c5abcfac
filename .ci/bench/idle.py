"""The service on one healthy stack, with one cycle a minute, and optionally Monit at the same time."""

import time

from monit import INTERVAL, Monit, checks, get_requests
from notify import NotifySocket
from process import cpu, fail, memory, say, tail

# The settings of terrier.service: one malloc arena for all threads, memory given back to the kernel, and a watchdog
# (WatchdogSec=120).
UNIT = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536", "WATCHDOG_USEC": "120000000"}


class Sample:
    """The CPU and memory that a process used while it was idle."""

    def __init__(self, child, seconds, before, after):
        self.own, self.children = (100 * (b - a) / seconds for a, b in zip(before, after))  # percent of a core
        self.anonymous, self.resident = memory(child.pid)


class Idle:
    def __init__(self, lab):
        self.lab, self.log = lab, lab.work / "service.log"
        self.notify = NotifySocket(lab.work / "idle.notify")
        self.configuration = lab.configure("idle", {"interval: 2s": f"interval: {INTERVAL}s"})
        # `terrier check` is one cycle without a plan, like nearly all cycles of the service.
        before = lab.requests()
        lab.run([lab.terrier, "check", "--config", self.configuration])
        self.requests = lab.requests() - before
        say(f"    one cycle sends {self.requests} requests, reads the state and its lock")

    def start_service(self):
        """Starts the service and waits for its first cycle, which includes a plan; returns it and its own CPU seconds so far."""
        service = self.lab.start(
            [self.lab.terrier, "run", "--config", str(self.configuration)],
            self.lab.environment | UNIT | {"NOTIFY_SOCKET": str(self.notify.path)}, self.log)
        self.wait(service, self.log, 120, lambda: ": healthy: " in self.log.read_text())
        return service, cpu(service.pid)[0]

    def start_monit(self):
        monit = Monit(self.lab, "monit-idle", checks(
            "stack", self.lab.stack, get_requests(self.lab.stack), self.lab.port, self.requests))
        before = self.lab.requests()
        child, _ = monit.start()
        self.wait(child, monit.log, 30, lambda: self.lab.requests() - before >= self.requests)
        return monit, child

    def wait(self, child, log, seconds, condition):
        for _ in range(seconds):
            if condition():
                return
            time.sleep(1)
            self.notify.drain()
            if child.poll() is not None:
                fail(f"{child.args[0]} ended unexpectedly:\n{tail(log)}")
        fail(f"{child.args[0]}: not ready within {seconds} s:\n{tail(log)}")

    def measure(self, intervals, beside_monit):
        """Samples of the service and of Monit (or None), and the CPU seconds of the service's first cycle."""
        service, first_cycle = self.start_service()
        monit, other = self.start_monit() if beside_monit else (None, None)
        children = [child for child in (service, other) if child]
        # Wait until the work after the first cycle is done.
        self.wait_idle(children, 5)
        sent, began = self.lab.requests(), time.monotonic()
        before = [cpu(child.pid) for child in children]
        self.wait_idle(children, intervals * INTERVAL, intervals)
        after, seconds = [cpu(child.pid) for child in children], time.monotonic() - began
        sent, expected = self.lab.requests() - sent, intervals * self.requests * len(children)
        if sent < expected:
            fail(f"{sent} requests in {intervals} intervals and not {expected}: a cycle or a check is missing")
        if monit:
            monit.expect_no_failures()
        samples = [Sample(child, seconds, a, b) for child, a, b in zip(children, before, after)]
        return samples[0], samples[1] if monit else None, first_cycle

    def wait_idle(self, children, seconds, intervals=0):
        began = time.monotonic()
        for passed in range(seconds):
            time.sleep(max(0, began + passed + 1 - time.monotonic()))
            self.notify.drain()
            if any(child.poll() is not None for child in children):
                fail(f"a measured program ended unexpectedly:\n{tail(self.log)}")
            if intervals and passed % 30 == 29:
                say(f"    watching, {passed + 1}/{seconds} s")
