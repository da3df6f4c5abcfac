/// Has the diagnoses of one stack made beside its cycle: one after another, and none that outlives the loop.
actor DiagnosisQueue {
    private let spawn: RepairDispatcher.Spawn
    private var running: Task<Void, Never>?
    private var waiting: [@Sendable () async -> Void] = []

    init(_ spawn: @escaping RepairDispatcher.Spawn) {
        self.spawn = spawn
    }

    /// Something is being gathered: another plan would only slow it down.
    var isBusy: Bool { running != nil }

    /// Has it done once those before it are done.
    ///
    /// - Parameter work: returns soon once its task is cancelled.
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

    /// Cuts short what is under way or waits, and returns once all of it has ended.
    func stop() async {
        while let task = running {
            task.cancel()
            await task.value
        }
    }
}
