import Decisions
import Foundation
import Ledger
import Notifications
import Repairs
import Synchronization
import TestSupport
import Testing

@testable import Watchdog

/// If the repairer cannot be reached, nothing is started, and that is logged once.
@Suite struct UnreachableTests {
    private static func request(addresses: [Address] = []) -> RepairRequest {
        RepairRequest(
            stack: "s", kind: .emergencyDeploy, rule: "lost", incident: "s-1", addresses: addresses,
            apply: true,
            requestedBy: "t", configuration: "c", askedAt: MachineClock.now())
    }

    @Test func unreachableRepairerIsLoggedOnceUntilItIsReached() async throws {
        let said = Mutex<[String]>([])
        let isThere = Mutex(true)
        let dispatcher = RepairDispatcher(
            launch: { _, _, say in
                guard isThere.withLock({ $0 }) else { return .notReached("no socket") }
                await say(
                    RepairMessage(repair: "R", step: .verify, message: "m", outcome: .failed))
                return .ended("the connection closed")
            },
            events: .telling { event, _ in
                switch event {
                case .repairerUnreachable(let why): said.withLock { $0.append(why) }
                case .repairStarted: said.withLock { $0.append("begins") }
                case .repairFailed: said.withLock { $0.append("failed") }
                case .repairOutcomeUnknown: said.withLock { $0.append("unknown") }
                default: break
                }
            }, now: MachineClock.now)
        for there in [false, false, true, true, false] {
            isThere.withLock { $0 = there }
            await dispatcher.start(Self.request(), longest: .seconds(1), ledger: MemoryLedger())
            await dispatcher.drain()
        }
        #expect(
            said.withLock { $0 } == [
                "begins", "no socket", "begins", "failed", "begins", "failed", "begins", "no socket",
            ])
    }

    @Test func absentSocketCannotBeReached() async throws {
        try await Machine.withDirectory { directory in
            for path in ["\(directory)/none", "\(directory)/\(String(repeating: "x", count: 200))"] {
                let ending = await RepairSocket(path, configuration: "/etc/terrier/terrier.yaml").launch(
                    Self.request(), .seconds(5)
                ) { _ in }
                guard case .notReached(let why) = ending else {
                    Issue.record("\(ending)")
                    continue
                }
                #expect(why.hasPrefix("\(path): it cannot be connected to: "), "\(why)")
            }
        }
    }

    /// The service manager does so if there are too many connections, or if the unit does not start: with a request that fits
    /// into the socket's buffer, and with one that is still being sent when the connection closes.
    @Test(arguments: ["", "line"], [1, 50_000])
    func connectionClosedWithoutAResponseMeansNothingBegan(says: String, addresses: Int) async throws {
        try await Machine.withDirectory { directory in
            let path = "\(directory)/socket"
            let server = Self.closing(path, after: says.isEmpty ? "" : says + "\n")
            try #require(server >= 0)
            defer { close(server) }
            let ending = await RepairSocket(path, configuration: "/etc/terrier/terrier.yaml").launch(
                Self.request(
                    addresses: Array(
                        repeating: Address(type: "aws_dynamodb_table", name: "t"), count: addresses)),
                .seconds(20)
            ) { _ in }
            if says.isEmpty {
                guard case .notReached(let why) = ending else { Issue.record("\(ending)"); return }
                #expect(why.hasPrefix("\(path): it closed the connection without a response"), "\(why)")
            } else {
                #expect(ending == .ended("the connection closed"))
            }
        }
    }

    /// Listens at a socket, and closes the first connection after it has sent the text.
    private static func closing(_ path: String, after text: String) -> CInt {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard server >= 0, isBound, Foundation.listen(server, 1) == 0 else { return -1 }
        Thread.detachNewThread {
            let connection = accept(server, nil, nil)
            let bytes = Array(text.utf8)
            if !bytes.isEmpty { _ = write(connection, bytes, bytes.count) }
            close(connection)
        }
        return server
    }
}
