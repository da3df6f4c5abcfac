public import Foundation
import Glibc
import Hashes

/// AWS Signature Version 4, as a pure function of request, credentials and date
/// (AWS, "Create a signed AWS API request").
public struct Signer: Sendable {
    /// The request to sign, exactly as it is sent.
    public struct Request: Sendable {
        public var method: String
        /// The path as it is sent.
        public var path: String
        /// The query string after the question mark, as it is sent; empty if there is none.
        public var query: String
        /// All headers, `Host` included.
        public var headers: [(name: String, value: String)]
        public var body: [UInt8]

        public init(
            method: String, path: String, query: String, headers: [(name: String, value: String)],
            body: [UInt8]
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
        }
    }

    public var region: String
    public var service: String
    /// Whether `.`, `..` and double slashes in the path are resolved: true for every service except S3.
    public var normalizesPath: Bool
    /// Whether the hash of the body is also sent as a signed header, `X-Amz-Content-Sha256`.
    public var signsBodyHeader: Bool
    /// Whether the session token is part of the signature; if not, its header is added after signing.
    public var signsToken: Bool

    public init(
        region: String, service: String, normalizesPath: Bool = true, signsBodyHeader: Bool = false,
        signsToken: Bool = true
    ) {
        self.region = region
        self.service = service
        self.normalizesPath = normalizesPath
        self.signsBodyHeader = signsBodyHeader
        self.signsToken = signsToken
    }

    /// A signature, with the intermediate results from which it was computed.
    public struct Signature: Sendable {
        /// The headers to add to the request: `X-Amz-Date`, `Authorization` and, if used, the body hash and the session token.
        public var headers: [(name: String, value: String)]
        public var canonicalRequest: String
        public var stringToSign: String
        /// Lower-case hexadecimal.
        public var signature: String
    }

    public func sign(_ request: Request, with credentials: Credentials, at date: Date) -> Signature {
        let stamp = Self.stamp(date)
        let bodyHash = SHA256.hexadecimal(request.body)
        var added: [(name: String, value: String)] = [("X-Amz-Date", stamp)]
        if signsBodyHeader { added.append(("X-Amz-Content-Sha256", bodyHash)) }
        if signsToken, let token = credentials.sessionToken { added.append(("X-Amz-Security-Token", token)) }
        let (headers, names) = Self.canonicalHeaders(request.headers + added)
        let canonical = [
            request.method, canonicalPath(request.path), Self.canonicalQuery(request.query), headers, names,
            bodyHash,
        ].joined(separator: "\n")
        let day = String(stamp.prefix(8))
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let toSign =
            "AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n\(SHA256.hexadecimal(Array(canonical.utf8)))"
        let signature = hexadecimal(
            SHA256.authenticationCode(of: toSign.utf8, key: key(credentials.secretAccessKey, day: day)))
        added.append(
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), "
                    + "Signature=\(signature)"
            ))
        if !signsToken, let token = credentials.sessionToken { added.append(("X-Amz-Security-Token", token)) }
        return Signature(
            headers: added, canonicalRequest: canonical, stringToSign: toSign, signature: signature)
    }

    private func key(_ secret: String, day: String) -> [UInt8] {
        [day, region, service, "aws4_request"].reduce(Array("AWS4\(secret)".utf8)) { key, part in
            SHA256.authenticationCode(of: part.utf8, key: key)
        }
    }

    /// `20150830T123600Z`. By the C library: Foundation's calendars would load the tables of time zones for every signature.
    static func stamp(_ date: Date) -> String {
        var seconds = time_t(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [UInt8](repeating: 0, count: 32)
        let length = text.withUnsafeMutableBytes {
            strftime($0.baseAddress, $0.count, "%Y%m%dT%H%M%SZ", &parts)
        }
        return String(decoding: text.prefix(length), as: UTF8.self)
    }
}
