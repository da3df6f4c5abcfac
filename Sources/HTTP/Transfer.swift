import CCurl
import Glibc

/// One request under way, as libcurl's easy handle. Only the transfer thread touches it.
final class Transfer {
    /// What is asked for, from any thread.
    struct Submission: Sendable {
        var id: UInt64
        var request: HTTPRequest
        var target: Target
        var deadline: Duration
        /// Bytes of body.
        var limit: Int
        var continuation: CheckedContinuation<Result<HTTPResponse, HTTPFault>, Never>
    }

    /// Of the status lines and headers of one answer; what is longer is a fault.
    private static let headerLimit = 128 << 10
    static let connectTimeout: Duration = .seconds(5)

    let order: Submission
    let handle: UnsafeMutableRawPointer
    /// As the environment names it, with user and password; empty where none is asked.
    private let proxy: String
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var headers: [HTTPRequest.Header] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var wantsDescriptors = false
    /// Addresses that were tried, and those of them that refused.
    private var sockets = 0
    private var refusals = 0

    /// Nil where libcurl gives no handle, or refuses a setting.
    init?(_ order: Submission, network: Network) {
        guard let handle = curl_easy_init() else { return nil }
        self.order = order
        self.handle = handle
        proxy = network.proxy(for: order.target)
        guard configure(network) else { return nil }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
    }

    /// Ends the waiting of whoever asked. Called once.
    func finish(_ result: Result<HTTPResponse, HTTPFault>) {
        order.continuation.resume(returning: result)
    }

    /// What came of it, by libcurl's word for the transfer's end.
    func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPFault> {
        guard code == CURLE_OK else {
            if isTooLarge {
                return .failure(HTTPFault(.tooLarge, "\(order.target.said) answers more than is read"))
            }
            return .failure(
                TransferEnd(
                    code: code, target: order.target, proxy: proxy, deadline: order.deadline,
                    isRefused: refusals > 0 && refusals == sockets,
                    verification: number(CURLINFO_SSL_VERIFYRESULT),
                    proxyVerification: number(CURLINFO_PROXY_SSL_VERIFYRESULT),
                    proxyStatus: number(CURLINFO_HTTP_CONNECTCODE), isConnected: isConnected,
                    wantsDescriptors: wantsDescriptors
                ).fault)
        }
        return .success(
            HTTPResponse(
                status: number(CURLINFO_RESPONSE_CODE), headers: headers, body: body,
                isFromProxy: !proxy.isEmpty && !order.target.isSecure))
    }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        return terrier_curl_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }

    /// Whether there was a connection, TLS included, over which the request could go.
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
        settings.text(CURLOPT_URL, order.target.url)
        settings.text(CURLOPT_PROTOCOLS_STR, "http,https")
        settings.number(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        settings.number(CURLOPT_PATH_AS_IS, 1)
        settings.number(CURLOPT_NOSIGNAL, 1)
        // A name that is still looked up does not hold the thread up once nobody waits for it (its own thread ends by itself).
        settings.number(CURLOPT_QUICK_EXIT, 1)
        settings.number(CURLOPT_TIMEOUT_MS, max(1, Self.milliseconds(order.deadline)))
        settings.number(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(Self.connectTimeout))
        // Seconds that an unused connection may be asked again.
        settings.number(CURLOPT_MAXAGE_CONN, 20)
        // An empty one keeps libcurl from the variables of the environment that it knows by itself.
        settings.text(CURLOPT_PROXY, proxy)
        settings.text(CURLOPT_NOPROXY, "")
        settings.number(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        settings.trust(network)
        settings.pointer(CURLOPT_WRITEDATA, context)
        settings.callback(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Transfer.of(context).take(
                UnsafeRawBufferPointer(start: bytes, count: size * count), isHeader: false)
        }
        settings.pointer(CURLOPT_HEADERDATA, context)
        settings.callback(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Transfer.of(context).take(
                UnsafeRawBufferPointer(start: bytes, count: size * count), isHeader: true)
        }
        settings.pointer(CURLOPT_OPENSOCKETDATA, context)
        settings.opensSocket { context, _, address in
            guard let address else { return CURL_SOCKET_BAD }
            return Transfer.of(context).open(address.pointee)
        }
        settings.number(CURLOPT_VERBOSE, 1)
        settings.pointer(CURLOPT_DEBUGDATA, context)
        settings.notes { _, kind, bytes, count, context in
            if kind == CURLINFO_TEXT {
                Transfer.of(context).note(UnsafeRawBufferPointer(start: bytes, count: count))
            }
            return 0
        }
        settings.pointer(CURLOPT_PRIVATE, context)
        return configureMessage(&settings) && settings.areTaken
    }

    /// Method, headers and body, as they are and with nothing that libcurl adds by itself.
    private func configureMessage(_ settings: inout TransferSettings) -> Bool {
        let request = order.request
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
        // A name without a value takes out what libcurl would add; `Expect: 100-continue` costs a second where it is not known.
        var lines = ["Accept", "Content-Type", "Expect"].filter { !given.contains($0.lowercased()) }.map {
            "\($0):"
        }
        // A header that is sent without a value is written with a semicolon (CURLOPT_HTTPHEADER).
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
        // libcurl takes no more than a C `int` of them.
        return Int(min(max(0, seconds), 1 << 20)) * 1000 + Int(max(0, attoseconds) / 1_000_000_000_000_000)
    }
}

// MARK: - What libcurl calls

extension Transfer {
    /// The transfer behind a pointer that its own handle was given.
    static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("libcurl gives back what it was given") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// Takes what came. Anything but the count ends the transfer.
    private func take(_ bytes: UnsafeRawBufferPointer, isHeader: Bool) -> Int {
        if isHeader {
            takeHeader(String(decoding: bytes, as: UTF8.self), bytes: bytes.count)
        } else if body.count + bytes.count > order.limit {
            isTooLarge = true
        } else {
            body.append(contentsOf: bytes)
        }
        return isTooLarge ? -1 : bytes.count
    }

    private func takeHeader(_ line: String, bytes: Int) {
        headerBytes += bytes
        guard headerBytes <= Self.headerLimit else {
            isTooLarge = true
            return
        }
        // Of several answers, as after "100 Continue", the last one counts.
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

    /// libcurl keeps the error of the last address alone (CURLINFO_OS_ERRNO); what became of each it says in words of its own.
    /// Where another version says it otherwise, nothing is taken for refused.
    private func note(_ text: UnsafeRawBufferPointer) {
        let line = String(decoding: text, as: UTF8.self)
        if line.hasPrefix("connect to "), line.contains(" failed: \(Self.refused)") { refusals += 1 }
    }

    private static let refused = String(cString: strerror(ECONNREFUSED))

    /// A socket that no child process gets.
    private func open(_ address: curl_sockaddr) -> curl_socket_t {
        let socket = Glibc.socket(
            address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
        sockets += 1
        if socket < 0, errno == EMFILE || errno == ENFILE { wantsDescriptors = true }
        return socket
    }
}
