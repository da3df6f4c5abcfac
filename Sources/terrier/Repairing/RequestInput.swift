import Dispatch
import Foundation
import Repairs

/// Reads the one request on standard input. It is bounded in bytes and in time, since any user who may connect to the socket
/// can be slow.
enum RequestInput {
    /// In bytes. A request is some addresses and a few words; a longer one is rejected.
    static let longest = 1 << 20
    /// The deadline for the whole request: a requester sends it at once.
    static let patience = Duration.seconds(10)

    static func read(_ descriptor: CInt = STDIN_FILENO) async throws(RequestFault) -> RepairRequest {
        let result: Result<Data, RequestFault> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "request").async {
                do throws(RequestFault) {
                    continuation.resume(returning: .success(try bytes(descriptor)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        let data = try result.get()
        guard let request = try? JSONDecoder().decode(RepairRequest.self, from: data) else {
            throw RequestFault(
                "not a repair request of version \(RepairRequest.currentVersion); use 'terrier repair' to request a repair by hand"
            )
        }
        return request
    }

    private static func bytes(_ descriptor: CInt) throws(RequestFault) -> Data {
        let end = ContinuousClock.now + patience
        var data = Data()
        var isTooLong = false
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let left = end - ContinuousClock.now
            guard left > .zero else {
                throw RequestFault("the request was not complete within \(patience.components.seconds) s")
            }
            var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wish, 1, Int32(left / .milliseconds(1)) + 1)
            if ready == 0 || (ready < 0 && errno == EINTR) { continue }
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            // Read to the end even if it is too long: a requester that is still writing would not get the response.
            if data.count + count > longest {
                isTooLong = true
            } else {
                data.append(contentsOf: buffer[..<count])
            }
        }
        guard !isTooLong else {
            throw RequestFault("the request is longer than \(longest >> 20) MiB, and was rejected")
        }
        return data
    }
}
