/// How the network is reached: proxies and certificates, as the environment names them.
///
/// `HTTPS_PROXY` is for https, `HTTP_PROXY` for http, `NO_PROXY` names what is asked without one: hosts with all below
/// them, addresses, ranges such as `10.0.0.0/8`, or `*`. Names in lower case count where those in upper case are not set.
/// Terraform (golang.org/x/net/http/httpproxy) and the AWS CLI (Python's urllib) read the same variables. As with Terraform,
/// this machine itself is never asked through a proxy; nor are link-local addresses, where instances and containers
/// find their credentials.
struct Network: Sendable, Equatable {
    private var secureProxy: String?
    private var plainProxy: String?
    /// As libcurl reads it (CURLOPT_NOPROXY).
    let exceptions: String
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
        let listed = (value("NO_PROXY") ?? "").split { $0 == "," || $0 == " " }.map(String.init)
        exceptions = listed.contains("*") ? "*" : (listed + Self.always).joined(separator: ",")
        certificateFile = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        certificateDirectory = environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What is asked for a target; empty where it is asked directly.
    func proxy(for target: Target) -> String {
        (target.isSecure ? secureProxy : plainProxy) ?? ""
    }

    /// This machine, and link-local addresses: instance metadata and containers' credentials among them.
    private static let always = [
        "localhost", "127.0.0.0/8", "[::1]", "::1", "169.254.0.0/16", "fe80::/10", "fd00:ec2::254",
        "fd00:ec2::23",
    ]
}
