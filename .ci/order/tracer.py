"""Which functions of a program are called, each when it is called first, by a breakpoint that is taken away then (ptrace(2)).

    tracer.py STARTS CALLED PROGRAM [ARGUMENT...]

STARTS is a file of where in the program functions start, in hexadecimal, a line each; CALLED is written likewise, in the order of
the first calls. Ends with the program, and with SIGTERM. Only for x86-64.
"""

import ctypes
import os
import pathlib
import signal
import sys

TRACEME, CONTINUE, GETREGS, SETREGS, DETACH, SETOPTIONS = 0, 7, 12, 13, 17, 0x4200
# Threads and children are traced too; a child that becomes another program is let go; all end with the tracer.
FORK, VFORK, CLONE, EXEC, EXITKILL = 0x2, 0x4, 0x8, 0x10, 0x100000
EVENT_EXEC, WALL = 4, 0x40000000
BREAKPOINT, RIP = 0xCC, 16

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long
Registers = ctypes.c_ulonglong * 27


def ptrace(request, pid, data=0):
    """Whether it was done; a thread may be gone at any time."""
    return libc.ptrace(request, pid, None, data) == 0


def start(command):
    pid = os.fork()
    if pid == 0:
        ptrace(TRACEME, 0)
        os.execv(command[0], command)
    os.waitpid(pid, 0)
    ptrace(SETOPTIONS, pid, FORK | VFORK | CLONE | EXEC | EXITKILL)
    return pid


def loaded_at(pid, program):
    """Where the program lies in memory."""
    lines = pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()
    return next(int(line.split("-")[0], 16) for line in lines if line.endswith(os.path.realpath(program)))


class Breakpoints:
    def __init__(self, pid, base, starts):
        self.base, self.called = base, set()
        first, last = min(starts), max(starts)
        with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
            memory.seek(base + first)
            code = bytearray(memory.read(last - first + 1))
            self.bytes = {address: code[address - first] for address in starts}
            for address in starts:
                code[address - first] = BREAKPOINT
            memory.seek(base + first)
            memory.write(code)

    def hit(self, pid):
        """The function at whose start a thread stands, with its code as it was; None where it stopped for something else."""
        registers = Registers()
        if not ptrace(GETREGS, pid, ctypes.addressof(registers)):
            return None
        address = registers[RIP] - 1 - self.base
        if address not in self.bytes:
            return None
        # A child that was forked has breakpoints of its own, so one may be hit again.
        with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
            memory.seek(self.base + address)
            memory.write(bytes([self.bytes[address]]))
        registers[RIP] -= 1
        ptrace(SETREGS, pid, ctypes.addressof(registers))
        return address


def trace(main, breakpoints, output):
    while True:
        try:
            pid, status = os.waitpid(-1, WALL)
        except InterruptedError:
            continue
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            if pid == main:
                return
            continue
        stop, event = os.WSTOPSIG(status), status >> 16
        if event == EVENT_EXEC:
            ptrace(DETACH, pid)
            continue
        if stop == signal.SIGTRAP and not event:
            address = breakpoints.hit(pid)
            if address is not None:
                stop = 0
                if address not in breakpoints.called:
                    breakpoints.called.add(address)
                    print(f"{address:x}", file=output, flush=True)
        elif stop in (signal.SIGTRAP, signal.SIGSTOP):
            stop = 0
        ptrace(CONTINUE, pid, stop)


def run(starts, called, command):
    addresses = [int(line, 16) for line in pathlib.Path(starts).read_text().split()]
    pid = start(command)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
    breakpoints = Breakpoints(pid, loaded_at(pid, command[0]), addresses)
    with open(called, "w") as output:
        ptrace(CONTINUE, pid)
        trace(pid, breakpoints, output)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], sys.argv[3:])
