import AWS
public import Decisions
import Foundation

/// Asks CloudTrail who removed what is missing.
public struct TrailReader: Sendable {
    private let probe: StackProbe
    private let pace: Pace

    /// The most instances of an incident that are asked about, and the most pages of events for each name.
    static let mostInstances = 5
    static let mostPages = 5

    /// - Parameter pace: shared by all stacks, since CloudTrail counts the requests of an account.
    public init(_ probe: StackProbe, pace: Pace) {
        self.probe = probe
        self.pace = pace
    }

    /// - Parameter probeResult: the cycle that asks: it shows where each instance was, and whose the credentials are.
    public func answer(_ questions: [TrailQuestion], in probeResult: ProbeResult) async -> TrailAnswer {
        let homes = probe.homes(in: probeResult)
        var answer = TrailAnswer()
        for question in questions.prefix(Self.mostInstances) {
            switch homes.place(of: question.instance) {
            case .failure(let reason):
                answer.add(question, "CloudTrail was not asked (\(reason))")
            case .success(let place):
                do throws(AWSFault) {
                    let (event, isWhole) = try await event(
                        of: question, homes.client(for: place),
                        AWSClient.trailRegion(of: question.service, in: place.region))
                    answer.add(question, event, isWhole: isWhole)
                } catch {
                    if error.kind == .denied { return .denied }
                    answer.add(question, "CloudTrail could not be asked (\(Unknown(error)))")
                }
            }
        }
        if questions.count > Self.mostInstances {
            answer.lines.append("and \(questions.count - Self.mostInstances) more, not asked about")
        }
        return answer
    }

    /// The event that says best who removed the instance; and whether all events in the time were read.
    private func event(of question: TrailQuestion, _ aws: AWSClient, _ region: String) async throws(AWSFault)
        -> (
            TrailEvent?, isWhole: Bool
        )
    {
        var isWhole = true
        var best: TrailEvent?
        for name in question.names {
            var next: String?
            for page in 1...Self.mostPages {
                await pace.turn()
                let answer = try await aws.lookupEvents(
                    resource: name, from: question.from.date, until: question.until.date, next: next,
                    region: region)
                let events = answer.events.compactMap { TrailEvent($0, about: question) }
                best = ([best].compactMap { $0 } + events).min { question.prefers($0, to: $1) }
                next = answer.next
                // The newest removal is on the first page that has one.
                if next == nil || best?.isRemoval == true { break }
                if page == Self.mostPages { isWhole = false }
            }
            if best?.isRemoval == true { break }
        }
        return (best, isWhole)
    }
}

/// What CloudTrail returned about the missing instances of an incident.
public struct TrailAnswer: Sendable, Equatable {
    /// At most one for each instance.
    public var events: [TrailEvent] = []
    /// What is not known of the other instances; each line is short, on one line, and about one of them.
    public var lines: [String] = []
    /// Instances of which it is not known who removed them.
    public var open: [Address] = []
    /// The right `cloudtrail:LookupEvents` is missing.
    public var isDenied = false

    public init() {}

    public static let denied: TrailAnswer = {
        var answer = TrailAnswer()
        answer.isDenied = true
        return answer
    }()

    mutating func add(_ question: TrailQuestion, _ event: TrailEvent?, isWhole: Bool) {
        if let event { return events.append(event) }
        let time = "\(question.from) and \(question.until)"
        add(
            question,
            isWhole
                ? "no event of CloudTrail removes or changes it between \(time)"
                : "no event among the newest that CloudTrail returned for the time between \(time) removes or changes it"
        )
    }

    mutating func add(_ question: TrailQuestion, _ why: String) {
        open.append(question.address)
        lines.append(SafeLine.of("\(question.address): \(why)"))
    }
}

extension TrailQuestion {
    /// Whether an event says more about the removal: a removal before a change; of these, one whose name is that of the thing
    /// (`DeleteBucketPolicy` for a bucket's policy); then the newer one.
    func prefers(_ left: TrailEvent, to right: TrailEvent) -> Bool {
        func rank(_ event: TrailEvent) -> (Int, Int, Int64) {
            let isNamed = subject.map { event.name.contains($0) } ?? false
            return (event.isRemoval ? 0 : 1, isNamed ? 0 : 1, -event.at.milliseconds)
        }
        return rank(left) < rank(right)
    }
}

extension Timestamp {
    fileprivate var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
