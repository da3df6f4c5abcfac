/// Runs the diagnoses of one stack concurrently with its cycle: one after another, and none that outlives the loop.
actor DiagnosisQueue {
    private let spawn: RepairDispatcher.Spawn
    private var running: Task<Void, Never>?
    private var waiting: [@Sendable () async -> Void] = []

    init(_ spawn: @escaping RepairDispatcher.Spawn) {
        self.spawn = spawn
    }

    /// Whether a diagnosis runs: another plan would only slow it down.
    var isBusy: Bool { running != nil }

    /// Runs the work after those that were started before it.
    ///
    /// - Parameter work: must return soon after its task is cancelled.
    func start(_ work: @escaping @Sendable () async -> Void) {
        waiting.append(work)
        if running == nil { startNext() }
    }

    private func startNext() {
        guard !waiting.isEmpty else {
            running = nil
            return
        }
        let work = waiting.removeFirst()
        running = spawn { [self] in
            await work()
            await startNext()
        }
    }

    /// Cancels what runs or waits, and returns when all of it has ended.
    func stop() async {
        while let task = running {
            task.cancel()
            await task.value
        }
    }
}
