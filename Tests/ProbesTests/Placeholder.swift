import Testing

@Test func placeholderProbes() { #expect(Bool(true)) }
