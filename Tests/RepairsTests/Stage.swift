import Decisions
import Foundation
import Ledger
import Synchronization
import Terraform
import TestSupport

@testable import Repairs

/// A simulated stack for repairs: a real book, and tools that a test controls.
final class Stage: Sendable {
    static let events = Address(type: "aws_dynamodb_table", name: "events")
    static let new = Address(type: "aws_dynamodb_table", name: "new")
    static let seenOnce = Address(type: "aws_dynamodb_table", name: "seen_once")
    static let role = Address(type: "aws_iam_role", name: "role")
    static let alarm = Address(type: "aws_cloudwatch_metric_alarm", name: "errors")
    static let function = Address(type: "aws_lambda_function", name: "collector")
    static let integration = Address(type: "aws_apigatewayv2_integration", name: "fn")
    static let deployment = Address(type: "aws_api_gateway_deployment", name: "main")
    static let noisy = Address(type: "aws_cloudwatch_metric_alarm", name: "noisy")

    struct World: Sendable {
        var statuses: [Address: InstanceStatus] = [
            Stage.events: .missing, Stage.role: .healthy, Stage.alarm: .healthy, Stage.noisy: .healthy,
        ]
        var account: AccountProof = .shown(account: "1")
        /// The account right before the apply, if it differs.
        var accountLater: AccountProof?
        var lock: LockStatus = .free
        var hasState = true
        var plan: Result<PlanSummary, ToolFault> = .success(
            PlanSummary(changes: [PlannedChange(Stage.events, .create)], drift: []))
        var apply: ToolFault?
        /// What exists after an apply.
        var after: [Address: InstanceStatus] = [Stage.events: .healthy]
        /// What is known of the plan in a file, in the order in which it is asked for; after them, this fault.
        var details: [PlanDetails] = []
        var detailsFault = ToolFault(.failed, "show failed")
        /// What instances depend on, in the state.
        var dependencies: [Address: [Address]] = [:]
        /// The results of the next plans and applies, in order; after them, those above apply.
        var nextPlans: [[PlannedChange]] = []
        var nextAfter: [[Address: InstanceStatus]] = []
        /// What exists and the state no longer names, or never named.
        var unnamed: Set<Address> = []
        /// What an apply of ours left out of the state, and each observation remembers.
        var dropped: Set<Address> = []
        /// Addresses that an apply removes from the state.
        var forgets: Set<Address> = []
        /// Increases with every apply.
        var serial: UInt64 = 7
        /// What refreshes by Terraform's provider find, in order; after them, or if there are none, they fail.
        var refreshes: [Refresh] = []
        /// What changes while a plan is made, and while a file is applied.
        var duringPlan: (@Sendable (inout World) -> Void)?
        var duringApply: (@Sendable (inout World) -> Void)?
        var backups: BackupAnswer = .none
        var muted: Set<String> = []
        var mutingWorks = true
        var firing = true
        /// Why nothing can be brought back; and what is there afterwards.
        var undeleting: ToolFault?
        /// The locks that each read finds, in order; after them, the last one's.
        var locks: [[StoredLock]] = [[]]
        var worker: String?
        /// The backend of a restore.
        var states = StateTools.none
        var undeleted = InstanceStatus.healthy
        /// What the plans have of the code of functions, and which variables the code does not declare.
        var functions: [Address: FunctionCode] = [:]
        var undeclared: [String] = []
        /// The value of `api.cors` and of `lambda.error_rate`.
        var cors = 1.0
        var errorRate = 100.0
        /// The function with the highest error rate.
        var worst: Address? = Stage.function
        /// More attributes of instances in the state, as members of a JSON object.
        var attributes: [Address: String] = [:]
        /// What the code of the root module does not have.
        var notInCode: [Address] = []
        /// What AWS has and the state lacks; and the import blocks of the plans that had some.
        var orphans: [FoundOrphan] = []
        /// What has the name of an API that is about to be created.
        var namesakes: Result<[Namesake], ToolFault> = .success([])
        var imports: [String] = []
        /// What `commands:` has, beside a rule `stale` that runs the first one; and how a command ends.
        var commands: [OwnCommand] = []
        var ending = CommandEnding.exited(0, said: "")
        /// What was done, in order.
        var done: [String] = []
        var switches: Result<StackSwitches, ToolFault> = .success(StackSwitches())
        var window = WindowState.open
        var clock = Moment(wall: Timestamp(seconds: 1_772_334_000), boot: "b", uptime: .seconds(1000))
    }

    let world = Mutex(World())
    let directory: String
    let book: RepairBook
    let policy: Policy

    init(
        _ directory: String, mode: Mode = .act, guardrails: GuardrailSettings? = nil, creates: Bool = false,
        tiers: [Tier] = [], ways: (PlaceholderSettings?, OpenCORSSettings?) = (nil, nil)
    ) async throws {
        self.directory = directory
        book = try await RepairBook.open(directory + "/repairs.sqlite")
        let lost = (["foundation"] + tiers.map(\.name)).map { name in
            Rule(
                name: "\(name)-lost", when: Condition(.missing(ofTier: name), .greater, 0, text: "…"),
                respond: .repair(.emergencyDeploy))
        }
        var policy = Policy(
            stack: "s", mode: mode,
            rules: lost + [
                Rule(
                    name: "going", when: Condition(.awsUnhealthy, .greater, 0, text: "…"),
                    respond: .repair(.undelete)),
                Rule(
                    name: "r", when: Condition(.alarmsFiring, .greater, 0, text: "…"),
                    respond: .repair(.removeAlarms)),
            ],
            tiers: [
                Tier(
                    name: "foundation",
                    addresses: [try Pattern("aws_dynamodb_table.*"), try Pattern("aws_iam_role.*")]
                        + (creates ? [try Pattern("\(Stage.new)"), try Pattern("\(Stage.seenOnce)")] : []),
                    create: creates)
            ] + tiers,
            guardrails: try guardrails
                ?? GuardrailSettings(
                    protect: [try Pattern("aws_dynamodb_table.*")], destroy: [try Pattern("\(Stage.alarm)")],
                    distrust: 90))
        (policy.placeholder, policy.openCORS) = ways
        if ways.0 != nil {
            policy.rules.append(
                Rule(
                    name: "errors", when: Condition(.lambdaErrorRate, .greater, 10, text: "…"),
                    respond: .repair(.placeholderLambda)))
        }
        if ways.1 != nil {
            policy.rules.append(
                Rule(
                    name: "cors", when: Condition(.apiCORS, .equal, 0, text: "…"),
                    respond: .repair(.openCORS)))
        }
        self.policy = policy
    }

    /// Runs a body on a stage of its own.
    static func with(
        mode: Mode = .act, guardrails: GuardrailSettings? = nil, creates: Bool = false,
        tiers: [Tier] = [], ways: (PlaceholderSettings?, OpenCORSSettings?) = (nil, nil),
        _ body: (Stage) async throws -> Void
    ) async throws {
        try await Machine.withDirectory {
            try await body(
                Stage($0, mode: mode, guardrails: guardrails, creates: creates, tiers: tiers, ways: ways))
        }
    }

    func set(_ change: (inout World) -> Void) { world.withLock { change(&$0) } }
    var done: [String] { world.withLock { $0.done } }

    func request(
        _ kind: RepairKind = .emergencyDeploy, addresses: [Address] = [Stage.events], apply: Bool = true,
        why: String? = nil,
        configuration: String = "c"
    ) -> RepairRequest {
        RepairRequest(
            stack: "s", kind: kind, rule: kind == .emergencyDeploy ? "foundation-lost" : "r", incident: "s-1",
            addresses: addresses, apply: apply, why: why,
            requestedBy: "test", configuration: configuration, askedAt: world.withLock { $0.clock })
    }

    /// Carries out a request that was made so long ago, or at another boot; a minute passes first.
    func perform(
        _ request: RepairRequest, askedBefore: Duration = .zero, boot: String? = nil,
        say: @escaping @Sendable (RepairMessage) async -> Void = { _ in }
    ) async -> RepairMessage {
        set { $0.clock.advance(by: .seconds(60)) }
        var request = request
        request.askedAt = world.withLock { $0.clock }
        request.askedAt.advance(by: .zero - askedBefore)
        if let boot { request.askedAt.boot = boot }
        var policy = policy
        policy.commands = world.withLock { $0.commands }
        var stale = Rule(
            name: "stale", when: Condition(.api5xxRate, .greater, 0, text: "…"), respond: .repair(.run))
        stale.command = policy.commands.first?.name
        policy.rules.append(stale)
        let repairer = Repairer(
            policy: policy, configuration: "c", book: book, tools: tools, planDirectory: directory,
            askable: ["aws_dynamodb_table", "aws_iam_role", "aws_api_gateway_rest_api"],
            verifyWithin: .seconds(180))
        return await repairer.perform(request, say: say)
    }

    private var tools: RepairTools {
        var tools = basicTools
        tools.orphans = { _ throws(ToolFault) in self.world.withLock { $0.orphans } }
        tools.namesakes = { address, _, since throws(ToolFault) in
            let found = self.world.withLock { world in
                world.done.append("look for the name of \(address)")
                return world.namesakes
            }
            return try found.get()
        }
        tools.undelete = { address, _ throws(ToolFault) in
            if let fault = self.world.withLock({ $0.undeleting }) { throw fault }
            self.set {
                $0.done.append("undelete \(address)")
                $0.statuses[address] = $0.undeleted
            }
        }
        tools.functions = { _ throws(ToolFault) in self.world.withLock { $0.functions } }
        tools.undeclared = { names in self.world.withLock { names.filter($0.undeclared.contains) } }
        tools.placeholder = PlaceholderFile(path: "/placeholder.zip") { _, path in
            self.set { $0.done.append("write \(path)") }
            return true
        }
        tools.notInCode = { addresses in self.world.withLock { addresses.filter($0.notInCode.contains) } }
        tools.reading = { signal in
            self.world.withLock {
                .known(signal, signal == .apiCORS ? $0.cors : $0.errorRate, worst: $0.worst)
            }
        }
        tools.locks = LockTools(
            held: { () throws(ToolFault) in
                self.world.withLock { world in
                    world.locks.count > 1 ? world.locks.removeFirst() : world.locks[0]
                }
            },
            release: { lock throws(ToolFault) in
                self.world.withLock { world in
                    world.done.append("release \(lock.holder?.id ?? "nobody's")")
                    guard world.locks[0].contains(lock) else { return false }
                    world.locks = [world.locks[0].filter { $0 != lock }]
                    return true
                }
            },
            worker: { self.world.withLock { $0.worker } })
        tools.states = world.withLock { $0.states }
        tools.run = { command, request in
            self.world.withLock { world in
                world.done.append("run \(command.name) for \(request.stack)")
                return world.ending
            }
        }
        return tools
    }

    private var basicTools: RepairTools {
        var tools = RepairTools(
            observe: { self.stackObservation() },
            ask: { addresses, _ in
                self.set { $0.done.append("ask") }
                return self.stackObservation(only: addresses)
            },
            refresh: { addresses, _ throws(ToolFault) in
                try self.world.withLock { world in
                    world.done.append("refresh \(addresses.map(\.description).joined(separator: " "))")
                    return world.refreshes.isEmpty
                        ? Result<Refresh, ToolFault>.failure(ToolFault(.failed, "the refresh failed"))
                        : .success(world.refreshes.removeFirst())
                }.get()
            },
            plan: { order throws(ToolFault) in
                self.set {
                    $0.done.append(
                        "\(order.lock ? "" : "unlocked ")plan\(order.destroy ? " destroy" : "")\(order.variables.isEmpty ? "" : " with \(order.variables.map(\.name).joined(separator: " "))") \(order.targets.map(\.description).joined(separator: " "))"
                    )
                }
                if let imports = order.imports { self.set { $0.imports.append(imports) } }
                if let file = order.file { try? Data("plan".utf8).write(to: URL(fileURLWithPath: file)) }
                return try self.world.withLock { world in
                    world.duringPlan?(&world)
                    if world.nextPlans.isEmpty { return world.plan }
                    return .success(PlanSummary(changes: world.nextPlans.removeFirst(), drift: []))
                }.get()
            },
            apply: { file, _ throws(ToolFault) in
                self.set { world in
                    world.done.append(
                        "apply \(FileManager.default.fileExists(atPath: file) ? "the file" : "nothing")")
                    world.serial += 1
                    world.duringApply?(&world)
                    let after = world.nextAfter.isEmpty ? world.after : world.nextAfter.removeFirst()
                    for (address, status) in after {
                        world.statuses[address] = status
                        if world.forgets.contains(address) { world.unnamed.insert(address) }
                    }
                }
                if let fault = self.world.withLock({ $0.apply }) { throw fault }
            },
            backups: { _, _ in self.world.withLock { $0.backups } },
            neverSeen: { addresses in addresses.filter { $0 != Stage.seenOnce } },
            setActions: { alarms, enabled throws(ToolFault) in
                let names = alarms.map(\.name)
                self.set { world in
                    world.done.append("\(enabled ? "unmute" : "mute") \(names.joined(separator: " "))")
                    guard world.mutingWorks else { return }
                    if enabled { world.muted.subtract(names) } else { world.muted.formUnion(names) }
                }
            },
            account: { _ in self.world.withLock { $0.accountLater ?? $0.account } },
            makeDirectory: PrivateDirectory.make, removeDirectory: PrivateDirectory.remove,
            switches: { () throws(ToolFault) in try self.world.withLock { $0.switches }.get() },
            window: { self.world.withLock { $0.window } },
            // A test does not wait: the clock is advanced instead.
            pause: { time in self.set { $0.clock.advance(by: time) } },
            now: { self.world.withLock { $0.clock } })
        tools.details = { file throws(ToolFault) in
            try self.world.withLock { world -> Result<PlanDetails, ToolFault> in
                world.done.append(
                    "details of \(FileManager.default.fileExists(atPath: file) ? "the file" : "nothing")")
                return world.details.isEmpty
                    ? .failure(world.detailsFault) : .success(world.details.removeFirst())
            }.get()
        }
        return tools
    }

    private func stackObservation(only addresses: [Address]? = nil) -> StackObservation {
        let world = world.withLock { $0 }
        let named = world.statuses.keys.sorted().filter { !world.unnamed.contains($0) }
        let shown = addresses.map { $0.filter { world.statuses[$0] != nil }.sorted() } ?? named
        var observation = Observation(
            at: world.clock.wall,
            snapshot: world.hasState
                ? SnapshotIdentity(lineage: "l", serial: world.serial, resources: 4, bytes: 1, sha256: "x")
                : nil,
            readings: [], instances: shown.map { InstanceReport($0, world.statuses[$0] ?? .notAsked) },
            removed: [],
            alarms: shown.filter {
                $0.type == "aws_cloudwatch_metric_alarm" && world.statuses[$0] == .healthy
            }.map {
                AlarmReport(
                    address: $0, name: $0.name, region: "us-east-1", state: world.firing ? .alarm : .ok,
                    changed: nil,
                    actionsEnabled: !world.muted.contains($0.name))
            },
            lock: world.lock, account: world.account, plan: .unknown(Unknown(.notAsked, "")))
        var state =
            world.hasState
            ? Self.state(
                named.filter { !world.dropped.contains($0) }, serial: world.serial,
                dependencies: world.dependencies, attributes: world.attributes) : nil
        if addresses == nil, !world.dropped.isEmpty {
            let before = Self.state(world.dropped.sorted(), serial: world.serial)
            state = state?.remembering(
                DroppedInstances(
                    lineage: "l", serials: world.serial...world.serial, instances: before?.managed ?? []))
        }
        observation.remembered = state?.remembered ?? []
        return StackObservation(observation: observation, state: state)
    }

    private static func state(
        _ addresses: [Address], serial: UInt64, dependencies: [Address: [Address]] = [:],
        attributes: [Address: String] = [:]
    ) -> State? {
        let resources = addresses.map { address in
            let needs = (dependencies[address] ?? []).map { "\"\($0)\"" }.joined(separator: ",")
            let more = attributes[address].map { ",\($0)" } ?? ""
            return
                #"{"mode":"managed","type":"\#(address.type)","name":"\#(address.name)","instances":[{"attributes":{"name":"\#(address.name)"\#(more)},"dependencies":[\#(needs)]}]}"#
        }
        let text =
            #"{"version":4,"serial":\#(serial),"lineage":"l","resources":[\#(resources.joined(separator: ","))]}"#
        return try? State(parsing: Array(text.utf8), stack: "s")
    }
}
