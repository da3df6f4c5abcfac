import Testing

@Test func placeholderWatchdog() { #expect(Bool(true)) }
