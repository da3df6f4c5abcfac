import Commands
import Demo
import Foundation

/// The installed systemd units in a booted system, on the stack of a lab. The watcher and the repairer each have their own
/// user, state directory and credentials.
public struct UnitLab {
    public let lab: Lab
    /// The directory of this machine with the installed files.
    private let root: String

    private let isPackaged: Bool
    /// The URL of AWS for the units.
    private let endpoint: String

    /// - Parameters:
    ///   - endpoint: the URL of AWS; nil for the emulator's own.
    ///   - isPackaged: if true, nothing is installed or configured: the script installs the package, and finds all other files in
    ///     /install.
    ///   - changes: replacements in the demo's configuration, in addition to those that the units need.
    public init(
        _ lab: Lab, endpoint: String? = nil, isPackaged: Bool = false, _ changes: [(String, String)] = []
    ) async throws {
        self.lab = lab
        self.endpoint = endpoint ?? lab.emulator.endpoint
        self.isPackaged = isPackaged
        root = lab.directory + "/install"
        if !isPackaged { try await Self.install(below: root) }
        try write(configuration(changes), to: "etc/terrier/terrier.yaml")
        try write(
            String(contentsOfFile: lab.stack.cliConfiguration, encoding: .utf8), to: "etc/terrier/terraformrc"
        )
        for role in ["watcher", "repair"] {
            try write(
                "[default]\naws_access_key_id = \(role)\naws_secret_access_key = testing\n",
                to: "etc/credstore/terrier-\(role).aws")
        }
        let path = Machine.environment["PATH"] ?? "/usr/bin:/bin"
        for unit in ["terrier.service", "terrier@.service", "terrier-repair@.service"] {
            let write = unit == "terrier-repair@.service" ? "ReadWritePaths=/srv/liveinsight\n" : ""
            try self.write(
                "[Service]\nEnvironment=AWS_EC2_METADATA_DISABLED=true PATH=\(path)\n\(write)",
                to: "etc/systemd/system/\(unit).d/lab.conf")
        }
    }

    private static func install(below root: String) async throws {
        let installed = try await Commands.run(
            Command(
                "make",
                [
                    "--no-print-directory", "install", "DESTDIR=\(root)", "PREFIX=/usr",
                    "RELEASE=\(Machine.terrier)", "STRIP=true",
                ],
                environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                directory: Machine.project, deadline: .seconds(60)))
        guard installed.succeeded else {
            throw SupportFault(
                "make install failed: \(String(decoding: installed.errorOutput, as: UTF8.self))")
        }
    }

    private func configuration(_ changes: [(String, String)]) throws -> String {
        var text = try String(contentsOfFile: Machine.project + "/config/demo/terrier.yaml", encoding: .utf8)
        for (old, new) in changes {
            guard text.contains(old) else {
                throw SupportFault("the configuration does not contain '\(old)'")
            }
            text = text.replacing(old, with: new)
        }
        let marks = [
            ("@STATE@", "/var/lib/terrier"), ("@DIRECTORY@", "/srv/liveinsight"),
            ("@ENDPOINT@", endpoint), ("@CLI_CONFIG@", "/etc/terrier/terraformrc"),
        ]
        for (mark, value) in marks { text = text.replacing(mark, with: value) }
        return text
    }

    /// Adds a file to the installed files.
    public func write(_ text: String, to path: String) throws {
        let file = "\(root)/\(path)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// Boots the system, installs the files, and runs a script, which may use the functions of `prelude`.
    ///
    /// - Parameters:
    ///   - binds: directories of this machine, and the paths where they are mounted writable.
    ///   - limit: seconds for the script.
    public func run(
        _ script: String, binds: [(from: String, to: String)] = [], limit: Int = 900
    ) async throws -> Program {
        try await SystemdLab.run(
            (isPackaged ? "" : Self.installation) + Self.prelude + loseFunction + script,
            copies: isPackaged ? [(try BuiltPackage.path(), "/root/dist/\(try BuiltPackage.name())")] : [],
            binds: [(root, "/install"), (lab.stack.directory, "/srv/liveinsight")] + binds, limit: limit)
    }

    /// The shell function `lose TABLE`: deletes a table with the API, without Terraform.
    private var loseFunction: String {
        """
        lose() { curl -fsS -o /dev/null -H 'Content-Type: application/x-amz-json-1.0' \\
            -H 'X-Amz-Target: DynamoDB_20120810.DeleteTable' \\
            -H 'Authorization: AWS4-HMAC-SHA256 Credential=somebody/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0' \\
            -d "{\\"TableName\\": \\"$1\\"}" \(lab.emulator.endpoint); }

        """
    }

    /// Installs the files as a person does: the Terraform directory belongs to the repairer, and the watcher's group may read it.
    private static let installation = """
        cp -rT --no-preserve=ownership,mode /install/etc /etc
        cp -aT /install/usr /usr
        systemd-sysusers 2>/dev/null
        chown -R root:terrier /etc/terrier; chmod 750 /etc/terrier; chmod 640 /etc/terrier/*
        chmod 700 /etc/credstore; chmod 600 /etc/credstore/*
        chown -R terrier-repair:terrier /srv/liveinsight; chmod -R g+rX,o-rwx /srv/liveinsight
        systemctl daemon-reload
        systemctl start terrier-repair.socket

        """

    private static let prelude = """
        entries() { journalctl --sync; journalctl -t terrier -o cat --no-pager; }
        fail() { echo "failed: $*" >&2; systemctl status terrier 'terrier-repair@*' --no-pager >&2 || true
            journalctl --no-pager -o short-monotonic -n 150 >&2; exit 1; }
        # wait_for PATTERN: until an entry matches, for at most five minutes
        wait_for() { for i in $(seq 1500); do if entries | grep -E -- "$1" >/dev/null; then return 0; fi; sleep 0.2; done; fail "no journal entry matches: $1"; }
        # wait_until COMMAND…: until it succeeds, for at most five minutes, however busy the machine is
        wait_until() { local i; for ((i = 0; i < 3000; i++)); do if "$@" >/dev/null 2>&1; then return 0; fi; sleep 0.1; done; fail "not done in time: $*"; }
        # wait_for_repairs: until no repair runs, because an incident may close before its repair has verified everything
        wait_for_repairs() { wait_until repairs_ended; }
        repairs_ended() { [ "$(sqlite3 /var/lib/terrier-repair/repairs.sqlite 'select count(*) from repairs where outcome is null')" = 0 ]; }
        # setting UNIT LINE…: adds lines to the section [Service] of a unit
        setting() { local d=/run/systemd/system/$1.d; mkdir -p "$d"; { echo '[Service]'; printf '%s\\n' "${@:2}"; } >"$d/test.conf"; systemctl daemon-reload; }
        pid() { systemctl show -p MainPID --value "${1:-terrier}"; }
        # stop_journal: journald accepts no more entries, and every writer blocks until continue_journal
        stop_journal() {
            kill -STOP "$(pid systemd-journald)"
            python3 -c '
        import socket
        sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        sender.setblocking(False)
        sender.connect("/run/systemd/journal/socket")
        try:
            while True: sender.send(b"MESSAGE=one of many\\n")
        except BlockingIOError: pass'
        }
        continue_journal() { kill -CONT "$(pid systemd-journald)"; }
        # as_watcher COMMAND…: runs a command in the watcher's mount namespace, as its user
        as_watcher() { nsenter -t "$(pid)" -m -- setpriv --reuid terrier --regid terrier --init-groups "$@"; }

        """
}
