import CCurl
import Glibc

/// One running request with its libcurl easy handle. Only the transfer thread uses it.
final class Transfer {
    /// A request with its limits and its continuation; may be created on any thread.
    struct Submission: Sendable {
        var id: UInt64
        var request: HTTPRequest
        var target: Target
        var deadline: Duration
        /// The maximum size of the body in bytes.
        var limit: Int
        var continuation: CheckedContinuation<Result<HTTPResponse, HTTPFault>, Never>
    }

    /// The maximum size in bytes of the status lines and headers of one response; more is a fault.
    private static let headerLimit = 128 << 10
    static let connectTimeout: Duration = .seconds(5)

    let submission: Submission
    let handle: UnsafeMutableRawPointer
    /// The proxy as the environment sets it, with user name and password; empty if none is used.
    private let proxy: String
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var headers: [HTTPRequest.Header] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var lacksDescriptors = false
    /// The number of addresses tried, and how many of them refused the connection.
    private var sockets = 0
    private var refusals = 0

    /// Nil if libcurl returns no handle or rejects a setting.
    init?(_ submission: Submission, network: Network) {
        guard let handle = curl_easy_init() else { return nil }
        self.submission = submission
        self.handle = handle
        proxy = network.proxy(for: submission.target)
        guard configure(network) else { return nil }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
    }

    /// Resumes the task that waits for the response. Called exactly once.
    func finish(_ result: Result<HTTPResponse, HTTPFault>) {
        submission.continuation.resume(returning: result)
    }

    /// The response or the fault, for the result code with which libcurl ended the transfer.
    func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPFault> {
        guard code == CURLE_OK else {
            if isTooLarge {
                return .failure(
                    HTTPFault(
                        .tooLarge, "\(submission.target.displayName): the response is larger than the limit"))
            }
            return .failure(
                TransferEnd(
                    code: code, target: submission.target, proxy: proxy, deadline: submission.deadline,
                    isRefused: refusals > 0 && refusals == sockets,
                    verification: number(CURLINFO_SSL_VERIFYRESULT),
                    proxyVerification: number(CURLINFO_PROXY_SSL_VERIFYRESULT),
                    proxyStatus: number(CURLINFO_HTTP_CONNECTCODE), isConnected: isConnected,
                    lacksDescriptors: lacksDescriptors
                ).fault)
        }
        return .success(
            HTTPResponse(
                status: number(CURLINFO_RESPONSE_CODE), headers: headers, body: body,
                isFromProxy: !proxy.isEmpty && !submission.target.isSecure))
    }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        return terrier_curl_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }

    /// Whether the connection was established, TLS included.
    var isConnected: Bool {
        var microseconds: curl_off_t = 0
        return terrier_curl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK
            && microseconds > 0
    }
}

// MARK: - Settings

extension Transfer {
    private func configure(_ network: Network) -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        var settings = TransferSettings(handle: handle)
        settings.text(CURLOPT_URL, submission.target.url)
        settings.text(CURLOPT_PROTOCOLS_STR, "http,https")
        settings.number(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        settings.number(CURLOPT_PATH_AS_IS, 1)
        settings.number(CURLOPT_NOSIGNAL, 1)
        // When a transfer is cancelled, libcurl does not wait for the thread that resolves its name; that thread ends on its own.
        settings.number(CURLOPT_QUICK_EXIT, 1)
        settings.number(CURLOPT_TIMEOUT_MS, max(1, Self.milliseconds(submission.deadline)))
        settings.number(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(Self.connectTimeout))
        // The seconds for which an idle connection is reused.
        settings.number(CURLOPT_MAXAGE_CONN, 20)
        // An empty value keeps libcurl from reading the proxy variables of the process environment.
        settings.text(CURLOPT_PROXY, proxy)
        settings.text(CURLOPT_NOPROXY, "")
        settings.number(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        settings.trust(network)
        settings.pointer(CURLOPT_WRITEDATA, context)
        settings.callback(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Transfer.of(context).receive(
                UnsafeRawBufferPointer(start: bytes, count: size * count), isHeader: false)
        }
        settings.pointer(CURLOPT_HEADERDATA, context)
        settings.callback(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Transfer.of(context).receive(
                UnsafeRawBufferPointer(start: bytes, count: size * count), isHeader: true)
        }
        settings.pointer(CURLOPT_OPENSOCKETDATA, context)
        settings.openSocketCallback { context, _, address in
            guard let address else { return CURL_SOCKET_BAD }
            return Transfer.of(context).open(address.pointee)
        }
        settings.number(CURLOPT_VERBOSE, 1)
        settings.pointer(CURLOPT_DEBUGDATA, context)
        settings.debugCallback { _, kind, bytes, count, context in
            if kind == CURLINFO_TEXT {
                Transfer.of(context).readDebugText(UnsafeRawBufferPointer(start: bytes, count: count))
            }
            return 0
        }
        settings.pointer(CURLOPT_PRIVATE, context)
        return configureMessage(&settings) && settings.areAccepted
    }

    /// Sets method, headers and body exactly as given, without anything that libcurl adds by default.
    private func configureMessage(_ settings: inout TransferSettings) -> Bool {
        let request = submission.request
        let method = request.method
        if method == "HEAD" {
            settings.number(CURLOPT_NOBODY, 1)
        } else if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) {
            settings.number(CURLOPT_POST, 1)
            settings.offset(CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
            request.body.withUnsafeBytes { bytes in
                var none: UInt8 = 0
                withUnsafePointer(to: &none) { none in
                    settings.pointer(CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(none))
                }
            }
            settings.text(CURLOPT_CUSTOMREQUEST, method)
        } else if method != "GET" {
            settings.text(CURLOPT_CUSTOMREQUEST, method)
        }
        let given = Set(request.headers.map { $0.name.lowercased() })
        // A name without a value removes the header that libcurl would add. `Expect: 100-continue` costs a second if the server
        // does not support it.
        var lines = ["Accept", "Content-Type", "Expect"].filter { !given.contains($0.lowercased()) }.map {
            "\($0):"
        }
        // To send a header with an empty value, libcurl needs a semicolon after the name (CURLOPT_HTTPHEADER).
        lines += request.headers.map { header in
            let isEmpty = header.value.allSatisfy { $0 == " " || $0 == "\t" }
            return isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
        }
        for line in lines {
            guard let longer = curl_slist_append(headerList, line) else { return false }
            headerList = longer
        }
        settings.pointer(CURLOPT_HTTPHEADER, headerList)
        return true
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        // libcurl accepts at most a C `int` of milliseconds.
        return Int(min(max(0, seconds), 1 << 20)) * 1000 + Int(max(0, attoseconds) / 1_000_000_000_000_000)
    }
}

// MARK: - Callbacks from libcurl

extension Transfer {
    /// The transfer for the context pointer that was set on its own handle.
    static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("libcurl passes the pointer that was set") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// Stores received bytes. Any return value other than their count makes libcurl end the transfer.
    private func receive(_ bytes: UnsafeRawBufferPointer, isHeader: Bool) -> Int {
        if isHeader {
            receiveHeader(String(decoding: bytes, as: UTF8.self), bytes: bytes.count)
        } else if body.count + bytes.count > submission.limit {
            isTooLarge = true
        } else {
            body.append(contentsOf: bytes)
        }
        return isTooLarge ? -1 : bytes.count
    }

    private func receiveHeader(_ line: String, bytes: Int) {
        headerBytes += bytes
        guard headerBytes <= Self.headerLimit else {
            isTooLarge = true
            return
        }
        // If there are several responses, such as "100 Continue" and the final one, only the last one is kept.
        if line.hasPrefix("HTTP/") {
            headers = []
            return
        }
        guard let colon = line.firstIndex(of: ":") else { return }
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let value = line[line.index(after: colon)...].drop(while: blank)
        headers.append(
            HTTPRequest.Header(
                String(line[..<colon]),
                String(value.reversed().drop(while: blank).reversed())))
    }

    /// Counts refused addresses from libcurl's debug text, because CURLINFO_OS_ERRNO keeps only the error of the last address. If
    /// another version of libcurl words this text differently, no connection counts as refused.
    private func readDebugText(_ text: UnsafeRawBufferPointer) {
        let line = String(decoding: text, as: UTF8.self)
        if line.hasPrefix("connect to "), line.contains(" failed: \(Self.refused)") { refusals += 1 }
    }

    private static let refused = String(cString: strerror(ECONNREFUSED))

    /// Opens a socket that child processes do not inherit.
    private func open(_ address: curl_sockaddr) -> curl_socket_t {
        let socket = Glibc.socket(
            address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
        sockets += 1
        if socket < 0, errno == EMFILE || errno == ENFILE { lacksDescriptors = true }
        return socket
    }
}
