"""Programs that are measured: how they are started and stopped, and what the kernel says of them."""

import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time


def say(text):
    print(text, flush=True)


def fail(text):
    sys.exit(f"error: {text}")


def program(variable, name):
    found = os.environ.get(variable) or shutil.which(name)
    if not found or not os.access(found, os.X_OK):
        fail(f"{name}: not found; 'make bench' installs it")
    return found


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


def spawn(command, environment, log):
    """A program that goes on until it is stopped; what it prints goes to the file `log`."""
    with open(log, "wb") as output:
        return subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            preexec_fn=die_with_parent)


def stop(child):
    """Asks a program to end and waits for it; one that does not within 30 s is shot."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def cpu(pid):
    """CPU seconds of a process: its own, and those of its children that have ended (proc(5): utime to cstime)."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own, own_system, children, children_system = (int(field) / os.sysconf("SC_CLK_TCK") for field in fields[11:15])
    return own + own_system, children + children_system


def memory(pid):
    """Anonymous and whole resident memory of a process, MiB."""
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    kib = {line.split()[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
    return kib["Anonymous:"] / 1024, kib["Rss:"] / 1024


def tail(log):
    return pathlib.Path(log).read_text(errors="replace")[-2000:]
