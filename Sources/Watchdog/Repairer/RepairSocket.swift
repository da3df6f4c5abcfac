import Commands
import Dispatch
import Foundation
public import Repairs

/// Runs a repair through the repairer's socket: sends one request and reads JSON lines until the repairer ends. The service
/// manager starts the repairer in a unit of its own: it outlives the process that sent the request.
public struct RepairSocket: Sendable {
    private let path: String
    /// The name of the configuration file, in the directory of the repairer's own.
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
        // It may wait for hours, which must not block the cooperative pool.
        DispatchQueue(label: "repair socket").async { [path] in
            SocketSession(path: path, longest: longest).run(input) { channel.yield($0) }
            channel.finish()
        }
        var lines = LineSplitter()
        var ending = RepairDispatcher.Ending.ended("the connection closed")
        for await piece in news {
            switch piece {
            case .bytes(let bytes):
                for text in lines.split(bytes) {
                    if let message = try? JSONDecoder().decode(RepairMessage.self, from: Data(text.utf8)) {
                        await line(message)
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

/// The blocking part: connects, sends the request, and reads until the connection closes.
private struct SocketSession {
    var path: String
    var longest: Duration
    /// The most bytes that are read. A repairer sends a few kilobytes.
    static let most = 4 << 20

    func run(_ input: [UInt8], emit: (RepairSocket.SocketEvent) -> Void) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return emit(.end(.notReached(fault("no socket can be made")))) }
        defer { close(descriptor) }
        guard connect(descriptor) else { return emit(.end(.notReached(fault("it cannot be connected to")))) }
        // A repairer that closes before it has read everything may have sent the reason: it can still be read.
        guard send(input, to: descriptor) || errno == EPIPE else {
            return emit(.end(.notReached(fault("it does not take the request"))))
        }
        shutdown(descriptor, Int32(SHUT_WR))
        receive(descriptor, emit)
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

    private func receive(_ descriptor: CInt, _ emit: (RepairSocket.SocketEvent) -> Void) {
        let end = ContinuousClock.now + longest
        var heard = 0
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let left = end - ContinuousClock.now
            guard left > .zero else {
                return emit(.end(.ended("not done after \(longest); its lines are no longer read")))
            }
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&request, 1, Int32(clamping: min(left.components.seconds, 3600) * 1000 + 1))
            if ready < 0, errno == EINTR { continue }
            guard ready >= 0 else { return emit(.end(.ended(fault("it cannot be read from")))) }
            if ready == 0 { continue }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return emit(.end(closed(heard: heard))) }
            heard += count
            guard heard <= Self.most else {
                return emit(.end(.ended("it sent more than \(Self.most) bytes")))
            }
            emit(.bytes(Array(buffer[..<count])))
        }
    }

    /// A repairer sends a line before it changes anything: if nothing was received, no repairer ran.
    private func closed(heard: Int) -> RepairDispatcher.Ending {
        guard heard == 0 else { return .ended("the connection closed") }
        return .notReached(
            "\(path): it closed the connection without a response: too many requests at a time, or the repairer's unit does not start; see journalctl -u 'terrier-repair@*'"
        )
    }

    private func fault(_ what: String) -> String {
        "\(path): \(what): \(String(cString: strerror(errno)))"
    }
}
