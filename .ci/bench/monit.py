"""Monit (Debian's package) with as many checks as terrier makes, for comparison; it has no limits.

The same in both: for each request that one cycle of terrier sends to AWS there is one `check host`, which sends a request with an
`Authorization` header to the same emulator and checks the status. The state and its lock are one `check file` each: for changed
content and for existence.
Different: Monit sends no body, so it repeats GET requests in place of those that need POST (tables, alarms, metrics, log groups);
it checks only the status of responses; and it has no plan, no memory and no rules over time.
"""

import json
import shutil
import socket
import time

from lab import REGION
from process import fail, tail

INTERVAL = 60


def program():
    # Debian installs it in a directory for administration programs, which is not on every user's PATH.
    found = shutil.which("monit") or shutil.which("monit", path="/usr/sbin:/usr/bin")
    return found or fail("monit: not found; 'make bench' installs it")


def get_requests(stack):
    """The GET requests for resources of the sample stack: service and path."""
    state = json.loads((stack / "terraform.tfstate").read_text())
    api, = (resource["instances"][0]["attributes"]["id"] for resource in state["resources"]
            if resource["type"] == "aws_api_gateway_rest_api")
    role = "RoleName=liveinsight-lambda-role-dev&Version=2010-05-08"
    return [
        ("sts", "/?Action=GetCallerIdentity&Version=2011-06-15"),
        ("iam", f"/?Action=GetRole&{role}"),
        ("iam", f"/?Action=GetRolePolicy&PolicyName=liveinsight-lambda-policy&{role}"),
        ("lambda", "/2015-03-31/functions/liveinsight-event-collector"),
        ("apigateway", f"/restapis/{api}"),
        ("apigateway", f"/restapis/{api}/stages/dev"),
    ]


def checks(name, directory, requests_of_stack, port, requests):
    """The checks of one stack: the given number of requests, its state, its lock."""
    lines = []
    for number in range(requests):
        service, path = requests_of_stack[number % len(requests_of_stack)]
        # The emulator reads the service from this header.
        scope = f"AWS4-HMAC-SHA256 Credential=testing/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host"
        lines.append(
            f'check host {name}-{number} with address 127.0.0.1\n  if failed port {port} protocol http request "{path}" '
            f'with http headers [Authorization: "{scope}"] status = 200 with timeout 10 seconds then alert\n')
    state = directory / "terraform.tfstate"
    lines.append(f"check file {name}-state path {state}\n  if changed checksum then alert\n")
    lines.append(f"check file {name}-lock path {directory}/.{state.name}.lock.info\n  if exist then alert\n")
    return "".join(lines)


class Monit:
    def __init__(self, lab, name, checks):
        self.lab, self.directory = lab, lab.work / name
        self.directory.mkdir()
        self.log, self.socket = self.directory / "log", self.directory / "socket"
        self.control = self.directory / "monitrc"
        self.control.write_text(
            f"set daemon {INTERVAL}\nset pidfile {self.directory}/pid\nset idfile {self.directory}/id\n"
            f"set statefile {self.directory}/state\nset httpd unixsocket {self.socket}\n  allow bench:bench\n" + checks)
        self.control.chmod(0o600)

    def start(self):
        """Starts Monit; returns the process and the seconds from its start until it answers on its socket."""
        began = time.monotonic()
        child = self.lab.start([program(), "-I", "-c", str(self.control)], self.lab.environment, self.log)
        while child.poll() is None and time.monotonic() - began < 60:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(5)
                try:
                    client.connect(str(self.socket))
                    client.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
                    if client.recv(16).startswith(b"HTTP/"):
                        return child, time.monotonic() - began
                except OSError:
                    time.sleep(0.001)
        fail(f"monit did not answer on its socket within 60 s:\n{tail(self.log)}")

    def expect_no_failures(self):
        """Fails if one of Monit's checks failed so far."""
        if "failed" in self.log.read_text():
            fail(f"a check of Monit failed:\n{tail(self.log)}")
