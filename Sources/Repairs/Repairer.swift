public import Decisions
public import Ledger
import Terraform

/// The only part of Terrier that changes resources: guardrails, snapshot, plan to a file, inspection, apply of exactly that file,
/// verification of the postcondition; every step is recorded before and after.
///
/// It does not depend on its caller: the watcher's child process, a socket-activated unit, or a person's command.
public struct Repairer: Sendable {
    /// The stack's policy from the configuration as the repairer itself has read it.
    public var policy: Policy
    /// The hash of that configuration.
    public var configuration: String
    public var book: any RepairStore
    public var tools: RepairTools
    /// A directory that only this user may enter; plan files are created and deleted in it.
    public var planDirectory: String
    /// The resource types that Terrier can query in AWS: it must be able to verify what it creates.
    public var askable: Set<String>
    /// How long it may take until the postcondition is met.
    public var verifyWithin: Duration

    public init(
        policy: Policy, configuration: String, book: any RepairStore, tools: RepairTools,
        planDirectory: String,
        askable: Set<String>, verifyWithin: Duration = .seconds(180)
    ) {
        self.policy = policy
        self.configuration = configuration
        self.book = book
        self.tools = tools
        self.planDirectory = planDirectory
        self.askable = askable
        self.verifyWithin = verifyWithin
    }

    /// Carries out a request, or refuses it. It never throws: an error is in the last line, and in the book.
    public func perform(_ request: RepairRequest, say: @escaping @Sendable (RepairMessage) async -> Void)
        async
        -> RepairMessage
    {
        let admission: RepairAdmission
        do {
            admission = try await book.begin(request.record(at: tools.now()))
        } catch {
            let busy = error.code == .busy
            let line = RepairMessage(
                repair: RepairMessage.noRepair, step: .guardrails, message: error.description,
                refusals: busy ? [Refusal(.running, error.description)] : [],
                outcome: busy ? .refused : .failed)
            await say(line)
            return line
        }
        let say: @Sendable (RepairMessage) async -> Void = { await say($0.about(request.subject)) }
        let run = RepairRun(repairer: self, request: request, id: admission.id, say: say)
        var last: RepairMessage
        do {
            last = try await run.carryOut()
        } catch {
            last = run.line(for: error)
            // The serial that the apply wrote identifies what it left in the state, until somebody else writes the state.
            if run.changes.haveBegun { last.serial = await tools.observe().state?.serial }
        }
        return await finish(last.about(request.subject), admission, say: say)
    }

    /// Records the outcome before it reports it. If the book cannot be written, the outcome stays unknown in it, and later readers
    /// treat it as unknown.
    private func finish(
        _ last: RepairMessage, _ admission: RepairAdmission, say: @Sendable (RepairMessage) async -> Void
    ) async -> RepairMessage {
        var last = last
        do {
            try await book.end(
                admission, outcome: last.outcome ?? .failed,
                reason: last.message,
                serialAfter: last.serial, at: tools.now())
        } catch {
            last.message += "; and the outcome could not be recorded: \(error.description)"
        }
        await say(last)
        return last
    }
}

/// Why a repair ends early.
struct RepairStop: Error {
    var outcome: RepairOutcome
    var step: RepairStep
    var message: String
    var refusals: [Refusal] = []
    var actions: [RepairAction] = []
    var addresses: [Address] = []

    static func refused(_ step: RepairStep, _ refusals: [Refusal], actions: [RepairAction] = []) -> RepairStop
    {
        RepairStop(
            outcome: .refused, step: step, message: refusals.map(\.description).joined(separator: "; "),
            refusals: refusals, actions: actions)
    }

    static func failed(_ step: RepairStep, _ message: String) -> RepairStop {
        RepairStop(outcome: .failed, step: step, message: message)
    }
}
