"""Monit (Debian's package), given as many checks as terrier makes: for comparison, not to be held to anything.

What is alike: each request that a look of terrier sends to AWS is one `check host` that sends a signed-looking request to the
same emulator and wants its status, and the state and its lock are one `check file` each, of the content and of being absent.
What is not: Monit sends no body, so it asks over again what GET can ask in the place of what needs POST (tables, alarms,
metrics, log groups); it looks at no answer but its status; and it has no plan, no memory and no rules over time.
"""

import json
import shutil
import socket
import time

from lab import REGION
from process import fail, tail

INTERVAL = 60


def program():
    # Debian has it among the system's programs, which are not on everybody's PATH.
    found = shutil.which("monit") or shutil.which("monit", path="/usr/sbin:/usr/bin")
    return found or fail("monit: not found; 'make bench' installs it")


def questions(stack):
    """What GET can ask of the sample stack, by service and path."""
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


def checks(name, directory, asked, port, requests):
    """The checks of one stack: so many requests, its state, its lock."""
    lines = []
    for number in range(requests):
        service, path = asked[number % len(asked)]
        # The emulator reads of it which service is meant.
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
        """Starts it; returns it and the seconds from its start until it answers at its socket."""
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
        fail(f"monit did not answer at its socket within 60 s:\n{tail(self.log)}")

    def expect_well(self):
        """Fails unless each of its checks succeeded so far."""
        if "failed" in self.log.read_text():
            fail(f"a check of monit's failed:\n{tail(self.log)}")
