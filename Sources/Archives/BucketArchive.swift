import AWS
import Decisions
import Foundation
import Settings

/// An archive in a bucket of S3. It needs only the right to create objects; reading it back needs more.
struct BucketArchive: Archive {
    var bucket: String
    /// Without a `/` at its ends; may be empty.
    var prefix: String
    var region: String
    var settings: S3ObjectSettings
    var lock: ArchiveSettings.Lock?
    var aws: AWSClient
    var now: @Sendable () -> Timestamp
    /// How many names are listed at a time.
    var page = 1000

    func keep(_ file: [UInt8], as name: ArchiveName, taken: Timestamp) async throws(ArchiveFault) {
        var settings = settings
        settings.takenAt = taken.description
        if let lock {
            settings.lockMode = lock.mode.rawValue.uppercased()
            settings.lockUntil = (now() + lock.lasts).description
        }
        do throws(AWSFault) {
            let isNew = try await aws.createObject(
                key(name.path), in: bucket, region: region, body: file, settings: settings)
            if isNew { return }
        } catch {
            throw fault(error)
        }
        try await expectCopy(name)
    }

    /// Looks at an object that has the name of a copy already. Without the right to read it, which the service does not need, it
    /// is taken for the copy: S3 stores an object whole or not at all.
    private func expectCopy(_ name: ArchiveName) async throws(ArchiveFault) {
        let found: S3Object?
        do throws(AWSFault) {
            found = try await aws.object(
                key(name.path), in: bucket, region: region, limit: ArchiveBounds.file)
        } catch {
            if error.kind == .denied { return }
            throw fault(error)
        }
        guard let found, ArchivedFile(bytes: found.bytes).isWhole(as: name) else {
            throw ArchiveFault(wrong: "s3://\(bucket)/\(key(name.path))")
        }
    }

    func copies(of stack: String) async throws(ArchiveFault) -> [ArchivedCopy] {
        var (found, next): ([ArchivedCopy], String?) = ([], nil)
        repeat {
            let listed: S3Page
            do throws(AWSFault) {
                listed = try await aws.listObjects(
                    prefix: key(stack + "/"), in: bucket, region: region, next: next,
                    most: page)
            } catch {
                throw fault(error)
            }
            found += listed.entries.compactMap { entry in
                guard let name = ArchiveName(path: entry.key.dropFirst(key("").count)) else { return nil }
                return ArchivedCopy(
                    name: name, written: entry.written.flatMap(Timestamp.init(text:)) ?? Timestamp(seconds: 0)
                )
            }
            if found.count >= 2 * ArchiveBounds.names { found = ArchivedCopy.last(found) }
            // A page that names no other one ends the list.
            next = listed.next == next ? nil : listed.next
        } while next != nil
        return ArchivedCopy.last(found)
    }

    func file(_ name: ArchiveName) async throws(ArchiveFault) -> ArchivedFile {
        do throws(AWSFault) {
            let object = try await aws.object(
                key(name.path), in: bucket, region: region, limit: ArchiveBounds.file)
            guard let object else { throw AWSFault(.other, "GetObject") }
            return ArchivedFile(
                bytes: object.bytes, taken: object.takenAt.flatMap(Timestamp.init(text:)))
        } catch {
            throw fault(error)
        }
    }

    private func key(_ path: String) -> String { prefix.isEmpty ? path : "\(prefix)/\(path)" }

    private func fault(_ fault: AWSFault) -> ArchiveFault {
        let advice: String
        switch (fault.kind, fault.code) {
        case (.notThere, _): advice = "; create the bucket"
        case (_, "PermanentRedirect"), (_, "AuthorizationHeaderMalformed"):
            advice = "; the bucket is in another region: set 'region:' of the archive"
        case (.denied, _): advice = "; 'terrier policy' prints the rights that it needs"
        case (.noCredentials, _), (.badCredentials, _):
            advice = "; set 'profile:' or 'role_arn:' of the archive, or the credentials of the service"
        default: advice = ""
        }
        return ArchiveFault("s3://\(bucket): \(fault.description)\(advice)")
    }
}
