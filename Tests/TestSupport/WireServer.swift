import Commands
import Foundation
import Synchronization

/// A server or proxy that writes its responses directly to the socket, so that they can be malformed; a child process.
public final class WireServer: Sendable {
    public enum Behaviour: String, Sendable {
        /// Status 200 and `ok`, after `delay`; connections are kept. Prints `open N` for each connection, and `most N` for the
        /// largest number of connections at the same time.
        case answers
        /// A body of 1,000 bytes, one byte per second.
        case drips
        /// Endless headers.
        case endlessHeaders
        /// 10 of the 100 bytes that Content-Length promises.
        case cutsShort
        /// Closes the connection when it has read the request.
        case closes
        /// Sends bytes that are not HTTP when a client connects.
        case noHTTP
        /// Status 100, then 200.
        case continues
        /// A chunked body with a trailer.
        case chunked
        /// Responds once, as if the connection were kept, and closes it.
        case closesKept
        /// Accepts a connection and sends nothing, not even for TLS.
        case silent
        /// A proxy for CONNECT and absolute URLs. Prints `CONNECT host:port` or `GET http://…`, and the credentials it received.
        case proxy
        /// A proxy that requires credentials and rejects all.
        case refusingProxy
    }

    public let port: Int
    private let output: Mutex<[String]>

    private init(port: Int) {
        self.port = port
        output = Mutex([])
    }

    /// The printed lines so far.
    public var lines: [String] { output.withLock { $0 } }

    /// Waits until a matching line was printed, or the calling task is cancelled.
    public func wait(for line: @Sendable (String) -> Bool) async throws {
        while !lines.contains(where: line) { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Runs a closure with such a server.
    ///
    /// - Parameters:
    ///   - address: `127.0.0.1` or `::1`.
    ///   - delay: seconds before a response.
    ///   - certificate: the path of a file with key and certificate; if given, the server uses TLS.
    public static func with<Value>(
        _ behaviour: Behaviour, address: String = "127.0.0.1", delay: Double = 0, certificate: String? = nil,
        _ body: (WireServer) async throws -> Value
    ) async throws -> Value {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let command = Command(
            "python3", ["-u", "-c", program, behaviour.rawValue, address, "\(delay)", certificate ?? ""],
            environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
            deadline: .seconds(600), grace: .seconds(1))
        let process = Task {
            _ = try? await run(command) { line in continuation.yield(line) }
            continuation.finish()
        }
        defer { process.cancel() }
        var iterator = lines.makeAsyncIterator()
        guard let port = await iterator.next().flatMap(Int.init) else {
            throw SupportFault("the wire server did not start; python3 is needed")
        }
        let server = WireServer(port: port)
        let collecting = Task { [iterator] in
            var iterator = iterator
            while let line = await iterator.next() { server.output.withLock { $0.append(line) } }
        }
        defer { collecting.cancel() }
        return try await body(server)
    }

    private static let program = """
        import base64, socket, ssl, sys, threading, time
        kind, address, delay, certificate = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
        lock, now, most = threading.Lock(), 0, 0
        def say(line):
            with lock: print(line)
        def read_request(c):
            data = b""
            while b"\\r\\n\\r\\n" not in data:
                more = c.recv(65536)
                if not more: return None
                data += more
            head, _, body = data.partition(b"\\r\\n\\r\\n")
            lines = head.decode("latin-1").split("\\r\\n")
            length = next((int(l.split(":")[1]) for l in lines if l.lower().startswith("content-length:")), 0)
            while len(body) < length: body += c.recv(65536)
            return lines
        def ok(c, body=b"ok"):
            c.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
        def pump(a, b):
            try:
                while True:
                    data = a.recv(65536)
                    if not data: break
                    b.sendall(data)
            except OSError: pass
            for s in (a, b):
                try: s.shutdown(socket.SHUT_RDWR)
                except OSError: pass
        def proxy(c, lines):
            who = next((base64.b64decode(l.split()[2]).decode() for l in lines if l.lower().startswith("proxy-authorization:")), "")
            verb, target, _ = lines[0].split()
            say(f"{verb} {target} {who}".strip())
            if kind == "refusingProxy":
                c.sendall(b"HTTP/1.1 407 Proxy Authentication Required\\r\\nContent-Length: 0\\r\\n\\r\\n"); return
            if verb == "CONNECT":
                # Every name is resolved to this machine.
                other = socket.create_connection(("127.0.0.1", int(target.rsplit(":", 1)[1])))
                c.sendall(b"HTTP/1.1 200 Connection established\\r\\n\\r\\n")
                threading.Thread(target=pump, args=(c, other), daemon=True).start()
                pump(other, c)
            else: ok(c, b"through the proxy")
        def serve(c):
            global now, most
            with lock:
                now += 1; most = max(most, now)
            try:
                if certificate and kind != "silent": c = context.wrap_socket(c, server_side=True)
                say(f"open {now}")
                if kind == "silent": time.sleep(600)
                if kind == "noHTTP": c.sendall(b"SSH-2.0-OpenSSH_9.2\\r\\n"); c.recv(65536); return
                while True:
                    lines = read_request(c)
                    if lines is None: return
                    say("request " + lines[0])
                    if "roxy" in kind: proxy(c, lines); return
                    if delay: time.sleep(delay)
                    if kind == "answers": ok(c); say(f"most {most}")
                    elif kind == "drips":
                        c.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 1000\\r\\n\\r\\n")
                        for _ in range(1000): c.sendall(b"x"); time.sleep(1)
                    elif kind == "endlessHeaders":
                        c.sendall(b"HTTP/1.1 200 OK\\r\\n")
                        while True: c.sendall(b"X-More: " + b"y" * 1000 + b"\\r\\n")
                    elif kind == "cutsShort":
                        c.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 100\\r\\n\\r\\n" + b"x" * 10); return
                    elif kind == "closes": return
                    elif kind == "continues": c.sendall(b"HTTP/1.1 100 Continue\\r\\nX-Early: 1\\r\\n\\r\\n"); ok(c)
                    elif kind == "chunked":
                        c.sendall(b"HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n2\\r\\nde\\r\\n0\\r\\nX-End: 1\\r\\n\\r\\n")
                    elif kind == "closesKept": ok(c); say("closing"); return
            except OSError as error: say(f"error {error}")
            finally:
                with lock: now -= 1
                try: c.shutdown(socket.SHUT_RDWR)
                except OSError: pass
                c.close()
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); context.load_cert_chain(certificate)
        listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, 0)); listener.listen(1024)
        say(listener.getsockname()[1])
        while True:
            c, _ = listener.accept()
            threading.Thread(target=serve, args=(c,), daemon=True).start()
        """
}
