import EventExamples
import Foundation
import Notifications

// One of every event, the way that the service writes them: to the journal where standard error is connected to it.
let log = EventLog.standard(ProcessInfo.processInfo.environment)
for example in EventExample.all { await log.write(example.event, stack: example.stack) }
