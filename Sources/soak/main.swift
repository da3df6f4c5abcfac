import Foundation
import Rehearsal

// Rehearses invented trouble until it is told to stop, seed after seed, and says what came of it.
//   soak [--seconds N] [--seed N] [--trace]

let arguments = Soaking.arguments(CommandLine.arguments.dropFirst())
exit(Soaking(arguments).run() ? 0 : 1)
