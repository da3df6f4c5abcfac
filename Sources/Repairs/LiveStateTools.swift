public import Decisions
public import Terraform

extension LockTools {
    /// Those of a real backend.
    public static func live(_ terraform: Terraform, _ writer: BackendWriter) -> LockTools {
        LockTools(
            held: { () throws(ToolFault) in
                do throws(TerraformFault) {
                    return try await terraform.storedLocks()
                } catch {
                    throw ToolFault(error)
                }
            },
            release: { lock throws(ToolFault) in
                try await writer.release(lock) { () throws(TerraformFault) in
                    try await terraform.storedLocks()
                }
            },
            worker: { await terraform.stack.workingProcess() })
    }
}

extension StateTools {
    /// Those of a real backend.
    ///
    /// - Parameters:
    ///   - ignored: known changes outside Terraform.
    ///   - renew: gives Terraform credentials that are valid now.
    ///   - locked: called with the lock that a command of ours takes.
    public static func live(
        _ terraform: Terraform, _ writer: BackendWriter, ignoring ignored: [IgnoredDrift],
        renew: @escaping @Sendable () async throws(ToolFault) -> Void,
        locked: @escaping @Sendable (LockSight) async -> Void,
        snapshot: @escaping @Sendable (String?) async throws(ToolFault) -> ChosenSnapshot
    ) -> StateTools {
        @Sendable func asTool<Value: Sendable>(
            _ work: () async throws(TerraformFault) -> Value
        ) async throws(ToolFault) -> Value {
            try await renew()
            do throws(TerraformFault) {
                return try await work()
            } catch {
                throw ToolFault(error)
            }
        }
        let watch = LockWatch(terraform: terraform, tell: locked)
        return StateTools(
            stored: { () throws(TerraformFault) in try await terraform.storedState() },
            snapshot: snapshot,
            foresee: { state, directory throws(ToolFault) in
                try await asTool { () throws(TerraformFault) in
                    try await terraform.plan(asIf: state, in: directory, ignoring: ignored)
                }
            },
            clearDigest: { begins throws(ToolFault) in
                guard
                    let stale = try await asTool({ () throws(TerraformFault) in
                        try await terraform.staleDigest()
                    })
                else { return nil }
                let isRemoved = try await writer.remove(
                    stale, taken: { await locked(.ours($0)) },
                    held: { () throws(TerraformFault) in try await terraform.storedLocks() },
                    read: { () throws(TerraformFault) in try await terraform.staleDigest() }, begins: begins)
                return isRemoved ? "removed the digest \(stale.key), which matched no object" : nil
            },
            pushEmpty: { state, directory throws(ToolFault) in
                try await asTool { () throws(TerraformFault) in
                    try await watch.during(.push) { () throws(TerraformFault) in
                        try await terraform.pushEmpty(like: state, in: directory)
                    }
                }
            },
            push: { state, directory throws(ToolFault) in
                try await asTool { () throws(TerraformFault) in
                    try await watch.during(.push) { () throws(TerraformFault) in
                        try await terraform.push(state, in: directory)
                    }
                }
            },
            plan: { identity throws(ToolFault) in
                try await asTool { () throws(TerraformFault) in
                    try await terraform.review(from: identity, ignoring: ignored).outcome.get()
                }
            })
    }
}
