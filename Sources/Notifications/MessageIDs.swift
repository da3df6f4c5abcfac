extension Event {
    /// 128 random bits in hexadecimal, fixed for good: scripts and the message catalog find an event by them
    /// (systemd.journal-fields(7), `MESSAGE_ID=`).
    public var messageID: String {
        switch self {
        case .started: return "44aaaf06c6e1425da1b61f79131d8ea0"
        case .stopping: return "2f68c14f5e4841a0a2125d33f7636d4c"
        case .reloaded: return "7d3301aada6247b299b9e9f12f746cd2"
        case .reloadRefused: return "a9a4ccc7ad544e25909023cd62b97f57"
        case .verdict: return "7d8bb6672ae745eda20187ef3a9a9266"
        case .stateNotBelieved: return "739991c4c1984aa78edf72a3add95f01"
        case .stateBelieved: return "3b4c789605224091a53b6cd85efb477d"
        case .signalUnknown: return "9fd3296569c84b16a9ed44dfb38a7c4b"
        case .signalKnown: return "40e040e14eaf467db9f44ec1b270d036"
        case .resourceMissing: return "768b00960d184c5ead391e969241413c"
        case .resourceUnhealthy: return "22be5944da944803929bb8daf59fd56f"
        case .resourceRemoved: return "f5d6ef7bb3ff402da4e6881b234cee1e"
        case .incidentOpened: return "7461673dcbc54a03ae8f2113fefde020"
        case .incidentClosed: return "7591ffb486024adfb63df4ba10b0ba5b"
        case .incidentAcknowledged: return "69d536c13292400aadc6eb2ec33ac9d6"
        case .incidentClimbed: return "8810a1b5ec0c4fd2a3c7c85059d112ef"
        case .incidentDiagnosed: return "8cf01b05ec3640c2a4189327f8fad819"
        case .breakerOpen: return "304926674bd24985a4d7b90b015115f7"
        case .ruleFlapping: return "ea80810429d60bae3d6b1bb772575748"
        case .repairHeldBack: return "57db01361b5d4c46a7b0ad3375a7fdf6"
        case .repairStarted: return "09de4c37781b48ce98639159056d757a"
        case .repairStep: return "7a61806f11db4d578667a61234f87bf7"
        case .repairPlanned: return "e5e67385ce374d0b91fa8dece5222c44"
        case .wouldApply: return "09802f73f25b448395daf2dbdcf322d6"
        case .repaired: return "3277d3da268e45b8be2a902916bc730b"
        case .tableEmpty: return "9de106f625f44e62ae60fcaccb1d8f67"
        case .repairRefused: return "2de5df06f6a24459afc04d4dc2ef4995"
        case .repairFailed: return "9d2d5cc6fe9348119c48c93fe1ceb830"
        case .repairOutcomeUnknown: return "47bb7dd48be64f748d0a9cb0b9644ad6"
        case .muteStands: return "0816dc622a51473c80adae67622f7508"
        case .ledgerFault: return "2736de85266849fba27352bb6b34b1b8"
        case .cycleOverran: return "7ac79f3aebdc4dba893cd0f02571d6a6"
        case .sinkFailing: return "8722472e5f393791e22c290764ad4685"
        case .sinkWorking: return "1dde24b12f4c2abaf71eb9d65c6cb5c5"
        case .noticesGivenUp: return "09314d4ada862e878149b4aac27737a7"
        case .noticesDropped: return "d8efedddfc26b7b4d2f99fe4820fbe4a"
        }
    }
}
