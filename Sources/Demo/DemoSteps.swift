import AWS
import Commands
import Foundation
import HTTP
import Ledger

/// The steps of the demo, in order, on one emulator.
struct DemoSteps: Sendable {
    let demo: DemoRun
    let directory: String
    let emulator: Emulator
    let http: HTTPClient
    let output: DemoOutput
    let watcher: WatcherProcess

    private static let table = "liveinsight-events-dev"
    private static let alarm = "liveinsight-lambda-errors-dev"
    private static let region = "us-east-1"

    private var changes: EmulatorChanges { EmulatorChanges(endpoint: emulator.endpoint, http: http) }
    private var aws: AWSClient {
        AWSClient(
            http: http, credentials: FixedCredentials(EmulatorChanges.credentials),
            endpoint: emulator.endpoint)
    }

    /// One row of the final table.
    struct Row: Sendable {
        var step: String
        var took: Duration
        var shown: String
    }

    func run() async throws -> String {
        var rows: [Row] = []
        let stack = try await deploy(&rows)
        try await startWatching(stack, &rows)
        try await loseTable(&rows)
        try await flapAlarm(&rows)
        try await takeDown(stack, &rows)
        return Self.table(rows)
    }

    private func deploy(_ rows: inout [Row]) async throws -> SampleStack {
        let began = ContinuousClock.now
        await output.wait(for: "deploying the sample stack with Terraform")
        let stack = try await SampleStack(
            copying: demo.source, to: directory + "/stack", endpoint: emulator.endpoint,
            environment: demo.environment)
        let output = output
        let emit: @Sendable (String) async -> Void = { line in
            // Only the changes that were made, not the whole plan.
            if line.contains(" complete after ") || line.hasPrefix("- Install")
                || line.hasSuffix(".") && line.contains("!")
            {
                await output.printLine("terraform │ \(line.prefix { $0 != "[" })")
            }
        }
        try await stack.initialise(emit: emit)
        try await stack.deploy(emit: emit)
        try await expectTable("after the deploy")
        rows.append(
            Row(step: "deployed the sample stack", took: .now - began, shown: "DescribeTable: ACTIVE"))
        return stack
    }

    private func startWatching(_ stack: SampleStack, _ rows: inout [Row]) async throws {
        let began = ContinuousClock.now
        await output.wait(for: "starting terrier with a cycle every 2 s")
        let file = try configure(stack)
        var environment = AllowedEnvironment.make(from: demo.environment, adding: [:])
        environment["AWS_ACCESS_KEY_ID"] = EmulatorChanges.credentials.accessKeyID
        environment["AWS_SECRET_ACCESS_KEY"] = EmulatorChanges.credentials.secretAccessKey
        environment["AWS_EC2_METADATA_DISABLED"] = "true"
        await watcher.start(
            Command(
                demo.executable, ["run", "--config", file], environment: environment,
                deadline: .seconds(3600),
                grace: .seconds(60)))
        _ = try await line(after: began, within: .seconds(60), "healthy:", "19 resources")
        rows.append(
            Row(step: "watched, and found healthy", took: .now - began, shown: "19 resources in the state"))
    }

    private func configure(_ stack: SampleStack) throws -> String {
        var text = try String(contentsOfFile: demo.source + "/terrier.yaml", encoding: .utf8)
        for (mark, value) in [
            ("@STATE@", directory + "/var"), ("@DIRECTORY@", stack.directory),
            ("@ENDPOINT@", emulator.endpoint),
            ("@CLI_CONFIG@", stack.cliConfiguration),
        ] {
            text = text.replacing(mark, with: value)
        }
        let file = directory + "/terrier.yaml"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    private func loseTable(_ rows: inout [Row]) async throws {
        try await changes.deleteTable(Self.table)
        let lost = ContinuousClock.now
        await output.wait(
            for: "deleted the table \(Self.table) without Terraform; waiting for terrier")
        guard try await !tableExists() else {
            throw DemoFault("the emulator still has the deleted table")
        }
        let opened = try await line(
            after: lost, within: .seconds(60), "incident", "opened", "foundation-lost")
        let planned = try await line(after: opened, within: .seconds(60), "plan inspected and admitted")
        let applying = try await line(after: opened, within: .seconds(60), "emergency-deploy: applying")
        let done = try await line(after: applying, within: .seconds(120), "emergency-deploy done: verified")
        try await expectTable("after the repair")
        rows.append(
            Row(
                step: "table deleted: detected and decided", took: opened - lost,
                shown: "rule foundation-lost"))
        rows.append(
            Row(
                step: "  planned and inspected", took: planned - opened,
                shown: "create aws_dynamodb_table.events"))
        rows.append(
            Row(
                step: "  applied and verified", took: done - applying,
                shown: "DescribeTable: ACTIVE, and empty"))
        // The incident may close while the repair still verifies.
        let cleared = try await line(
            after: applying, within: .seconds(120), "incident", "closed", "foundation-lost")
        let closed = max(done, cleared)
        try await expectClosedIncident(rule: "foundation-lost")
        rows.append(
            Row(
                step: "  incident closed", took: closed - done,
                shown: "closed in the ledger, \(total(lost, closed)) in all"))
    }

    private func flapAlarm(_ rows: inout [Row]) async throws {
        let began = ContinuousClock.now
        await output.wait(for: "making the alarm \(Self.alarm) flap until its rule removes it")
        let flapping = Task {
            var state = "ALARM"
            while !Task.isCancelled {
                try? await changes.setAlarm(Self.alarm, to: state)
                state = state == "ALARM" ? "OK" : "ALARM"
                try? await Task.sleep(for: .seconds(2))
            }
        }
        defer { flapping.cancel() }
        let opened = try await line(after: began, within: .seconds(90), "incident", "opened", "alarm-storm")
        let done = try await line(after: opened, within: .seconds(120), "remove-alarms done: verified")
        guard try await aws.describeAlarms([Self.alarm], region: Self.region).isEmpty else {
            throw DemoFault("the alarm is still there after its removal")
        }
        rows.append(
            Row(step: "alarm flapped: detected and decided", took: opened - began, shown: "rule alarm-storm"))
        rows.append(
            Row(step: "  destroyed and verified", took: done - opened, shown: "DescribeAlarms: not there"))
    }

    private func takeDown(_ stack: SampleStack, _ rows: inout [Row]) async throws {
        let began = ContinuousClock.now
        await output.wait(for: "stopping terrier, and destroying the stack")
        await watcher.stop()
        let output = output
        try await stack.destroy { line in
            if line.contains("destroyed") || line.contains("Destr") {
                await output.printLine("terraform │ \(line)")
            }
        }
        guard try await !tableExists() else {
            throw DemoFault("the table is still there after the stack was taken down")
        }
        rows.append(Row(step: "took everything down", took: .now - began, shown: "DescribeTable: not there"))
    }

    // MARK: - checks

    private func tableExists() async throws -> Bool {
        do throws(AWSFault) {
            return try await aws.describeTable(Self.table, region: Self.region).status == "ACTIVE"
        } catch {
            guard error.kind == .notThere else { throw DemoFault(error.description) }
            return false
        }
    }

    private func expectTable(_ when: String) async throws {
        guard try await tableExists() else {
            throw DemoFault("\(when) AWS does not have the table \(Self.table)")
        }
    }

    private func expectClosedIncident(rule: String) async throws {
        let ledger = try await Ledger.openReading(directory + "/var/ledger.sqlite")
        guard let incident = try await ledger.incidents().first(where: { $0.rule == rule }),
            incident.closedAt != nil,
            incident.actions.contains(where: { $0.outcome == "repaired" })
        else { throw DemoFault("the ledger has no closed and repaired incident of \(rule)") }
    }

    /// Waits for a line of Terrier's output that contains all the texts.
    ///
    /// - Returns: when the line was printed.
    /// - Throws: `DemoFault` if Terrier ends or the time limit passes before.
    private func line(
        after start: ContinuousClock.Instant, within limit: Duration, _ texts: String...
    ) async throws -> ContinuousClock.Instant {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            for found in await watcher.lines where found.at >= start {
                if texts.allSatisfy({ found.text.contains($0) }) { return found.at }
            }
            guard await watcher.isRunning else {
                throw DemoFault("terrier ended unexpectedly; see its lines above")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw DemoFault("terrier did not print '\(texts.joined(separator: " … "))' within \(limit)")
    }

    private func total(_ from: ContinuousClock.Instant, _ to: ContinuousClock.Instant) -> String {
        DemoOutput.seconds(to - from).drop { $0 == " " }.description
    }

    private static func table(_ rows: [Row]) -> String {
        let width = rows.map(\.step.count).max() ?? 0
        return rows.map { row in
            let step = row.step + String(repeating: " ", count: width - row.step.count)
            return "\(step)  \(DemoOutput.seconds(row.took))  \(row.shown)"
        }.joined(separator: "\n")
    }
}
