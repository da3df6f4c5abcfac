import Foundation

/// The state of a local backend, read from its file. `state pull` prints the same file, but takes 0.4 s, mostly for the
/// checksums of the providers (measured with Terraform 1.11 and the AWS provider).
struct LocalStateFile {
    var path: String
    var stack: TerraformStack

    /// Terraform truncates the file in place and writes it again, so it can be seen empty or half.
    private static let attempts = 4
    private static let pause = Duration.milliseconds(50)

    /// - Throws: a `TerraformFault`: `noState` if there is no file or nothing in it, and what parsing it throws.
    func read(_ cache: StateCache) async throws(TerraformFault) -> State {
        var fault = TerraformFault(.failed, "")
        for attempt in 0..<Self.attempts {
            if attempt > 0 { try? await Task.sleep(for: Self.pause) }
            let file = self
            let result = await Self.offPool { file.readOnce(cache) }
            switch result {
            case .success(let state): return state
            case .failure(let found): fault = found
            }
            // Only these may be a moment of a write.
            guard fault.code == .stateNotJSON || fault.code == .noState && exists else { break }
        }
        throw fault
    }

    private var exists: Bool { access(path, F_OK) == 0 }

    /// One attempt, which a write may spoil.
    func readOnce(_ cache: StateCache) -> Result<State, TerraformFault> {
        guard let before = version else { return .failure(absent(errno)) }
        if let state = cache.state(.file(before)) { return .success(state) }
        let written = TerraformFault(.stateNotJSON, "\(path) was written while it was read")
        guard !before.isJustWritten(at: Self.now) else { return .failure(written) }
        let file: BoundedFile
        do throws(BoundedFile.Fault) {
            file = try BoundedFile(path, most: BoundedFile.mostOfState)
        } catch {
            return .failure(unreadable(error))
        }
        guard !file.bytes.isEmpty else { return .failure(.noState(stack.name, "\(path) is empty")) }
        do throws(TerraformFault) {
            let state = try State(parsing: file.bytes, stack: stack.name)
            guard version == before else { return .failure(written) }
            cache.keep(state, as: .file(before))
            return .success(state)
        } catch {
            return .failure(error)
        }
    }

    private var version: StateCache.FileVersion? {
        var about = stat()
        guard stat(path, &about) == 0 else { return nil }
        return StateCache.FileVersion(
            path: path, device: UInt64(about.st_dev), inode: UInt64(about.st_ino),
            size: UInt64(clamping: about.st_size),
            modified: Self.nanoseconds(about.st_mtim), changed: Self.nanoseconds(about.st_ctim))
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return nanoseconds(time)
    }

    private func unreadable(_ fault: BoundedFile.Fault) -> TerraformFault {
        guard case .unreadable(let number) = fault else {
            return TerraformFault(.failed, "\(path) \(fault.text)")
        }
        return absent(number)
    }

    private func absent(_ error: Int32) -> TerraformFault {
        guard error == ENOENT || error == ENOTDIR else {
            return TerraformFault(
                .failed,
                "\(path): cannot be read: \(String(cString: strerror(error))); check its owner and mode")
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard stack.workspace == "default" || access(folder, F_OK) == 0 else {
            return .noState(
                stack.name,
                "there is no workspace '\(stack.workspace)' (\(folder) does not exist)",
                advice: "check 'workspace:', or whether it was lost")
        }
        return .noState(stack.name, "\(path) does not exist")
    }

    private static func offPool<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}

extension TerraformFault {
    /// There is no state where it should be.
    ///
    /// - Parameters:
    ///   - place: which place, and how it is seen: `s3://bucket/key does not exist`.
    ///   - advice: what to do.
    public static func noState(
        _ stack: String, _ place: String, advice: String = "check whether it was lost before anybody applies"
    ) -> TerraformFault {
        TerraformFault(
            .noState,
            "the backend of \(stack) returns no state: \(place); \(advice)"
        )
    }
}
