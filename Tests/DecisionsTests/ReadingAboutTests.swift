import Decisions
import Testing

/// The ledger keeps what a reading is about as text: it is the same after it was read back.
@Suite struct ReadingAboutTests {
    private static let role = Address(type: "aws_iam_role", name: "api")

    @Test(arguments: [
        Reading.About.addresses([role]),
        .addresses([role, Address(type: "aws_iam_role", name: "b", key: .name("x, y \"z\", \\"))]),
        .addresses([Address(type: "aws_iam_role", name: "b", key: .name("\\\", a")), role]),
        .words("ann@host, OperationTypeApply"), .names(["errors", "latency"]),
    ])
    func whatIsWrittenIsReadBack(about: Reading.About) {
        let form: Reading.About.Form =
            switch about {
            case .addresses: .addresses
            case .names: .names
            case .words: .words
            }
        #expect(Reading.About(about.text, form) == about)
    }

    /// Nothing of a row is lost where it was written by hand, or by another version.
    @Test(arguments: ["?", "aws_iam_role.api, and others", "aws_iam_role.api,aws_iam_role.b"])
    func whatIsNoListOfAddressesStaysWords(text: String) {
        #expect(Reading.About(text, .addresses) == .words(text))
    }

    @Test func signalsSayWhatTheirReadingsName() {
        #expect(Signal.missing(ofTier: "foundation").definition?.names == .addresses)
        #expect(Signal.resourcesMissing.definition?.names == .addresses)
        #expect(Signal.alarmsFiring.definition?.names == .names)
        #expect(Signal.lockAge.definition?.names == .words)
    }
}
