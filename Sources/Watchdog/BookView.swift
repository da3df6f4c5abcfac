import Decisions
import Ledger

/// What the repair book says of the stack in this cycle.
struct BookView: Sendable {
    var facts: [RepairKind: GuardrailFacts.Book] = [:]
    /// Why the book cannot be read. Every repair is held back then; the watching goes on.
    var fault: String?

    /// The breakers that are open; nil where nobody knows.
    var breakers: [Breaker]? {
        fault == nil ? RepairKind.allCases.compactMap { facts[$0]?.breaker } : nil
    }
}

extension StackLoop {
    func bookView(_ switches: Switches) async -> BookView {
        var view = BookView()
        let busy = await desk.isBusy(stack) ? "of this process" : nil
        do {
            let book = try await tools.book()
            let inBook = try await book?.running(stack)
            // One that is running has not failed.
            let past = try await book?.past(of: stack, leavingOut: inBook) ?? []
            let running = inBook ?? busy
            for kind in RepairKind.allCases {
                view.facts[kind] = .init(
                    past, stack: stack, kind: kind, settings: policy.guardrails, resets: switches.resets,
                    running: running, now: tools.now())
            }
        } catch {
            view.fault = "\(error)"
            for kind in RepairKind.allCases {
                view.facts[kind] = .init(running: "unknown, as the book cannot be read,")
            }
        }
        return view
    }
}
