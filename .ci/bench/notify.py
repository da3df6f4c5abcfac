"""The socket on which the service manager receives notifications of sd_notify(3)."""

import socket
import time

from process import fail, tail


class NotifySocket:
    def __init__(self, path):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))

    def wait_ready(self, child, log, seconds=30):
        """Waits for READY=1; returns the time at which it was received."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and child.poll() is None:
            self.socket.settimeout(min(left, 1))
            try:
                if b"READY=1" in self.socket.recv(4096).split(b"\n"):
                    return time.monotonic()
            except TimeoutError:
                pass
        fail(f"the service did not send READY=1 within {seconds} s:\n{tail(log)}")

    def drain(self):
        """Reads all pending notifications, because the sender would block if the socket were full."""
        self.socket.setblocking(False)
        try:
            while True:
                self.socket.recv(4096)
        except BlockingIOError:
            pass
