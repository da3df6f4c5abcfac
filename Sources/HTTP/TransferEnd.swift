import CCurl
import Glibc

/// How a transfer without an answer ended, and the one line that says so.
struct TransferEnd {
    var code: CURLcode
    var target: Target
    /// As the environment names it; empty where none was asked.
    var proxy: String
    var deadline: Duration
    /// `errno` of the last connection that could not be made.
    var systemError: Int
    /// OpenSSL's X509_V_ERR number; 0 where the certificate's chain was in order.
    var verification: Int
    /// What a proxy answered to CONNECT; 0 where it was not asked.
    var proxyStatus: Int
    var elapsed: Duration
    var wantsDescriptors: Bool

    var fault: HTTPFault {
        let host = target.said
        if wantsDescriptors {
            return HTTPFault(.unreachable, "\(host): no connection; this process has no descriptor left")
        }
        if proxyStatus >= 300 {
            return HTTPFault(
                .unreachable, "\(host): the proxy \(proxyName) opens no connection, it answers \(proxyStatus)"
            )
        }
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            return HTTPFault(
                .timedOut,
                elapsed < deadline
                    ? "\(host) took no connection within \(Transfer.connectTimeout)"
                    : "\(host) did not answer within \(deadline)")
        case CURLE_COULDNT_CONNECT where proxy.isEmpty && systemError == Int(ECONNREFUSED):
            return HTTPFault(.refused, "\(host) refuses connections")
        case CURLE_COULDNT_CONNECT:
            return HTTPFault(.unreachable, "\(host) cannot be reached\(throughProxy)")
        case CURLE_COULDNT_RESOLVE_HOST:
            return HTTPFault(.unreachable, "\(host) cannot be reached: no address is known for that name")
        case CURLE_COULDNT_RESOLVE_PROXY:
            return HTTPFault(
                .unreachable, "\(host) cannot be reached: no address is known for the proxy \(proxyName)")
        case CURLE_URL_MALFORMAT:
            return HTTPFault(.badURL, "\(host): not a URL that can be asked; see its characters")
        case let code where Self.tls.contains(code):
            return HTTPFault(
                .tls, "\(host): no TLS connection; \(certificate); see its certificate and the trusted ones")
        default:
            return HTTPFault(.unreachable, "\(host): the connection broke\(throughProxy)")
        }
    }

    private static let tls: Set<CURLcode> = [
        CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
        CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
        CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
        CURLE_SSL_CRL_BADFILE, CURLE_USE_SSL_FAILED, CURLE_SSL_CLIENTCERT,
    ]

    /// What is wrong with the certificate (openssl-verification-options(1), the diagnostics).
    private var certificate: String {
        switch (code, verification) {
        case (CURLE_SSL_CACERT_BADFILE, _): "the trusted certificates cannot be read"
        // Where only the name is wrong, libcurl has not noted the result of the chain yet.
        case (CURLE_PEER_FAILED_VERIFICATION, 0), (CURLE_PEER_FAILED_VERIFICATION, 1), (_, 62), (_, 64):
            "its certificate is for another name"
        case (_, 9): "its certificate is not valid yet"
        case (_, 10): "its certificate has expired"
        case (_, 2), (_, 18), (_, 19), (_, 20), (_, 21): "its certificate is signed by nobody who is trusted"
        case (CURLE_PEER_FAILED_VERIFICATION, _):
            "its certificate is not accepted (OpenSSL's \(verification))"
        default: "the two sides agree on none"
        }
    }

    private var throughProxy: String { proxy.isEmpty ? "" : " (through the proxy \(proxyName))" }

    /// Host and port of the proxy, without user and password.
    private var proxyName: String {
        let behindScheme = proxy.split(separator: "/", omittingEmptySubsequences: true).first {
            !$0.hasSuffix(":")
        }
        guard let behindScheme, let name = behindScheme.split(separator: "@").last else { return "named" }
        return String(name)
    }
}

extension CURLcode: @retroactive Hashable {}
