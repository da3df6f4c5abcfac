@preconcurrency import Dispatch
import Glibc

/// Signals that the process gets, from when this returns until the stream is let go; none of them ends the process meanwhile.
///
/// A signal that comes while nobody reads waits, once for each kind at least (signals do not queue, signal(7)).
///
/// - Parameter signals: their numbers, as `SIGTERM`.
public func trappedSignals(_ signals: [Int32]) async -> AsyncStream<Int32> {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    let queue = DispatchQueue(label: "terrier.signals")
    let sources = Set(signals).map { number in
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { continuation.yield(number) }
        return source
    }
    if sources.isEmpty { continuation.finish() }
    continuation.onTermination = { _ in
        for source in sources { source.cancel() }
    }
    for source in sources {
        // Without this a signal right after the return could still end the process.
        await withCheckedContinuation { registered in
            source.setRegistrationHandler { registered.resume() }
            source.resume()
        }
    }
    return stream
}
