public import Decisions
public import Ledger
import Terraform

/// The one way to change the world: guardrails, snapshot, plan to a file, inspection, that very file applied, its
/// postcondition verified, every step recorded before and after.
///
/// Who calls it is nobody's concern here: the watcher's child process, a socket-activated unit, a person.
public struct Repairer: Sendable {
    /// The stack as the repairer's own reading of the configuration describes it.
    public var policy: Policy
    /// The hash of that configuration.
    public var configuration: String
    public var book: any RepairStore
    public var tools: RepairTools
    /// A directory that only this user may enter; plan files live and die in it.
    public var planDirectory: String
    /// The types that Terrier can ask AWS about: what it creates anew, it must be able to verify.
    public var askable: Set<String>
    /// How long the postcondition may take to hold.
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

    /// Carries a request out, or refuses it. Never throws: what went wrong is the last line, and stands in the book.
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
        let run = RepairRun(repairer: self, request: request, id: admission.id, say: say)
        var last: RepairMessage
        do {
            last = try await run.carryOut()
        } catch {
            last = run.line(for: error)
            // What an apply left behind it is known by the serial that it wrote: nobody else has, as long as it stands.
            if run.changes.haveBegun { last.serial = await tools.observe().state?.serial }
        }
        return await finish(last, admission, say: say)
    }

    /// Writes the outcome down before it is told. A book that cannot be written leaves the outcome unknown there, and
    /// that is what the next reader must believe.
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

/// Why a repair goes no further.
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
