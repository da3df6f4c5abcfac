import Testing

@Test func placeholderDecisions() { #expect(Bool(true)) }
