import Commands
import Foundation

/// The result of a run of the program under test.
public struct Program: Sendable {
    public var code: Int32
    public var output: String
    public var errorOutput: String

    public static func run(
        _ arguments: [String], environment: [String: String] = Lab.environment, input: String = "",
        deadline: Duration = .seconds(300)
    ) async throws -> Program {
        let result = try await Commands.run(
            Command(
                Machine.terrier, arguments, environment: environment, input: Array(input.utf8),
                deadline: deadline,
                limit: 32 << 20))
        guard case .exited(let code) = result.status else {
            throw SupportFault("terrier was killed: \(result.status)")
        }
        return Program(
            code: code, output: String(decoding: result.output, as: UTF8.self),
            errorOutput: String(decoding: result.errorOutput, as: UTF8.self))
    }

    /// The output as one JSON object.
    public func document() throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] else {
            throw SupportFault("no JSON document: \(output)")
        }
        return object
    }
}

/// A running `terrier run`, with its lines of output.
public actor RunningService {
    public private(set) var lines: [String] = []
    private var process: Task<Void, Never>?
    private var pid: Int32?
    public private(set) var hasEnded = false

    public static func with<Value>(
        _ configuration: String, environment: [String: String] = Lab.environment,
        _ body: (RunningService) async throws -> Value
    ) async throws -> Value {
        let service = RunningService()
        await service.start(configuration, environment)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(service))
        } catch {
            let output = await service.lines.joined(separator: "\n")
            result = .failure(SupportFault("\(error)\nterrier printed:\n\(output)"))
        }
        await service.stop()
        return try result.get()
    }

    private func start(_ configuration: String, _ environment: [String: String]) {
        process = Task {
            _ = try? await Commands.run(
                Command(
                    Machine.terrier, ["run", "--config", configuration], environment: environment,
                    deadline: .seconds(900), grace: .seconds(120)),
                onErrorLine: { await self.add($0) })
            self.end()
        }
    }

    private func add(_ line: String) { lines.append(line) }
    private func end() { hasEnded = true }

    public func stop() async {
        process?.cancel()
        await process?.value
    }

    /// Waits until a line contains all of these texts.
    ///
    /// - Parameter from: the number of lines at the beginning to skip.
    @discardableResult
    public func waitFor(_ texts: String..., from: Int = 0, within limit: Duration = .seconds(300))
        async throws
        -> String
    {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let line = lines.dropFirst(from).first(where: { line in texts.allSatisfy { line.contains($0) }
            }) {
                return line
            }
            if hasEnded {
                throw SupportFault("terrier ended before it printed '\(texts.joined(separator: " … "))'")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw SupportFault("terrier did not print '\(texts.joined(separator: " … "))' within \(limit)")
    }

    /// Waits until a line contains one of these texts.
    public func waitForAny(_ texts: String..., within limit: Duration = .seconds(300)) async throws {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end, !hasEnded {
            if texts.contains(where: said) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw SupportFault("terrier printed none of '\(texts.joined(separator: "', '"))' within \(limit)")
    }

    public var count: Int { lines.count }

    /// Whether a line contains the text.
    public func said(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

    /// Sends a signal to the service, which is found by the path of its configuration file.
    public func signal(_ number: Int32, configuration: String) throws {
        for pid in try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init) {
            let words = commandLine(pid)
            if words.contains("run"), words.contains(configuration) { kill(pid, number) }
        }
    }
}

/// The arguments of a process; empty if there is no such process.
public func commandLine(_ pid: Int32) -> [String] {
    guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return [] }
    return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
}

/// The processes whose arguments contain all of these words.
public func processes(with words: String...) -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init)) ?? []
    return all.filter { pid in
        let line = commandLine(pid)
        return words.allSatisfy { line.contains($0) }
    }
}
