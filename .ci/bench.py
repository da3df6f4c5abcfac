#!/usr/bin/env python3
"""Measures terrier against the commands of a runbook, in one run against one emulated AWS.

    bench.py TERRIER [--pairs N] [--decision DECISION_BENCH]

TERRIER and DECISION_BENCH are release builds. Terraform, moto (TERRIER_MOTO, or on PATH) and the AWS CLI (AWSCLI, or on PATH) are needed.
Exits 1 if a figure is not reached, or if what was measured did not do what it should.
"""

import argparse
import ctypes
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

PROJECT = pathlib.Path(__file__).resolve().parent.parent
REGION = "us-east-1"
TABLES = {"events": "liveinsight-events-dev", "sessions": "liveinsight-sessions-dev"}
ROLE, POLICY = "liveinsight-lambda-role-dev", "liveinsight-lambda-policy"
LOST = [f"aws_dynamodb_table.{name}" for name in TABLES] + ["aws_iam_role_policy.lambda_policy"]
# What is to be reached: CPU of the check, wall time of the deploy, anonymous memory of the idle service.
CHECK_CPU, DEPLOY_WALL, ANONYMOUS_MIB = 1 / 3, 2 / 3, 12
# Of one decision for 500 signals and 50 rules, and of a million of them: a few pages are no growth, a byte a step is.
DECISION_MICROS, DECISION_GROWTH = 50, 64 * 1024


def say(text):
    print(text, flush=True)


def fail(text):
    sys.exit(f"error: {text}")


def die_with_parent():
    """A killed benchmark leaves neither emulator nor service behind (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def run(commands, environment, directory, codes=(0,)):
    """Runs commands one after another; returns their CPU seconds, children included, and wall seconds."""
    cpu, began = 0.0, time.monotonic()
    for command in commands:
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                command, env=environment, cwd=directory, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in codes:
                output.seek(0)
                tail = output.read()[-2000:].decode(errors="replace")
                fail(f"{' '.join(map(str, command))}: exit {process.returncode}\n{tail}")
            cpu += usage.ru_utime + usage.ru_stime
    return cpu, time.monotonic() - began


def alternate(pairs, ours, theirs):
    """Both in turn, and each first half of the time, so that neither gains by its place."""
    results = {ours: [], theirs: []}
    for number in range(pairs):
        for measure in (ours, theirs) if number % 2 == 0 else (theirs, ours):
            cpu, wall = measure()
            results[measure].append((cpu, wall))
            say(f"    pair {number + 1}/{pairs}  {measure.__name__:<8} CPU {cpu:6.3f} s  wall {wall:6.3f} s")
    return [tuple(statistics.median(column) for column in zip(*results[m])) for m in (ours, theirs)]


def program(variable, name):
    found = os.environ.get(variable) or shutil.which(name)
    if not found or not os.access(found, os.X_OK):
        fail(f"{name}: not found; 'make bench' installs it")
    return found


def decision(program):
    """Microseconds of one decision, and by how many bytes a million of them let memory grow."""
    output = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    found = re.search(r"([0-9.]+) µs a step, heap growth (-?[0-9]+) bytes", output)
    if not found:
        fail(f"{program} did not say what a decision takes: {output}")
    say("    " + output.strip())
    return float(found[1]), int(found[2])


def mirror():
    """A folder that holds registry.terraform.io, where provider mirrors are commonly put."""
    for root in map(pathlib.Path, ("/usr/local/share", "/usr/share", "/opt")):
        for child in [root, *sorted(root.glob("*"))]:
            for candidate in (child, child / "plugins", child / "providers"):
                if (candidate / "registry.terraform.io").is_dir():
                    return candidate
    return None


class Bench:
    def __init__(self, terrier, work):
        self.terrier, self.work, self.stack = terrier, work, work / "stack"
        self.configuration = work / "terrier.yaml"
        self.aws_cli = program("AWSCLI", "aws")
        self.children = []

    def start_emulator(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{port}"
        self.spawn([program("TERRIER_MOTO", "moto_server"), "-H", "127.0.0.1", "-p", str(port)], dict(os.environ))
        for _ in range(150):
            try:
                # Functions are described and not run, so no Docker is needed.
                urllib.request.urlopen(urllib.request.Request(
                    self.endpoint + "/moto-api/config", b'{"lambda":{"use_docker":false}}',
                    {"Content-Type": "application/json"}), timeout=2)
                return
            except OSError:
                time.sleep(0.2)
        fail(f"moto_server did not answer on {self.endpoint} within 30 s")

    def spawn(self, command, environment, log=subprocess.DEVNULL):
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent)
        self.children.append(child)
        return child

    def stop(self):
        for child in reversed(self.children):
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(30)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()

    def prepare(self):
        demo = PROJECT / "config" / "demo"
        self.stack.mkdir()
        for name in ("main.tf", "versions.tf"):
            shutil.copy(demo / name, self.stack)
        subprocess.run(
            [sys.executable, "-m", "zipfile", "-c", self.stack / "placeholder.zip", "index.py"],
            cwd=demo / "lambda", check=True)
        rc, own, found = self.work / "terraformrc", os.environ.get("TF_CLI_CONFIG_FILE", ""), mirror()
        if own and os.path.isfile(own):
            shutil.copy(own, rc)
        else:
            rc.write_text(
                f'provider_installation {{\n  filesystem_mirror {{\n    path = "{found}"\n  }}\n}}\n' if found else "")
        inherited = {
            key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
        self.environment = inherited | {
            "AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PAGER": "", "TF_CLI_CONFIG_FILE": str(rc),
            "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}
        text = (demo / "terrier.yaml").read_text()
        for mark, value in {
            "@STATE@": self.work / "var", "@DIRECTORY@": self.stack, "@ENDPOINT@": self.endpoint, "@CLI_CONFIG@": rc,
            # Every deploy that is measured is a repair, and the book counts them.
            "budget: 2 per 1h": "budget: 100 per 1h\n      stack_budget: 100 per 1h",
        }.items():
            if mark not in text:
                fail(f"config/demo/terrier.yaml does not say '{mark}'")
            text = text.replace(mark, str(value))
        self.configuration.write_text(text)

    def run(self, *commands, codes=(0,)):
        return run(commands, self.environment, self.stack, codes)

    def aws(self, *arguments):
        return [self.aws_cli, *arguments]

    def deploy(self):
        self.run(["terraform", "init", "-input=false", "-no-color"])
        say("    initialised")
        self.run(["terraform", "apply", "-auto-approve", "-input=false", "-no-color"])
        say("    deployed")

    # What is compared

    def check(self):
        return self.run([self.terrier, "check", "--json", "--config", self.configuration])

    def runbook_check(self):
        return self.run(
            ["terraform", "state", "list"], ["terraform", "state", "list"], self.aws("dynamodb", "list-tables"),
            self.aws("lambda", "list-functions"), self.aws("apigateway", "get-rest-apis"))

    def lose(self):
        self.run(
            *[self.aws("dynamodb", "delete-table", "--table-name", table) for table in TABLES.values()],
            self.aws("iam", "delete-role-policy", "--role-name", ROLE, "--policy-name", POLICY))

    def verify_restored(self):
        self.run(
            *[self.aws("dynamodb", "describe-table", "--table-name", table) for table in TABLES.values()],
            self.aws("iam", "get-role-policy", "--role-name", ROLE, "--policy-name", POLICY))

    def emergency_deploy(self):
        self.lose()
        took = self.run([
            self.terrier, "repair", "emergency-deploy", "liveinsight-dev", "--why", "benchmark", "--config",
            self.configuration])
        self.verify_restored()
        return took

    def runbook_deploy(self):
        self.lose()
        took = self.run(*[
            ["terraform", "apply", f"-target={address}", "-auto-approve", "-input=false", "-no-color"]
            for address in LOST])
        self.verify_restored()
        return took

    def idle_memory(self, seconds):
        """Resident anonymous and whole memory of the service, MiB, after some looks in which nothing happened."""
        log = self.work / "service.log"
        with open(log, "wb") as output:
            service = self.spawn([self.terrier, "run", "--config", str(self.configuration)], self.environment, output)
        for passed in range(seconds):
            time.sleep(1)
            if service.poll() is not None:
                fail(f"terrier run ended by itself:\n{log.read_text()[-2000:]}")
            if passed % 5 == 4:
                say(f"    watching, {passed + 1}/{seconds} s")
        if "healthy" not in log.read_text():
            fail(f"the service never found the stack healthy:\n{log.read_text()[-2000:]}")
        rollup = pathlib.Path(f"/proc/{service.pid}/smaps_rollup").read_text()
        kib = {line.split()[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
        return kib["Anonymous:"] / 1024, kib["Rss:"] / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("terrier", type=pathlib.Path)
    parser.add_argument("--pairs", type=int, default=5, help="of checks; deploys take 3 of them (default 5)")
    parser.add_argument("--idle", type=int, default=30, help="seconds that the service is watched (default 30)")
    parser.add_argument("--decision", type=pathlib.Path, help="the program that measures a decision")
    arguments = parser.parse_args()
    if not os.access(arguments.terrier, os.X_OK):
        fail(f"{arguments.terrier}: not built yet; run 'make' first")
    if not shutil.which("terraform"):
        fail("terraform: not found; install Terraform 1.10 or newer and put it on PATH")

    decided = None
    if arguments.decision:
        say("a million decisions for 500 signals and 50 rules")
        decided = decision(arguments.decision.resolve())
    with tempfile.TemporaryDirectory(prefix="terrier-bench-") as work:
        bench = Bench(arguments.terrier.resolve(), pathlib.Path(work))
        try:
            say("starting moto and deploying the sample stack")
            bench.start_emulator()
            bench.prepare()
            bench.deploy()
            say("terrier check, against the runbook's health check")
            # Once unmeasured, so that neither pays for a cold disk or a new database.
            bench.check(), bench.runbook_check()
            check, runbook_check = alternate(arguments.pairs, bench.check, bench.runbook_check)
            say("three resources deployed again: emergency-deploy, against three targeted applies in a row")
            deploy, runbook_deploy = alternate(
                min(arguments.pairs, 3), bench.emergency_deploy, bench.runbook_deploy)
            say(f"terrier run, idle for {arguments.idle} s")
            anonymous, resident = bench.idle_memory(arguments.idle)
        finally:
            bench.stop()

    rows = [
        ("check, CPU s", check[0], runbook_check[0], CHECK_CPU),
        ("check, wall s", check[1], runbook_check[1], None),
        ("deploy of three, CPU s", deploy[0], runbook_deploy[0], None),
        ("deploy of three, wall s", deploy[1], runbook_deploy[1], DEPLOY_WALL),
    ]
    reached = anonymous <= ANONYMOUS_MIB
    say("\nmedians                    terrier   runbook     ratio   to reach")
    for name, ours, theirs, limit in rows:
        ratio = ours / theirs
        reached = reached and (limit is None or ratio <= limit)
        goal = "" if limit is None else f"{limit:9.3f}  {'reached' if ratio <= limit else 'NOT REACHED'}"
        say(f"{name:<24} {ours:9.3f} {theirs:9.3f} {ratio:9.3f}  {goal}")
    verdict = "reached" if anonymous <= ANONYMOUS_MIB else "NOT REACHED"
    say(f"idle, anonymous MiB      {anonymous:9.1f}                      {ANONYMOUS_MIB:9.1f}  {verdict}")
    say(f"idle, resident MiB       {resident:9.1f}")
    for name, ours, limit in zip(
            ("decision, µs a step", "decision, bytes grown"), decided or (), (DECISION_MICROS, DECISION_GROWTH)):
        reached = reached and ours <= limit
        verdict = "reached" if ours <= limit else "NOT REACHED"
        say(f"{name:<24} {ours:9.1f}                      {limit:9.1f}  {verdict}")
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
