import AWS
import Decisions
import Foundation
import HTTP
import Ledger
import Settings
import TestSupport
import Testing

@testable import Archives

/// An archive in S3 of an emulated AWS.
@Suite(.enabled(if: Requirement.has(.moto), "needs moto_server")) struct BucketArchiveTests {
    @Test func copiesAreEncryptedNeverOverwrittenAndComeBackInPages() async throws {
        try await BackendLab.with { lab in
            let ledger = try await Ledger.open(lab.directory + "/a/ledger.sqlite")
            for serial in 1...5 { try await Kept.store(serial, in: ledger) }
            let settings = ArchiveSettings(
                .bucket(BackendLab.bucket, prefix: "terrier"), region: "us-east-1")
            let tested = TestedQueue(settings, ledger, http: lab.http, environment: lab.environment())
            let parsed = try await ledger.snapshots(of: "s")
            let newest = ArchiveName(stack: "s", try #require(parsed.first).identity)
            try await lab.object("terrier/" + newest.path, "somebody's")
            // What is there is no copy: it is named, and after three attempts the others do not wait for it.
            #expect(try await tested.passes(4) == 4)
            #expect(tested.events.count == 1)
            #expect(
                tested.events.first?.contains("/\(newest.path): it is not the snapshot that its name says")
                    == true,
                "\(tested.events)")
            #expect(try await ledger.archiveStanding()?.waiting == 1)
            #expect(try await lab.text("terrier/" + newest.path) == "somebody's")

            let bucket = try #require(tested.archive.archive as? BucketArchive)
            let second = ArchiveName(stack: "s", parsed[3].identity)
            let file = try await bucket.file(second)
            #expect(try PlainArchive.unpack(file.bytes, limit: 1 << 20) == Kept.state(2))
            #expect(file.taken == Kept.start + .seconds(120))
            var paged = bucket
            paged.page = 2
            #expect(Set(try await paged.copies(of: "s").map(\.name.serial)) == [1, 2, 3, 4, 5])
            #expect(try await paged.copies(of: "t").isEmpty)

            let other = try await Ledger.open(lab.directory + "/b/ledger.sqlite")
            let report = try await ArchiveFetch(from: tested.archive, to: other).fetch("s", limit: 100)
            #expect(report.found == 5 && report.added == 4 && report.believed?.serial == 4)
            #expect(report.damaged.map(\.name) == [newest.path])
            #expect(
                try await Kept.bodies(other) == (try await Kept.bodies(ledger)).filter { $0.key != 5 })
            await ledger.close()
            await other.close()
        }
    }

    /// The newest snapshots are copied first, so that S3's times run against the serials.
    @Test func newestSnapshotOfTheLastLineageComesBackFirst() async throws {
        try await BackendLab.with { lab in
            let ledger = try await Ledger.open(lab.directory + "/a/ledger.sqlite")
            for serial in 7...9 { try await Kept.store(serial, in: ledger) }
            // Somebody began again.
            for serial in 1...3 {
                try await Kept.store(serial, in: ledger, lineage: "l-2", minute: 60 + serial)
            }
            let tested = TestedQueue(
                ArchiveSettings(.bucket(BackendLab.bucket, prefix: ""), region: "us-east-1"), ledger,
                http: lab.http, environment: lab.environment())
            #expect(try await tested.queue.pass() == 6)
            // The same copies again: they are there, and are read.
            try await ledger.endArchive()
            #expect(try await tested.queue.pass() == 6)
            #expect(tested.events == [])
            let other = try await Ledger.open(lab.directory + "/b/ledger.sqlite")
            let fetch = ArchiveFetch(from: tested.archive, to: other)
            let first = try await fetch.fetch("s", limit: 1)
            #expect(first.found == 6 && first.added == 1)
            #expect(first.believed?.serial == 3 && first.believed?.lineage == "l-2", "\(first)")
            #expect(try await fetch.fetch("s", limit: 100).added == 5)
            await ledger.close()
            await other.close()
        }
    }

    @Test func requestsCarryEncryptionAndLockAndFaultsSayWhatToDo() async throws {
        try await BackendLab.with { lab in
            let ledger = try await Ledger.open(lab.directory + "/ledger.sqlite")
            try await Kept.store(1, in: ledger)
            let missing = TestedQueue(
                ArchiveSettings(.bucket("no-such-bucket", prefix: "")), ledger, http: lab.http,
                environment: lab.environment())
            #expect(try await missing.queue.pass() == 0)
            #expect(
                missing.events.count == 1
                    && missing.events[0].contains("s3://no-such-bucket: PutObject: NoSuchBucket"),
                "\(missing.events)")
            await ledger.close()

            let settings = S3ObjectSettings(
                kmsKey: "arn:aws:kms:us-east-1:123456789012:key/k", lockMode: "GOVERNANCE",
                lockUntil: "2027-01-01T00:00:00Z", takenAt: "2026-11-30T00:00:00Z")
            let expected = [
                "x-amz-server-side-encryption": "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:us-east-1:123456789012:key/k",
                "x-amz-object-lock-mode": "GOVERNANCE",
                "x-amz-object-lock-retain-until-date": "2027-01-01T00:00:00Z",
                "x-amz-meta-taken-at": "2026-11-30T00:00:00Z",
            ]
            for (name, value) in expected {
                #expect(settings.headers.contains { $0.name == name && $0.value == value }, "\(name)")
            }
            #expect(S3ObjectSettings().headers.map(\.value) == ["AES256"])
        }
    }

    @Test func versioningOfABucketIsRead() async throws {
        try await BackendLab.with { lab in
            let chain = CredentialChain(
                CredentialSettings(environment: lab.environment(), endpoint: lab.endpoint), http: lab.http)
            let aws = AWSClient(http: lab.http, credentials: chain, endpoint: lab.endpoint)
            #expect(try await aws.bucketVersioning(BackendLab.bucket, region: "us-east-1") == .never)
            for status in [S3Versioning.enabled, .suspended] {
                let text =
                    "<VersioningConfiguration><Status>\(status.rawValue.capitalized)</Status></VersioningConfiguration>"
                try await lab.setVersioning(text)
                #expect(try await aws.bucketVersioning(BackendLab.bucket, region: "us-east-1") == status)
            }
            await #expect(throws: AWSFault.self) {
                _ = try await aws.bucketVersioning("no-such-bucket", region: "us-east-1")
            }
        }
    }
}
