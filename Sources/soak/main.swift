import Foundation
import Rehearsal

// Rehearses invented trouble until it is told to stop, seed after seed, and says what came of it.
//   soak [--for 40s|10m|2h] [--seed N] [--trouble 12h] [--trace]

let arguments = SoakRun.arguments(CommandLine.arguments.dropFirst())
exit(SoakRun(arguments).run() ? 0 : 1)
