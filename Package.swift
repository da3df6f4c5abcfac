// swift-tools-version: 6.2
import PackageDescription

/// The compiler settings of every target of this package.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A module in `Sources/`. The table in docs/architecture.md lists the allowed imports; `make lint` checks them.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ module: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: [.target(name: module)] + dependencies,
        swiftSettings: strict)
}

let package = Package(
    name: "terrier",
    products: [.executable(name: "terrier", targets: ["terrier"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "terrier",
            dependencies: [
                "Demo", "Rehearsal", "Watchdog", "Archives", "Policies", "Notifications", "Repairs", "Probes",
                "Catalogue", "Ledger",
                "Settings", "Terraform",
                "AWS",
                "HTTP", "Commands", "Systemd", "Decisions",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        module("Demo", ["Ledger", "AWS", "HTTP", "Commands"]),
        module(
            "Rehearsal",
            [
                "Watchdog", "Notifications", "Repairs", "Probes", "Ledger", "Settings", "Terraform",
                "Decisions",
            ]),
        // Random faults, the invariants that are checked, deliberate faults: only for `make soak` and tests.
        module(
            "SoakTesting",
            ["Rehearsal", "Watchdog", "Repairs", "Ledger", "Settings", "Terraform", "Decisions"]),
        .executableTarget(
            name: "soak", dependencies: ["SoakTesting", "Decisions"], path: "Sources/soak",
            swiftSettings: strict),
        module(
            "Watchdog",
            [
                "Archives", "Notifications", "Repairs", "Probes", "Catalogue", "Ledger", "Settings",
                "Terraform", "AWS",
                "HTTP",
                "Commands", "Systemd", "Decisions",
            ]),
        module(
            "Archives",
            ["Notifications", "Ledger", "Settings", "Terraform", "AWS", "HTTP", "Hashes", "Decisions"]),
        module("Policies", ["Catalogue", "Notifications", "Probes", "Settings", "Terraform", "Decisions"]),
        module(
            "Notifications",
            [
                "Settings", "Decisions", "AWS", "Commands", "HTTP", "Hashes", "Ledger", "Systemd",
            ]),
        module("Repairs", ["Catalogue", "Decisions", "Terraform", "AWS", "Ledger"]),
        module("Probes", ["Catalogue", "Decisions", "Terraform", "AWS", "HTTP"]),
        module(
            "Ledger",
            [
                "Decisions", "Hashes", "CZstd", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        module("Settings", ["Decisions", .product(name: "Yams", package: "Yams")]),
        module("Terraform", ["Catalogue", "Decisions", "Commands", "Hashes"]),
        module("AWS", ["Catalogue", "HTTP", "Commands", "Hashes", "CExpat"]),
        module("HTTP", ["CCurl"]),
        module("Hashes", ["CCrypto"]),
        module("Commands", [.product(name: "Subprocess", package: "swift-subprocess")]),
        module("Systemd", ["CSystemd"]),
        module("Catalogue"),
        module("Decisions"),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        // The program with which `make bench` measures a decision; it is not installed.
        .executableTarget(
            name: "decision-bench", dependencies: ["Decisions"], path: "Bench/DecisionBench",
            swiftSettings: strict),
        // The program with which `make bench` measures the reads of many instances; it is not installed.
        .executableTarget(
            name: "reads-bench",
            dependencies: ["Probes", "AWS", "HTTP", "Terraform", "Catalogue", "Decisions"],
            path: "Bench/ReadsBench", swiftSettings: strict),
        // The program with which `make bench` measures the history of a state; it is not installed.
        .executableTarget(
            name: "snapshots-bench", dependencies: ["Ledger", "Hashes", "Decisions"],
            path: "Bench/SnapshotsBench", swiftSettings: strict),
        .target(
            name: "TestSupport",
            dependencies: ["Demo", "Commands", "HTTP", "AWS"],
            path: "Tests/TestSupport", swiftSettings: strict),
        // SQLite's file calls, some of which fail: for the tests of the databases.
        .target(
            name: "FaultyDisk", path: "Tests/FaultyDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
        // One example of every event, for the tests of their texts, and a program that writes all of them to the journal.
        .target(
            name: "EventExamples", dependencies: ["Notifications", "Decisions", "Ledger"],
            path: "Tests/EventExamples", swiftSettings: strict),
        .executableTarget(
            name: "say-events", dependencies: ["EventExamples", "Notifications"], path: "Tests/SayEvents",
            swiftSettings: strict),
        tests("Decisions"),
        tests("Commands", ["TestSupport"]),
        tests("HTTP", ["TestSupport", "Commands", "CCurl"]),
        tests("Hashes"),
        tests("AWS", ["TestSupport", "Catalogue", "Demo", "HTTP", "Commands"]),
        // `Plans` holds plans that Terraform printed.
        .testTarget(
            name: "TerraformTests", dependencies: ["Terraform", "TestSupport", "Commands", "Decisions"],
            exclude: ["Plans"], swiftSettings: strict),
        tests("Settings", ["TestSupport", "Notifications", "Decisions"]),
        tests(
            "Ledger",
            [
                "FaultyDisk", "TestSupport", "Commands", "Decisions", "Hashes",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("Systemd", ["TestSupport"]),
        tests(
            "Notifications",
            [
                "TestSupport", "EventExamples", "Demo", "Settings", "Decisions", "Ledger", "HTTP", "AWS",
                "Commands",
                "Systemd",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests(
            "Archives",
            [
                "TestSupport", "Demo", "Notifications", "Ledger", "Settings", "Terraform", "AWS", "HTTP",
                "Hashes",
                "Decisions",
            ]),
        tests("Probes", ["Catalogue", "TestSupport", "Demo", "AWS", "Decisions", "HTTP", "Terraform"]),
        // `Stacks` holds root modules that are deployed on an emulated AWS.
        .testTarget(
            name: "CatalogueTests",
            dependencies: [
                "Catalogue", "Probes", "TestSupport", "Demo", "AWS", "Decisions", "HTTP", "Terraform",
                "Commands",
            ],
            exclude: ["Stacks"], swiftSettings: strict),
        tests("Repairs", ["TestSupport", "Decisions", "Ledger", "Terraform"]),
        tests(
            "Watchdog",
            [
                "TestSupport", "AWS", "Commands", "Decisions", "Repairs", "Notifications", "Ledger", "Probes",
                "HTTP",
                "Settings", "Terraform",
            ]),
        tests(
            "Policies",
            ["TestSupport", "Catalogue", "Notifications", "Decisions", "Probes", "Settings", "Terraform"]),
        tests(
            "Rehearsal",
            [
                "SoakTesting", "TestSupport", "Notifications", "Commands", "Decisions", "Ledger", "Settings",
                "soak",
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "TestSupport", "EventExamples", "Notifications", "Demo", "Decisions", "Ledger", "Repairs",
                "Settings", "Terraform", "AWS",
                "HTTP", "Commands",
            ],
            exclude: ["ThirtyTypes"], swiftSettings: strict),
    ]
)
