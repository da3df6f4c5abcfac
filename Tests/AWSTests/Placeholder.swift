import Testing

@Test func placeholderAWS() { #expect(Bool(true)) }
