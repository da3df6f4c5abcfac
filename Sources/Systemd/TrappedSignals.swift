@preconcurrency import Dispatch
import Glibc

/// The given signals, as a stream, from when this function returns until the stream is released. During this time they do not
/// end the process.
///
/// Signals that arrive before they are read are kept, at least one of each kind (signals do not queue, signal(7)).
///
/// - Parameter signals: signal numbers such as `SIGTERM`.
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
        // Without this wait, a signal right after the return could still end the process.
        await withCheckedContinuation { registered in
            source.setRegistrationHandler { registered.resume() }
            source.resume()
        }
    }
    return stream
}
