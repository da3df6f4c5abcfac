public import Catalogue

extension AWSClient {
    /// Makes one call that changes an instance.
    ///
    /// - Parameter attribute: what the state says of the instance.
    public func perform(
        _ write: Write, region: String, _ attribute: (String) -> String?
    ) async throws(AWSFault) {
        // The request has the same form as that of a read; of the response only the status counts.
        let read = Read(write.service, write.operation, write.request, element: .one())
        _ = try await send(try read.call(region: region, attribute))
    }
}
