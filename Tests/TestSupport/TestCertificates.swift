import Commands
import Foundation

/// Certificates for test servers, made with openssl(1), for `localhost` and 127.0.0.1 except where noted.
public struct TestCertificates: Sendable {
    private let directory: String

    public enum Kind: String, Sendable {
        /// The authority that a client must trust.
        case authority
        case good
        case expired
        /// For `elsewhere.example` only.
        case another
        /// Self-signed.
        case untrusted
    }

    public func path(_ kind: Kind) -> String { "\(directory)/\(kind.rawValue).pem" }

    /// Runs a closure with the certificates, which are removed afterwards.
    public static func with<Value>(_ body: (TestCertificates) async throws -> Value) async throws -> Value {
        let directory = NSTemporaryDirectory() + "/certificates-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let result = try await run(
            Command(
                "bash", ["-euc", script],
                environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                directory: directory, deadline: .seconds(240)))
        guard result.status == .exited(0) else {
            throw SupportFault("no certificates: \(String(decoding: result.errorOutput, as: UTF8.self))")
        }
        return try await body(TestCertificates(directory: directory))
    }

    private static let script = """
        new="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        openssl req -x509 $new -keyout authority.key -out authority.pem -subj /CN=authority -days 2 2>/dev/null
        leaf() {
            openssl req -new $new -keyout $1.key -out $1.csr -subj /CN=$2 -addext subjectAltName=$3 2>/dev/null
            openssl x509 -req -in $1.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days $4 \\
                -copy_extensions copyall -out $1.crt 2>/dev/null
            cat $1.key $1.crt > $1.pem
        }
        leaf good localhost DNS:localhost,IP:127.0.0.1 2
        leaf expired localhost DNS:localhost,IP:127.0.0.1 0
        leaf another elsewhere.example DNS:elsewhere.example 2
        openssl req -x509 $new -keyout untrusted.key -out untrusted.crt -subj /CN=localhost -days 2 \\
            -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
        cat untrusted.key untrusted.crt > untrusted.pem
        # The expired certificate ends in the second in which it was made.
        sleep 1.1
        """
}
