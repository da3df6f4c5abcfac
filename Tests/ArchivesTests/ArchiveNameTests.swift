import Decisions
import Testing

@testable import Archives

@Suite struct ArchiveNameTests {
    private let hash = String(repeating: "0a", count: 32)

    private func name(_ lineage: String, _ serial: UInt64 = 42) -> ArchiveName {
        ArchiveName(
            stack: "s-1",
            SnapshotIdentity(lineage: lineage, serial: serial, resources: 1, bytes: 2, sha256: hash))
    }

    @Test func nameSaysStackLineageSerialAndHash() {
        #expect(
            name("3f1a-x").path == "s-1/3f1a-x/00000000000000000042-\(hash).tfstate.zst")
        #expect(name("l", .max).path.contains("/18446744073709551615-"))
    }

    @Test(arguments: ["../..", "a/b", ".", "", "é\u{0}", "=2e", "A_b"])
    func everyLineageIsOnePartOfThePathAndIsReadBack(lineage: String) throws {
        let path = name(lineage).path
        #expect(path.split(separator: "/", omittingEmptySubsequences: false).count == 3)
        #expect(!path.contains("/."))
        #expect(ArchiveName(path: path) == name(lineage))
    }

    @Test func otherPathsAreNoNames() {
        let good = name("l").path
        #expect(ArchiveName(path: good) != nil)
        for path in [
            "", "s/l/x", "s/l/.part", good + "x", "/" + good, good.replacing("0042", with: "42"),
            good.replacing("0a", with: "0A"), good.replacing("/l/", with: "/=6c/"),
            good.replacing("000042", with: "+00042"), "x/" + good,
        ] {
            #expect(ArchiveName(path: path) == nil, "\(path)")
        }
    }
}
