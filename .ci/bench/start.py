"""The time from the start of `terrier run` to READY, with a hundred configured stacks."""

import shutil
import socket
import sqlite3
import time

from lab import DEMO, fill
from notify import NotifySocket
from process import fail, say, stop, tail

STACKS = 100


class SilentHost:
    """Accepts connections and never responds: such an AWS must not delay the start."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port = self.socket.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def wait_connection(self, seconds=10):
        """Waits for a connection and returns it, so that the caller can keep it open."""
        self.socket.settimeout(seconds)
        try:
            return self.socket.accept()[0]
        except TimeoutError:
            fail(f"the service sent no request to AWS within {seconds} s of READY")

    def close_pending(self):
        """Closes all further connections."""
        self.socket.setblocking(False)
        try:
            while True:
                self.socket.accept()[0].close()
        except BlockingIOError:
            pass


class HundredStacks:
    """Configurations with the rules, tiers and guardrails of the sample for a hundred stacks, each with its own directory and
    state. Terraform is replaced by /bin/false: it does not run before READY, and a hundred plans would distort the figures."""

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
        # The part before the first stack occurs only once.
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
        """Starts the service; returns the process and the seconds from its start to READY."""
        self.notify.drain()
        began = time.monotonic()
        service = self.lab.start(
            [self.lab.terrier, "run", "--config", str(configuration)],
            self.lab.environment | {"NOTIFY_SOCKET": str(self.notify.path)}, self.log)
        return service, self.notify.wait_ready(service, self.log) - began

    def fill_ledger(self, ledger):
        """Runs the service until every stack had one cycle, so that the ledger contains the data of a used one."""
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
            fail(f"{done} of {STACKS} stacks had a cycle within 120 s:\n{tail(self.log)}")
        stop(service)

    def measure(self, name, configuration, runs, before):
        """The seconds to READY of some starts."""
        took = []
        for _ in range(runs):
            before()
            service, seconds = self.start(configuration)
            connection = self.silent.wait_connection()
            took.append(seconds)
            stop(service)
            connection.close()
            self.silent.close_pending()
        say(f"    {name}: " + ", ".join(f"{seconds * 1000:.0f}" for seconds in took) + " ms")
        return took

    def compare(self, runs):
        """The seconds of some starts: without a ledger, and with a ledger that contains all stacks."""
        fresh, filled = self.lab.work / "hundred-fresh", self.lab.work / "hundred-filled"
        configuration = self.configure("hundred-fresh", fresh, self.silent.endpoint)
        new = self.measure(
            "no ledger yet", configuration, runs, lambda: shutil.rmtree(fresh, ignore_errors=True))
        say(f"    one cycle of every stack, for a ledger that contains all {STACKS}")
        self.fill_ledger(filled)
        configuration = self.configure("hundred-silent", filled, self.silent.endpoint)
        return new, self.measure("a ledger with all stacks", configuration, runs, lambda: None)
