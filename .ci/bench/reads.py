"""The time and the memory for reading 1,000 instances of 40 types, measured by the program Bench/ReadsBench."""

import collections
import http.server
import re
import subprocess
import threading
import time
import urllib.parse

from process import fail, say

#: Seconds until the server answers.
DELAY = 0.05


class Server(http.server.ThreadingHTTPServer):
    """Denies every request after `DELAY`, and keeps the times of the requests by service."""

    daemon_threads = True

    def __init__(self):
        self.times = collections.defaultdict(list)
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # A response is sent in one segment: the second one would wait for a delayed acknowledgement.
    wbufsize = -1

    def log_message(self, *_):
        pass

    def respond(self):
        now = time.monotonic()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        found = re.search(r"Credential=[^/]*/[^/]*/[^/]*/([^/]*)/", self.headers.get("Authorization", ""))
        service = found[1] if found else "?"
        operation = urllib.parse.parse_qs(body.decode(errors="replace")).get("Action", [""])[0]
        self.server.times[service].append(now)
        if operation:
            self.server.times[f"{service}.{operation}"].append(now)
        time.sleep(DELAY)
        answer = b'{"__type": "AccessDeniedException"}'
        self.send_response(403)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = respond


def excess(times, rate, burst):
    """By how many requests the busiest span of time was above the rate; a span of s seconds may have burst + s * rate."""
    return max(
        (end - begin + 1) - (burst + (times[end] - times[begin]) * rate)
        for begin in range(len(times)) for end in range(begin, len(times)))


def reads(program):
    """Seconds, KiB of growth, and the largest excess of requests above the rate of any service."""
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        output = subprocess.run([program, url], capture_output=True, text=True, check=True).stdout
    finally:
        server.shutdown()
    lines = output.splitlines()
    found = re.fullmatch(r"([0-9.]+) s, (-?[0-9]+) KiB", lines[0])
    if not found:
        fail(f"{program} did not print a time: {output}")
    above = 0.0
    for name, rate, burst in sorted({tuple(line.split()) for line in lines[1:]}):
        times = sorted(server.times[name])
        if not times:
            fail(f"{name} was not asked")
        above = max(above, excess(times, float(rate), float(burst)))
        say(f"    {name}: {len(times)} requests in {times[-1] - times[0]:.1f} s, at most {rate} a second after {burst}")
    return float(found[1]), int(found[2]), above
