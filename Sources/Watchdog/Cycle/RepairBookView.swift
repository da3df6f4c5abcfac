import Decisions
import Ledger

/// What the repair book says of the stack in this cycle.
struct RepairBookView: Sendable {
    var facts: [RepairKind: GuardrailFacts.Book] = [:]
    /// Why the book cannot be read. Every repair is held back then; the watching goes on.
    var fault: LedgerFault?
    /// Whether a repair of the stack goes on, or went on when the look began; nil where nobody knows.
    var isRepairing: Bool? { fault == nil ? facts.values.contains { $0.running != nil } : nil }

    /// The breakers that are open; nil where nobody knows.
    var breakers: [Breaker]? {
        fault == nil ? RepairKind.allCases.compactMap { facts[$0]?.breaker } : nil
    }
}

extension StackLoop {
    /// - Parameter isRepairing: whether a repair went on when the look began that the decision rests on.
    func repairBookView(_ switches: StackSwitches, isRepairing: Bool = false) async -> RepairBookView {
        var view = RepairBookView()
        let isBusy = await dispatcher.isBusy(stack)
        let busy = isBusy || isRepairing ? "of this process" : nil
        do throws(LedgerFault) {
            let book = try await tools.book()
            let inBook = try await book?.running(stack)
            // One that is running has not failed.
            let past = try await book?.past(of: stack, leavingOut: inBook) ?? []
            let running = inBook ?? busy
            for kind in RepairKind.allCases {
                var facts = GuardrailFacts.Book(
                    past, stack: stack, kind: kind, settings: policy.guardrails, resets: switches.resets,
                    running: running, now: tools.now())
                // What no book holds waits for the same cooldown.
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
