"""An emulated AWS with the sample stack, and configurations of terrier for it."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

from process import fail, program, run, say, spawn, stop

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
DEMO = PROJECT / "config" / "demo"
REGION = "us-east-1"


def mirror():
    """A directory that contains registry.terraform.io, searched in the usual places for provider mirrors."""
    for root in map(pathlib.Path, ("/usr/local/share", "/usr/share", "/opt")):
        for child in [root, *sorted(root.glob("*"))]:
            for candidate in (child, child / "plugins", child / "providers"):
                if (candidate / "registry.terraform.io").is_dir():
                    return candidate
    return None


def fill(text, marks):
    """Replaces texts in a configuration; each must occur in it."""
    for mark, value in marks.items():
        if mark not in text:
            fail(f"config/demo/terrier.yaml does not contain '{mark}'")
        text = text.replace(mark, str(value))
    return text


class Lab:
    def __init__(self, terrier, work):
        self.terrier, self.work, self.stack = terrier, work, work / "stack"
        self.emulator_log = work / "moto.log"
        self.children = []

    def start_emulator(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        # A response is sent in one segment: see Sources/Demo/Emulator.swift.
        modules = self.work / "python"
        modules.mkdir()
        (modules / "sitecustomize.py").write_text(
            "from werkzeug.serving import WSGIRequestHandler\nWSGIRequestHandler.wbufsize = -1\n")
        self.start([program("TERRIER_MOTO", "moto_server"), "-H", "127.0.0.1", "-p", str(self.port)],
                   dict(os.environ) | {"PYTHONPATH": str(modules), "PYTHONDONTWRITEBYTECODE": "1"}, self.emulator_log)
        for _ in range(150):
            try:
                # Lambda functions are not run, so no Docker is needed.
                urllib.request.urlopen(urllib.request.Request(
                    self.endpoint + "/moto-api/config", b'{"lambda":{"use_docker":false}}',
                    {"Content-Type": "application/json"}), timeout=2)
                return
            except OSError:
                time.sleep(0.2)
        fail(f"moto_server did not answer on {self.endpoint} within 30 s")

    def requests(self):
        """The number of requests that the emulator has answered so far, from its log."""
        return self.emulator_log.read_text(errors="replace").count(' HTTP/1.1" ')

    def start(self, command, environment, log):
        """Starts a program, which is stopped at the latest when the lab is closed."""
        child = spawn(command, environment, log)
        self.children.append(child)
        return child

    def close(self):
        for child in reversed(self.children):
            stop(child)

    def prepare(self):
        self.stack.mkdir()
        for name in ("main.tf", "versions.tf"):
            shutil.copy(DEMO / name, self.stack)
        subprocess.run(
            [sys.executable, "-m", "zipfile", "-c", self.stack / "placeholder.zip", "index.py"],
            cwd=DEMO / "lambda", check=True)
        self.rc, own, found = self.work / "terraformrc", os.environ.get("TF_CLI_CONFIG_FILE", ""), mirror()
        if own and os.path.isfile(own):
            shutil.copy(own, self.rc)
        else:
            self.rc.write_text(
                f'provider_installation {{\n  filesystem_mirror {{\n    path = "{found}"\n  }}\n}}\n' if found else "")
        inherited = {
            key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
        self.environment = inherited | {
            "AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PAGER": "", "TF_CLI_CONFIG_FILE": str(self.rc),
            "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}

    def configure(self, name, marks):
        """Writes a configuration for the sample stack, with its own ledger."""
        configuration = self.work / f"{name}.yaml"
        configuration.write_text(fill((DEMO / "terrier.yaml").read_text(), {
            "@STATE@": self.work / name, "@DIRECTORY@": self.stack, "@ENDPOINT@": self.endpoint,
            "@CLI_CONFIG@": self.rc} | marks))
        return configuration

    def run(self, *commands, codes=(0,)):
        return run(commands, self.environment, self.stack, codes)

    def deploy(self):
        self.run(["terraform", "init", "-input=false", "-no-color"])
        say("    initialised")
        self.run(["terraform", "apply", "-auto-approve", "-input=false", "-no-color"])
        say("    deployed")
