"""From the start of `terrier run` to READY, with a hundred stacks configured."""

import shutil
import socket
import sqlite3
import time

from lab import DEMO, fill
from notify import NotifySocket
from process import fail, say, stop, tail

STACKS = 100


class SilentHost:
    """Takes connections and never answers: an AWS that does must not hold a start up."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port = self.socket.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def wait_asked(self, seconds=10):
        """Waits until somebody asked, and hangs up on nobody: the connection is given back to be kept."""
        self.socket.settimeout(seconds)
        try:
            return self.socket.accept()[0]
        except TimeoutError:
            fail(f"the service asked AWS for nothing within {seconds} s of READY")

    def forget(self):
        """Hangs up on those that nobody has waited for."""
        self.socket.setblocking(False)
        try:
            while True:
                self.socket.accept()[0].close()
        except BlockingIOError:
            pass


class HundredStacks:
    """Configurations with the rules, tiers and guardrails of the sample for each of a hundred stacks, each with a directory
    and a state of its own. Terraform is left out: nothing of it comes before READY, and a hundred plans are no measurement."""

    def __init__(self, lab):
        self.lab, self.silent = lab, SilentHost()
        self.notify = NotifySocket(lab.work / "start.notify")
        self.log = lab.work / "start.log"
        for number in range(STACKS):
            directory = self.directory(number)
            directory.mkdir(parents=True)
            for name in ("main.tf", "versions.tf", "terraform.tfstate"):
                shutil.copy(lab.stack / name, directory)
            (directory / ".terraform").symlink_to(lab.stack / ".terraform")

    def directory(self, number):
        return self.lab.work / "hundred" / f"stack-{number:03}"

    def configure(self, name, ledger, endpoint):
        # All that stands before the first stack is said once.
        head, mark, stack = (DEMO / "terrier.yaml").read_text().partition("stacks:\n")
        stack = fill(stack, {
            "@ENDPOINT@": endpoint, "@CLI_CONFIG@": self.lab.rc,
            "    region: us-east-1\n": "    region: us-east-1\n    binary: /bin/false\n"})
        head = fill(head, {"interval: 2s": "interval: 60s", "mode: act": "mode: observe", "@STATE@": ledger})
        configuration = self.lab.work / f"{name}.yaml"
        configuration.write_text(head + mark + "".join(
            fill(stack, {"liveinsight-dev": f"stack-{number:03}", "@DIRECTORY@": self.directory(number)})
            for number in range(STACKS)))
        return configuration

    def start(self, configuration):
        """Starts the service; returns it and the seconds from its start to READY."""
        self.notify.drain()
        began = time.monotonic()
        service = self.lab.start(
            [self.lab.terrier, "run", "--config", str(configuration)],
            self.lab.environment | {"NOTIFY_SOCKET": str(self.notify.path)}, self.log)
        return service, self.notify.wait_ready(service, self.log) - began

    def fill_ledger(self, ledger):
        """Has every stack looked at once, so that the ledger holds what one that has been at work does."""
        service, _ = self.start(self.configure("hundred-filled", ledger, self.lab.endpoint))
        for _ in range(120):
            time.sleep(1)
            self.notify.drain()
            with sqlite3.connect(f"file:{ledger}/ledger.sqlite?mode=ro", uri=True) as database:
                done, = database.execute("SELECT count(DISTINCT stack) FROM readings").fetchone()
            database.close()
            if done == STACKS:
                break
        else:
            fail(f"{done} of {STACKS} stacks were looked at within 120 s:\n{tail(self.log)}")
        stop(service)

    def measure(self, name, configuration, runs, before):
        """Seconds to READY of some starts."""
        took = []
        for _ in range(runs):
            before()
            service, seconds = self.start(configuration)
            connection = self.silent.wait_asked()
            took.append(seconds)
            stop(service)
            connection.close()
            self.silent.forget()
        say(f"    {name}: " + ", ".join(f"{seconds * 1000:.0f}" for seconds in took) + " ms")
        return took

    def compare(self, runs):
        """Seconds of some starts: with no ledger there, and with one that knows all stacks."""
        fresh, filled = self.lab.work / "hundred-fresh", self.lab.work / "hundred-filled"
        configuration = self.configure("hundred-fresh", fresh, self.silent.endpoint)
        new = self.measure(
            "no ledger yet", configuration, runs, lambda: shutil.rmtree(fresh, ignore_errors=True))
        say(f"    every stack looked at once, for a ledger that knows all {STACKS}")
        self.fill_ledger(filled)
        configuration = self.configure("hundred-silent", filled, self.silent.endpoint)
        return new, self.measure("a ledger that knows all", configuration, runs, lambda: None)
