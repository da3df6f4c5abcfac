public import Decisions

extension Sink {
    /// Sends one message to the sink, past the outbox.
    ///
    /// - Returns: why it was not taken; nil where it was.
    public func test(from host: String, at: Timestamp, _ tools: CourierTools) async -> String? {
        if isPing {
            return await Heartbeat.send(.alive, "terrier notify --test on \(host)", to: self, tools.http)?.why
        }
        let notice = Notice(
            id: NoticeID.make([host, "test", String(at.milliseconds)]), kind: .test, severity: .info,
            stack: nil,
            title: "terrier notify --test on \(host): notices reach you", at: at)
        do throws(DeliveryFault) {
            try await courier(tools)?.deliver(notice, at: at)
            return nil
        } catch {
            return error.why
        }
    }
}
