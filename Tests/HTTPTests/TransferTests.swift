import Commands
import Foundation
import HTTP
import TestSupport
import Testing

/// Many concurrent requests, cancellation, and descriptors of child processes.
@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(3))) struct TransferTests
{
    @Test func fiveHundredConcurrentRequestsSucceed() async throws {
        try await WireServer.with(.answers, delay: 0.02) { server in
            try await HTTPClient.with(bounds: TransferBounds(perHost: 16, total: 64)) { http in
                let request = HTTPRequest("GET", "http://127.0.0.1:\(server.port)/")
                let responses = await withTaskGroup(of: Bool.self) { group in
                    for _ in 0..<500 {
                        group.addTask {
                            await http.result(request, deadline: .seconds(60)).response?.status == 200
                        }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(responses == 500)
                try await server.wait { $0.hasPrefix("most ") }
                let most = server.lines.compactMap { Int($0.dropFirst($0.hasPrefix("most ") ? 5 : 99)) }.max()
                #expect(try #require(most) <= 16)
                let opened = server.lines.count { $0.hasPrefix("open ") }
                #expect(opened <= 16, "connections are kept and reused")
            }
        }
    }

    /// The wait for a connection does not count towards a request's deadline.
    @Test func waitForAConnectionIsNotPartOfTheDeadline() async throws {
        try await WireServer.with(.answers, delay: 0.2) { server in
            await HTTPClient.with(bounds: TransferBounds(perHost: 1, total: 1)) { http in
                let request = HTTPRequest("GET", "http://127.0.0.1:\(server.port)/")
                let responses = await withTaskGroup(of: Result<HTTPResponse, HTTPFault>.self) { group in
                    for _ in 0..<30 {
                        group.addTask { await http.result(request, deadline: .seconds(5)) }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                // Thirty requests of 0.2 s take six seconds, longer than the deadline of each.
                #expect(
                    responses.count { $0.response != nil } == 30,
                    "\(responses.compactMap(\.fault).first as Any)")
            }
        }
    }

    /// A request that waits for a connection times out, in a time that is short enough for the service's watchdog.
    @Test func waitForAConnectionTimesOut() async throws {
        try await WireServer.with(.silent) { server in
            try await HTTPClient.with(
                bounds: TransferBounds(perHost: 1, total: 1, patience: .milliseconds(300))
            ) { http in
                let request = HTTPRequest("GET", "http://127.0.0.1:\(server.port)/")
                let first = Task { await http.result(request, deadline: .seconds(600)) }
                try await server.wait { $0.hasPrefix("open") }
                let waiting = await http.result(request, deadline: .seconds(600))
                #expect(waiting.cause == .timedOut)
                #expect(waiting.fault?.description.contains("no connection was free within") == true)
                first.cancel()
                #expect(await first.value.cause == .cancelled)
            }
        }
    }

    /// A host that does not answer does not delay requests to other hosts.
    @Test func silentHostDoesNotDelayOthers() async throws {
        try await WireServer.with(.silent) { silent in
            try await WireServer.with(.answers) { other in
                await HTTPClient.with(bounds: TransferBounds(perHost: 2, total: 4)) { http in
                    await withTaskGroup(of: Void.self) { group in
                        for _ in 0..<20 {
                            group.addTask {
                                _ = await http.result(
                                    .init("GET", "http://127.0.0.1:\(silent.port)/"), deadline: .seconds(600))
                            }
                        }
                        let response = await http.result(
                            .init("GET", "http://127.0.0.1:\(other.port)/"), deadline: .seconds(60))
                        #expect(response.response?.status == 200)
                        group.cancelAll()
                    }
                }
            }
        }
    }

    /// The stage of a request when it is cancelled.
    enum Stage: String, CaseIterable, Sendable {
        case beforeStart, whileQueued, whileConnecting, duringTLSHandshake, beforeResponse, withinBody
    }

    /// A cancelled request ends at once and closes its connection, and the next request succeeds.
    @Test(arguments: Stage.allCases) func requestCanBeCancelledAtEachStage(stage: Stage) async throws {
        let behaviour: WireServer.Behaviour = stage == .withinBody ? .drips : .silent
        try await WireServer.with(behaviour) { server in
            try await HTTPClient.with(bounds: TransferBounds(perHost: 1, total: 2)) { http in
                let scheme = stage == .duringTLSHandshake ? "https" : "http"
                let full = stage == .whileConnecting ? try FullListener() : nil
                defer { full?.close() }
                let host = "127.0.0.1:\(full?.port ?? server.port)"
                let request = HTTPRequest("GET", "\(scheme)://\(host)/")
                let first =
                    stage == .whileQueued
                    ? Task { await http.result(request, deadline: .seconds(600)) } : nil
                if first != nil { try await server.wait { $0.hasPrefix("open") } }
                let task = Task {
                    if stage == .beforeStart { withUnsafeCurrentTask { $0?.cancel() } }
                    return await http.result(request, deadline: .seconds(600))
                }
                switch stage {
                case .beforeStart: break
                case .whileQueued, .whileConnecting: try await Task.sleep(for: .milliseconds(50))
                case .duringTLSHandshake, .beforeResponse: try await server.wait { $0.hasPrefix("open") }
                case .withinBody: try await server.wait { $0.hasPrefix("request") }
                }
                task.cancel()
                #expect(await task.value.cause == .cancelled)
                first?.cancel()
                if let first { #expect(await first.value.cause == .cancelled) }
                try await WireServer.with(.answers) { other in
                    let response = await http.result(
                        .init("GET", "http://127.0.0.1:\(other.port)/"), deadline: .seconds(60))
                    #expect(response.response?.status == 200)
                }
            }
        }
    }

    @Test func shutdownCancelsRunningRequests() async throws {
        try await WireServer.with(.silent) { server in
            let http = HTTPClient(bounds: TransferBounds(perHost: 1, total: 1))
            let request = HTTPRequest("GET", "http://127.0.0.1:\(server.port)/")
            let tasks = (0..<3).map { _ in Task { await http.result(request, deadline: .seconds(600)) } }
            try await server.wait { $0.hasPrefix("open") }
            await http.shutdown()
            for task in tasks { #expect(await task.value.cause == .cancelled) }
            #expect(await http.result(request, deadline: .seconds(600)).cause == .cancelled)
            await http.shutdown()
        }
    }

    /// Child processes that start during requests inherit no connection, whatever code starts them.
    @Test func childProcessesInheritNoConnection() async throws {
        try await WireServer.with(.silent) { server in
            try await HTTPClient.with { http in
                let request = HTTPRequest("GET", "http://127.0.0.1:\(server.port)/")
                let tasks = (0..<4).map { _ in Task { await http.result(request, deadline: .seconds(600)) } }
                while openSockets(to: server.port).count < 4 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(openSockets(to: server.port).allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
                for _ in 0..<20 {
                    let child = try await run(
                        Command(
                            "/bin/ls", ["-l", "/proc/self/fd"],
                            environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                            deadline: .seconds(60)))
                    let listed = String(decoding: child.output, as: UTF8.self)
                    #expect(
                        child.status == .exited(0) && listed.contains("->") && !listed.contains("socket:"),
                        "\(listed)")
                }
                for task in tasks {
                    task.cancel()
                    #expect(await task.value.cause == .cancelled)
                }
                // A cancelled request leaves nothing open.
                while !openSockets(to: server.port).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            }
        }
    }

    /// The descriptors of this process that are connected to a port.
    private func openSockets(to port: Int) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }.filter { descriptor in
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let found = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &length) }
            }
            return found == 0 && address.sin_family == sa_family_t(AF_INET)
                && Int(in_port_t(bigEndian: address.sin_port)) == port
        }
    }
}

/// A port whose queue of connections is full: further connections are neither accepted nor refused (listen(2), tcp(7)).
private struct FullListener {
    let port: Int
    private let descriptors: [Int32]

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 0) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, bound else { throw SupportFault("no port to listen on: errno \(errno)") }
        port = Int(in_port_t(bigEndian: address.sin_port))
        // Far more connections than a queue of length 0 holds.
        descriptors =
            [listener]
            + (0..<4).map { _ in
                let kind =
                    Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
                let client = socket(AF_INET, kind, 0)
                _ = withUnsafePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, length) }
                }
                return client
            }
    }

    func close() {
        for descriptor in descriptors { _ = Foundation.close(descriptor) }
    }
}
