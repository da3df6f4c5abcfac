import Testing

@Test func placeholderRepairs() { #expect(Bool(true)) }
