/// The proxies and trusted certificates that the environment sets.
///
/// `HTTPS_PROXY` is for https, `HTTP_PROXY` for http; `NO_PROXY` lists the hosts that are reached without a proxy
/// (`ProxyExceptions`). A name in lower case is read if the one in upper case is not set or is empty. Terraform
/// (golang.org/x/net/http/httpproxy) and the AWS CLI (Python's urllib) read the same variables.
struct Network: Sendable, Equatable {
    private let secureProxy: String?
    private let plainProxy: String?
    private let exceptions: ProxyExceptions
    /// A file of trusted certificates, instead of the system's store.
    let certificateFile: String?
    /// A directory of trusted certificates, with their hashes as file names, instead of the system's store.
    let certificateDirectory: String?

    init(_ environment: [String: String]) {
        func value(_ name: String) -> String? {
            [environment[name], environment[name.lowercased()]].compactMap(\.self).first { !$0.isEmpty }
        }
        secureProxy = value("HTTPS_PROXY")
        plainProxy = value("HTTP_PROXY")
        exceptions = ProxyExceptions(value("NO_PROXY") ?? "")
        certificateFile = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        certificateDirectory = environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The proxy for a target; empty if the target is reached directly.
    func proxy(for target: Target) -> String {
        guard let proxy = target.isSecure ? secureProxy : plainProxy else { return "" }
        return exceptions.contain(host: target.host, port: target.port) ? "" : proxy
    }
}
