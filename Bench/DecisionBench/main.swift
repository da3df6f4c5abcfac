import Decisions
import Glibc

// Measures one decision of a stack of 500 signals and 50 rules: its time, and whether memory grows with the steps.
//   decision-bench [STEPS]
// It measures processor time. The facts are made before; of every hundred steps twenty are in trouble: a signal is unknown,
// incidents are open, repairs are refused.

let steps = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000

/// Bytes of anonymous memory that are resident now (`/proc/self/statm`, proc_pid_statm(5): resident less shared, in pages).
func heap() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [UInt8](repeating: 0, count: 256)
    let read = fread(&text, 1, text.count, file)
    let pages = String(decoding: text[..<read], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    return pages.count > 2 ? (pages[1] - pages[2]) * Int(getpagesize()) : 0
}

/// The processor time of this thread, so that other load on the machine does not matter.
func threadTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
}

let stack = try InventedStack()
var watch = Watch()
var (quiet, troubled) = (Duration.zero, Duration.zero)
var effects = 0
var before = heap()

for step in 0..<(steps + steps / 10) {
    // The first tenth is not measured, because one-time allocations happen there.
    let isMeasured = step >= steps / 10
    if step == steps / 10 { before = heap() }
    let facts = stack.facts(of: step % 100)
    let began = threadTime()
    let decided = decide(watch, facts, policy: stack.policy)
    let took = threadTime() - began
    watch = decided.watch
    effects += decided.effects.count
    guard isMeasured else { continue }
    if step % 100 < 80 { quiet += took } else { troubled += took }
}
let growth = heap() - before

func micros(_ time: Duration, _ steps: Int) -> String {
    let hundredths = Int((time.inSeconds * 1e8 / Double(max(1, steps))).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}
print(
    "decision: \(steps) steps, \(micros(quiet + troubled, steps)) µs a step, heap growth \(growth) bytes "
        + "(quiet \(micros(quiet, steps * 4 / 5)) µs, in trouble \(micros(troubled, steps / 5)) µs, \(effects) effects)"
)
