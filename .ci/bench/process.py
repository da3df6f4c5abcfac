"""Starts and stops measured programs, and reads their CPU time and memory from the kernel."""

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
    """Makes the kernel kill the child if the benchmark is killed (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def run(commands, environment, directory, codes=(0,)):
    """Runs commands one after another; returns their CPU seconds, including their children, and wall seconds."""
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
    """Starts a program that runs until it is stopped; its output is written to the file `log`."""
    with open(log, "wb") as output:
        return subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            preexec_fn=die_with_parent)


def stop(child):
    """Sends SIGTERM to a program and waits until it ends; after 30 s it is killed."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def cpu(pid):
    """CPU seconds of a process: its own, and those of its ended children (proc(5): utime to cstime)."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own, own_system, children, children_system = (int(field) / os.sysconf("SC_CLK_TCK") for field in fields[11:15])
    return own + own_system, children + children_system


def memory(pid):
    """Anonymous and total resident memory of a process, in MiB."""
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    kib = {line.split()[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
    return kib["Anonymous:"] / 1024, kib["Rss:"] / 1024


def tail(log):
    return pathlib.Path(log).read_text(errors="replace")[-2000:]
