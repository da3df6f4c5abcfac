import Catalogue
import HTTP

/// An object of S3.
public struct S3Object: Sendable, Equatable {
    public var bytes: [UInt8]
    public var tag: String?
    /// When it was written, as S3 says it.
    public var written: String?
    /// The value of `x-amz-meta-taken-at`, which objects of an archive have.
    public var takenAt: String?
}

extension AWSClient {
    /// An object, by a path that names the bucket.
    ///
    /// - Parameters:
    ///   - tag: the entity tag of the version that is known already.
    ///   - limit: the largest object, in bytes.
    /// - Returns: nil if the object still has this tag.
    /// - Throws: `notThere` if there is no such object, with the code `NoSuchKey` or `NoSuchBucket`.
    public func object(
        _ key: String, in bucket: String, region: String, unless tag: String? = nil, limit: Int
    ) async throws(AWSFault) -> S3Object? {
        var call = Call(
            service: .s3, operation: "GetObject", region: region, method: "GET",
            path: Self.path(bucket, key), absent: ["NoSuchKey", "NoSuchBucket"])
        call.limit = limit
        if let tag { call.headers = [("If-None-Match", tag)] }
        do throws(AWSFault) {
            let response = try await send(call)
            return S3Object(
                bytes: response.body, tag: response.header("ETag"), written: response.header("Last-Modified"),
                takenAt: response.header("x-amz-meta-taken-at"))
        } catch {
            if tag != nil, error.status == 304 { return nil }
            throw error
        }
    }

    /// Deletes an object, if it still has this tag. A service that does not know `If-Match` here deletes it in any case (Amazon S3
    /// User Guide, "How to perform conditional deletes"), so it is read right before.
    ///
    /// - Returns: false if there is another object by now, or none.
    public func deleteObject(
        _ key: String, in bucket: String, region: String, if tag: String?
    ) async throws(AWSFault) -> Bool {
        var call = Call(
            service: .s3, operation: "DeleteObject", region: region, method: "DELETE",
            path: Self.path(bucket, key), absent: ["NoSuchKey", "NoSuchBucket"])
        if let tag { call.headers = [("If-Match", tag)] }
        do throws(AWSFault) {
            _ = try await send(call)
            return true
        } catch {
            if error.status == 412 || error.kind == .notThere { return false }
            throw error
        }
    }
}
