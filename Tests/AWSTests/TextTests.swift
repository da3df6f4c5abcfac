import Foundation
import Testing

@testable import AWS

@Suite struct ServiceWordTests {
    @Test(arguments: [
        "A", "ACTIVE", "a.b", "a_", "A..", "EniLimitExceeded", "XAmzContentSHA256Mismatch", "S3x", "A1b",
        "A123b", "A1.",
        "AWS.SimpleQueueService.NonExistentQueue", String(repeating: "a", count: 64),
    ])
    func aWordIsOne(text: String) { #expect(ServiceWord.isOne(text)) }

    @Test(arguments: [
        "", ".a", "_a", "1a", "A1", "A1234b", "A1b2c", "a b", "a-b", "a\n", "ä", "aä", "a١b", "\u{0}",
        String(repeating: "a", count: 65),
    ])
    func whatIsNoneIsNone(text: String) { #expect(!ServiceWord.isOne(text)) }
}

@Suite struct XMLTextTests {
    private func elements(_ text: String, _ name: String) -> [String]? {
        XMLText(Array(text.utf8))?.all(name)
    }

    @Test(arguments: [
        ("<a>x</a>", ["x"]), ("<b><a>x</a><a> y \n</a></b>", ["x", "y"]), ("<a/>", [""]),
        ("<?xml version='1.0'?><n:b xmlns:n='urn:n'><a i='1'>&lt;&amp;&#228;</a></n:b>", ["<&ä"]),
        ("<a><![CDATA[<x>]]></a>", ["<x>"]), ("<b>no</b>", []),
    ])
    func theTextOfAnElementIsRead(row: (document: String, text: [String])) {
        #expect(elements(row.document, "a") == row.text)
    }

    @Test(arguments: [
        "", " ", "text", "<a>", "<a></b>", "<a>x</a><a>y</a>", "<a>&unknown;</a>", "{\"a\": 1}",
        "<a>\u{0}</a>",
    ])
    func whatIsNotWellFormedIsNothing(document: String) { #expect(XMLText(Array(document.utf8)) == nil) }

    @Test func bytesThatAreNoTextAreNothing() { #expect(XMLText([0x3C, 0x61, 0x3E, 0xFF, 0xFE]) == nil) }

    /// Entities that grow a thousandfold end the reading, and a file that is named is not read.
    @Test func entitiesAreNoWayIn() {
        let levels = (1...9).map { "<!ENTITY e\($0) '\(String(repeating: "&e\($0 - 1);", count: 10))'>" }
        let growing = "<!DOCTYPE a [<!ENTITY e0 'aaaaaaaaaa'>\(levels.joined())]><a>&e9;</a>"
        #expect(elements(growing, "a") == nil)
        let file = "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><a>&e;</a>"
        #expect(elements(file, "a") == nil)
        #expect(elements("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "a") == nil)
    }
}

@Suite struct StampTests {
    @Test(arguments: [
        (0, "19700101T000000Z"), (1_440_938_160, "20150830T123600Z"), (1_709_164_799.999, "20240228T235959Z"),
        (1_709_251_199, "20240229T235959Z"), (4_102_444_800, "21000101T000000Z"),
    ])
    func anInstantIsWrittenAsAWSReadsIt(row: (seconds: Double, text: String)) {
        let date = Date(timeIntervalSince1970: row.seconds)
        #expect(Signer.stamp(date) == row.text)
        #expect(Signer.stamp(date) == date.formatted(.iso8601).filter { !"-:".contains($0) })
    }
}
