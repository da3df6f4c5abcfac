/// How the network is reached: proxies and certificates, as the environment names them.
///
/// `HTTPS_PROXY` is for https, `HTTP_PROXY` for http, `NO_PROXY` names what is asked without one (`ProxyExceptions`).
/// Names in lower case count where those in upper case are not set. Terraform (golang.org/x/net/http/httpproxy) and the AWS
/// CLI (Python's urllib) read the same variables.
struct Network: Sendable, Equatable {
    private var secureProxy: String?
    private var plainProxy: String?
    private let exceptions: ProxyExceptions
    /// A file of trusted certificates, instead of the system's.
    let certificateFile: String?
    /// A directory of them, named by their hashes, instead of the system's.
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

    /// What is asked for a target; empty where it is asked directly.
    func proxy(for target: Target) -> String {
        guard let proxy = target.isSecure ? secureProxy : plainProxy else { return "" }
        return exceptions.contain(host: target.host, port: target.port) ? "" : proxy
    }
}
