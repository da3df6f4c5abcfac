import Decisions
import Ledger

/// What the repair book holds about the stack in this cycle.
struct RepairBookView: Sendable {
    var facts: [RepairKind: GuardrailFacts.Book] = [:]
    /// Why the book cannot be read. Every repair is then held back; the stack is still watched.
    var fault: LedgerFault?
    /// Whether a repair of the stack runs, or ran when the cycle began; nil if that is not known.
    var isRepairing: Bool? { fault == nil ? facts.values.contains { $0.running != nil } : nil }

    /// The breakers that are open; nil if that is not known.
    var breakers: [Breaker]? {
        fault == nil ? RepairKind.allCases.compactMap { facts[$0]?.breaker } : nil
    }
}

extension StackLoop {
    /// - Parameter isRepairing: whether a repair ran when the cycle that the decision uses began.
    func repairBookView(_ switches: StackSwitches, isRepairing: Bool = false) async -> RepairBookView {
        var view = RepairBookView()
        let isBusy = await dispatcher.isBusy(stack)
        let busy = isBusy || isRepairing ? "of this process" : nil
        do throws(LedgerFault) {
            let book = try await tools.book()
            let inBook = try await book?.running(stack)
            // A repair that still runs has not failed.
            let past = try await book?.past(of: stack, leavingOut: inBook) ?? []
            let running = inBook ?? busy
            for kind in RepairKind.allCases {
                var facts = GuardrailFacts.Book(
                    past, stack: stack, kind: kind, settings: policy.guardrails, resets: switches.resets,
                    running: running, now: tools.now())
                // A repair that could not begin is not in the book, and waits for the same cooldown.
                if let unbegun = await dispatcher.sinceUnbegun(stack, kind) {
                    facts.sinceLast = min(unbegun, facts.sinceLast ?? unbegun)
                }
                view.facts[kind] = facts
            }
        } catch {
            view.fault = error
            for kind in RepairKind.allCases {
                view.facts[kind] = .init(running: "unknown, as the book cannot be read,")
            }
        }
        return view
    }
}
