import EventExamples
import Foundation
import Notifications

// Writes one example of each event as the service does: to the journal if standard error is connected to it.
let log = EventLog.standard(ProcessInfo.processInfo.environment)
for example in EventExample.all { await log.write(example.event, stack: example.stack) }
