import Foundation
import SoakTesting

// Simulates random faults, one seed after another, until it is stopped, and prints the results.
//   soak [--for 40s|10m|2h] [--seed N] [--trouble 12h] [--trace]

let arguments = SoakRun.arguments(CommandLine.arguments.dropFirst())
exit(SoakRun(arguments).run() ? 0 : 1)
