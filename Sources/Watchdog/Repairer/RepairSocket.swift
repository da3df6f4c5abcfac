import Commands
import Dispatch
import Foundation
public import Repairs

/// A repair through the repairer's socket: one request, and JSON lines until the repairer ends. The process at the other end
/// is the service manager's, in a unit of its own: it outlives whoever asked.
public struct RepairSocket: Sendable {
    private let path: String
    /// The configuration's file beside the repairer's own.
    private let file: String

    /// - Parameter configuration: the file that the request was decided under.
    public init(_ path: String, configuration: String) {
        self.path = path
        file = (configuration as NSString).lastPathComponent
    }

    /// `RepairDispatcher.Launch`
    public func launch(
        _ request: RepairRequest, _ longest: Duration,
        _ line: @escaping @Sendable (RepairMessage) async -> Void
    ) async -> RepairDispatcher.Ending {
        var request = request
        request.file = file
        let input = (try? JSONEncoder().encode(request)).map(Array.init) ?? []
        let (news, channel) = AsyncStream.makeStream(of: SocketEvent.self)
        // Waiting for hours is a thread's business, not the pool's.
        DispatchQueue(label: "repair socket").async { [path] in
            SocketSession(path: path, longest: longest).hold(input) { channel.yield($0) }
            channel.finish()
        }
        var lines = LineSplitter()
        var ending = RepairDispatcher.Ending.ended("the connection closed")
        for await piece in news {
            switch piece {
            case .bytes(let bytes):
                for text in lines.split(bytes) {
                    if let said = try? JSONDecoder().decode(RepairMessage.self, from: Data(text.utf8)) {
                        await line(said)
                    }
                }
            case .end(let end): ending = end
            }
        }
        return ending
    }

    fileprivate enum SocketEvent: Sendable {
        case bytes([UInt8])
        case end(RepairDispatcher.Ending)
    }
}

/// The blocking half: connects, asks, and listens to the end.
private struct SocketSession {
    var path: String
    var longest: Duration
    /// A repairer says some kilobytes.
    static let most = 4 << 20

    func hold(_ input: [UInt8], emit: (RepairSocket.SocketEvent) -> Void) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return emit(.end(.notReached(fault("no socket can be made")))) }
        defer { close(descriptor) }
        guard connect(descriptor) else { return emit(.end(.notReached(fault("it cannot be connected to")))) }
        // Whoever closes before it has read all may have said why: that is still there to be read.
        guard send(input, to: descriptor) || errno == EPIPE else {
            return emit(.end(.notReached(fault("it does not take the request"))))
        }
        shutdown(descriptor, Int32(SHUT_WR))
        listen(descriptor, emit)
    }

    private func connect(_ descriptor: CInt) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            errno = ENAMETOOLONG
            return false
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    private func send(_ input: [UInt8], to descriptor: CInt) -> Bool {
        var sent = 0
        while sent < input.count {
            let count = input[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private func listen(_ descriptor: CInt, _ emit: (RepairSocket.SocketEvent) -> Void) {
        let end = ContinuousClock.now + longest
        var heard = 0
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let left = end - ContinuousClock.now
            guard left > .zero else {
                return emit(.end(.ended("not done after \(longest); it is not listened to any longer")))
            }
            var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wish, 1, Int32(clamping: min(left.components.seconds, 3600) * 1000 + 1))
            if ready < 0, errno == EINTR { continue }
            guard ready >= 0 else { return emit(.end(.ended(fault("it cannot be listened to")))) }
            if ready == 0 { continue }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return emit(.end(closed(heard: heard))) }
            heard += count
            guard heard <= Self.most else { return emit(.end(.ended("it says more than a repair does"))) }
            emit(.bytes(Array(buffer[..<count])))
        }
    }

    /// A repairer says something before it changes anything: where nothing was heard, none was there.
    private func closed(heard: Int) -> RepairDispatcher.Ending {
        guard heard == 0 else { return .ended("the connection closed") }
        return .notReached(
            "\(path): it closes without a word: too many ask at a time, or the repairer's unit does not start; see journalctl -u 'terrier-repair@*'"
        )
    }

    private func fault(_ what: String) -> String {
        "\(path): \(what): \(String(cString: strerror(errno)))"
    }
}
