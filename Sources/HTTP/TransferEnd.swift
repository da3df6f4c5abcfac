import CCurl
import Foundation

/// How a transfer without a response ended, and the one-line text for it.
struct TransferEnd {
    var code: CURLcode
    var target: Target
    /// The proxy as the environment sets it; empty if none was used.
    var proxy: String
    var deadline: Duration
    /// Whether every address refused the connection: if only some did, that says nothing about the host.
    var isRefused: Bool
    /// OpenSSL's X509_V_ERR number; 0 if the certificate chain is valid.
    var verification: Int
    /// The same for the certificate of a proxy that is reached over TLS.
    var proxyVerification: Int
    /// The status of the proxy's response to CONNECT; 0 if there was none.
    var proxyStatus: Int
    /// Whether the connection was established, TLS included.
    var isConnected: Bool
    /// Whether no socket could be opened because all file descriptors are in use.
    var lacksDescriptors: Bool

    var fault: HTTPFault {
        let host = target.displayName
        if lacksDescriptors {
            return HTTPFault(.unreachable, "\(host): no connection; this process has no free file descriptor")
        }
        if proxyStatus >= 300 {
            return HTTPFault(
                .unreachable,
                "\(host): the proxy \(proxyName) refused the connection with status \(proxyStatus)"
            )
        }
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            return HTTPFault(
                .timedOut,
                isConnected
                    ? "\(host) did not answer within \(deadline)"
                    : "\(host) accepted no connection within \(min(deadline, Transfer.connectTimeout))\(throughProxy)"
            )
        case CURLE_COULDNT_CONNECT where proxy.isEmpty && isRefused:
            return HTTPFault(.refused, "\(host) refuses connections")
        case CURLE_COULDNT_CONNECT:
            return HTTPFault(.unreachable, "\(host) cannot be reached\(throughProxy)")
        case CURLE_COULDNT_RESOLVE_HOST:
            return HTTPFault(.unreachable, "\(host) cannot be reached: no address is known for that name")
        case CURLE_COULDNT_RESOLVE_PROXY:
            return HTTPFault(
                .unreachable, "\(host) cannot be reached: no address is known for the proxy \(proxyName)")
        case CURLE_URL_MALFORMAT:
            return HTTPFault(.badURL, "\(host): not a valid URL; check its characters")
        case let code where Self.tls.contains(code) && proxyVerification != 0:
            return HTTPFault(
                .tls,
                "\(host): the certificate of the proxy \(proxyName) is not accepted; check it and the trusted certificates"
            )
        case let code where Self.tls.contains(code):
            return HTTPFault(
                .tls, "\(host): no TLS connection; \(certificate); check its certificate and the trusted ones"
            )
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

    /// What is wrong with the certificate (openssl-verification-options(1), section "Diagnostics").
    private var certificate: String {
        switch (code, verification) {
        case (CURLE_SSL_CACERT_BADFILE, _): "the trusted certificates cannot be read"
        // If only the name is wrong, libcurl has not stored the result for the chain yet.
        case (CURLE_PEER_FAILED_VERIFICATION, 0), (CURLE_PEER_FAILED_VERIFICATION, 1), (_, 62), (_, 64):
            "its certificate is for another name"
        case (_, 9): "its certificate is not valid yet"
        case (_, 10): "its certificate has expired"
        case (_, 2), (_, 18), (_, 19), (_, 20), (_, 21):
            "its certificate is not signed by a trusted authority"
        case (CURLE_PEER_FAILED_VERIFICATION, _):
            "its certificate is not accepted (OpenSSL's \(verification))"
        default: "the TLS handshake failed"
        }
    }

    private var throughProxy: String { proxy.isEmpty ? "" : " (through the proxy \(proxyName))" }

    /// Host and port of the proxy, without user name and password, which may contain any character, escaped or not.
    private var proxyName: String {
        let hasUser = proxy.contains("@")
        var rest =
            hasUser ? proxy[proxy.index(after: proxy.lastIndex(of: "@") ?? proxy.startIndex)...] : proxy[...]
        if !hasUser, let scheme = rest.range(of: "://") { rest = rest[scheme.upperBound...] }
        let name = rest.prefix { $0 != "/" }
        let isName = name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || ".-_:[]%".unicodeScalars.contains($0)
        }
        return name.isEmpty || !isName ? "of the environment" : String(name)
    }
}

extension CURLcode: @retroactive Hashable {}
