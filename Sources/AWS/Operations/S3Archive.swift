import Catalogue
import Foundation
import HTTP
import Hashes

/// What an object gets beside its content.
public struct S3ObjectSettings: Sendable, Equatable {
    /// The ARN of the key with which S3 encrypts it; nil for S3's own key.
    public var kmsKey: String?
    /// `GOVERNANCE` or `COMPLIANCE`; nil for no object lock.
    public var lockMode: String?
    /// Until when the lock lasts, in RFC 3339.
    public var lockUntil: String?
    /// The value of `x-amz-meta-taken-at`.
    public var takenAt: String?

    public init(
        kmsKey: String? = nil, lockMode: String? = nil, lockUntil: String? = nil, takenAt: String? = nil
    ) {
        self.kmsKey = kmsKey
        self.lockMode = lockMode
        self.lockUntil = lockUntil
        self.takenAt = takenAt
    }

    package var headers: [(name: String, value: String)] {
        var headers = [(name: "x-amz-server-side-encryption", value: kmsKey == nil ? "AES256" : "aws:kms")]
        if let kmsKey { headers.append(("x-amz-server-side-encryption-aws-kms-key-id", kmsKey)) }
        if let lockMode, let lockUntil {
            headers.append(("x-amz-object-lock-mode", lockMode))
            headers.append(("x-amz-object-lock-retain-until-date", lockUntil))
        }
        if let takenAt { headers.append(("x-amz-meta-taken-at", takenAt)) }
        return headers
    }
}

/// One page of a list of objects.
public struct S3Page: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public var key: String
        /// RFC 3339.
        public var written: String?
        /// In bytes.
        public var size: Int?
    }

    public var entries: [Entry]
    /// With which the next page is asked for; nil on the last one.
    public var next: String?
}

/// Whether a bucket keeps the earlier versions of its objects.
public enum S3Versioning: String, Sendable, Equatable {
    case enabled
    /// It was enabled once. New writes replace each other.
    case suspended
    case never
}

extension AWSClient {
    /// Creates an object, encrypted by S3. An object that exists is not changed. S3 checks the bytes by their hash.
    ///
    /// - Returns: whether it was created; false if there is one with this key.
    public func createObject(
        _ key: String, in bucket: String, region: String, body: [UInt8], settings: S3ObjectSettings
    ) async throws(AWSFault) -> Bool {
        var call = Call(
            service: .s3, operation: "PutObject", region: region, method: "PUT",
            path: Self.path(bucket, key))
        call.headers =
            [
                ("If-None-Match", "*"), ("Content-Type", "application/zstd"),
                ("x-amz-checksum-sha256", Data(SHA256.hash(body)).base64EncodedString()),
            ] + settings.headers
        call.body = body
        do throws(AWSFault) {
            _ = try await send(call)
            return true
        } catch {
            // Amazon S3 User Guide, "Conditional write behavior": there is such an object.
            if error.status == 412 { return false }
            throw error
        }
    }

    /// The objects of a bucket whose keys begin with a prefix: one page of them.
    ///
    /// - Parameters:
    ///   - next: from the page before; nil for the first page.
    ///   - most: how many at most; S3 returns at most 1000.
    public func listObjects(
        prefix: String, in bucket: String, region: String, next: String? = nil, most: Int = 1000
    ) async throws(AWSFault) -> S3Page {
        var call = Call(
            service: .s3, operation: "ListObjectsV2", region: region, method: "GET",
            path: "/" + Signer.encode(bucket), absent: ["NoSuchBucket"])
        var parameters = [("list-type", "2"), ("max-keys", String(most)), ("prefix", prefix)]
        if let next { parameters.insert(("continuation-token", next), at: 0) }
        call.query = parameters.map { "\($0.0)=\(Signer.encode($0.1))" }.joined(separator: "&")
        let response = try await send(call)
        guard let tree = ResponseTree(xml: response.body, roots: ["ListBucketResult"]) else {
            throw AWSFault(
                .notParsed, call.operation, status: response.status,
                detail: "the response is not a list of objects")
        }
        let entries = tree.elements(at: "Contents").compactMap { item in
            item.text(at: "Key").map {
                S3Page.Entry(
                    key: $0, written: item.text(at: "LastModified"),
                    size: item.text(at: "Size").flatMap { Int($0) })
            }
        }
        let isCut = tree.text(at: "IsTruncated") == "true"
        return S3Page(entries: entries, next: isCut ? tree.text(at: "NextContinuationToken") : nil)
    }

    /// Whether a bucket keeps the earlier versions of its objects.
    public func bucketVersioning(
        _ bucket: String, region: String
    ) async throws(AWSFault) -> S3Versioning {
        var call = Call(
            service: .s3, operation: "GetBucketVersioning", region: region, method: "GET",
            path: "/" + Signer.encode(bucket), absent: ["NoSuchBucket"])
        call.query = "versioning"
        let response = try await send(call)
        // The emulator moto names the element after the operation.
        let roots: Set<String> = ["VersioningConfiguration", "GetBucketVersioningResponse"]
        guard let tree = ResponseTree(xml: response.body, roots: roots) else {
            throw AWSFault(
                .notParsed, call.operation, status: response.status,
                detail: "the response is not a bucket's versioning")
        }
        switch tree.text(at: "Status") {
        case "Enabled": return .enabled
        case "Suspended": return .suspended
        default: return .never
        }
    }

    static func path(_ bucket: String, _ key: String) -> String {
        "/"
            + ([bucket] + key.split(separator: "/", omittingEmptySubsequences: false).map(String.init))
            .map { Signer.encode($0) }.joined(separator: "/")
    }
}
