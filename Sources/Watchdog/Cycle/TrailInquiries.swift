import Decisions
import Probes
import Terraform

/// The incidents about missing resources for which CloudTrail is asked who removed them, and what it returned so far.
///
/// CloudTrail has an event only minutes after the call, so it is asked when an incident opens, and again when the incident is
/// five and fifteen minutes old, also if it has closed by then. A restart forgets when a resource was last seen: then an
/// incident that is younger than fifteen minutes is asked about for a longer time before it.
actor TrailInquiries {
    /// The ages of an incident at which CloudTrail is asked.
    static let ages: [Duration] = [.zero, .seconds(300), .seconds(900)]
    /// The most incidents that are asked about at the same time.
    static let most = 20

    struct Inquiry: Sendable {
        var incident: Incident
        /// About the resources of which it is not known yet who removed them.
        var questions: [TrailQuestion]
        var found: [TrailEvent] = []
        /// How often it was asked.
        var asked: Int
        /// Whether CloudTrail is not asked about it again.
        var isLast: Bool { asked >= TrailInquiries.ages.count }
    }

    /// When a resource that is not seen now was last seen, and first missing.
    private struct Sighting {
        var lastSeen: Timestamp?
        var missing: Timestamp?
    }

    private var unseen: [Address: Sighting] = [:]
    private var lastCycle: Timestamp?
    private var inquiries: [Inquiry] = []
    /// The open incidents that were considered, by id.
    private var considered: Set<String> = []
    /// The right to ask is missing. It is not asked for again until the service starts or reloads.
    private(set) var isOff = false

    /// Takes one cycle.
    ///
    /// - Parameter open: the open incidents after its decision.
    /// - Returns: the inquiries that are due now.
    func due(_ probeResult: ProbeResult, open: [Incident]) -> [Inquiry] {
        let observation = probeResult.observation
        note(observation)
        guard !isOff else { return [] }
        considered.formIntersection(open.map(\.id))
        for incident in open where considered.insert(incident.id).inserted {
            if let inquiry = inquiry(about: incident, probeResult), inquiries.count < Self.most {
                inquiries.append(inquiry)
            }
        }
        var due: [Inquiry] = []
        for place in inquiries.indices {
            let age = observation.at - inquiries[place].incident.openedAt
            let wanted = Self.ages.count { age >= $0 }
            guard wanted > inquiries[place].asked else { continue }
            inquiries[place].asked = wanted
            due.append(inquiries[place])
        }
        return due
    }

    /// Takes the answer to an inquiry.
    ///
    /// - Returns: everything that was found for the incident so far.
    func take(_ answer: TrailAnswer, to inquiry: Inquiry) -> [TrailEvent] {
        guard let place = inquiries.firstIndex(where: { $0.incident.id == inquiry.incident.id }) else {
            return inquiry.found + answer.events
        }
        inquiries[place].found += answer.events
        let known = Set(answer.events.map(\.address))
        inquiries[place].questions.removeAll { known.contains($0.address) }
        let found = inquiries[place].found
        if answer.open.isEmpty || inquiries[place].isLast { inquiries.remove(at: place) }
        return found
    }

    /// - Returns: whether it was on.
    func turnOff() -> Bool {
        defer { isOff = true }
        inquiries = []
        return !isOff
    }

    private func inquiry(about incident: Incident, _ probeResult: ProbeResult) -> Inquiry? {
        let observation = probeResult.observation
        let age = observation.at - incident.openedAt
        guard let state = probeResult.state, let last = Self.ages.last, age < last else { return nil }
        let missing = Set(observation.missing)
        let questions = incident.addresses.filter { missing.contains($0) }.compactMap { address in
            state.instance(at: address).map { instance in
                TrailQuestion(
                    instance, lastSeen: unseen[address]?.lastSeen,
                    missing: min(unseen[address]?.missing ?? observation.at, incident.openedAt))
            }
        }
        guard !questions.isEmpty else { return nil }
        // After a restart it is asked at once, and then at the ages that are left.
        return Inquiry(
            incident: incident, questions: questions, asked: max(0, Self.ages.count { age >= $0 } - 1))
    }

    /// Remembers since when which resources are not seen.
    private func note(_ observation: Observation) {
        guard observation.snapshot != nil else { return }
        for instance in observation.instances {
            switch instance.status {
            case .healthy, .unhealthy: if !unseen.isEmpty { unseen[instance.address] = nil }
            case .missing:
                unseen[instance.address, default: Sighting(lastSeen: lastCycle)].missing =
                    unseen[instance.address]?.missing ?? observation.at
            case .unknown:
                if unseen[instance.address] == nil {
                    unseen[instance.address] = Sighting(lastSeen: lastCycle)
                }
            case .notAsked: break
            }
        }
        lastCycle = observation.at
        guard !unseen.isEmpty else { return }
        let there = Set(observation.instances.map(\.address))
        unseen = unseen.filter { there.contains($0.key) }
    }
}
