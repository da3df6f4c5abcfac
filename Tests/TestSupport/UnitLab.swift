import Commands
import Demo
import Foundation

/// The units as they are installed, in a booted system, on a lab's stack: the watcher and the repairer each with a user, a
/// state directory and credentials of its own.
public struct UnitLab {
    public let lab: Lab
    /// What is installed, laid out below a directory of this machine.
    private let root: String

    private let isPackaged: Bool
    /// What AWS is reached by in there.
    private let endpoint: String

    /// - Parameters:
    ///   - endpoint: of AWS, where it is not the emulator's own.
    ///   - isPackaged: nothing is installed and nothing is configured yet: the script does, from the package, and finds
    ///     everything else in /install.
    ///   - changes: of the demo's configuration, besides those that the units need.
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
            guard text.contains(old) else { throw SupportFault("the configuration does not say '\(old)'") }
            text = text.replacing(old, with: new)
        }
        let marks = [
            ("@STATE@", "/var/lib/terrier"), ("@DIRECTORY@", "/srv/liveinsight"),
            ("@ENDPOINT@", endpoint), ("@CLI_CONFIG@", "/etc/terrier/terraformrc"),
        ]
        for (mark, value) in marks { text = text.replacing(mark, with: value) }
        return text
    }

    /// Adds a file to what is installed.
    public func write(_ text: String, to path: String) throws {
        let file = "\(root)/\(path)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// Boots, installs, and runs a script, which may use the functions of `prelude`.
    ///
    /// - Parameter binds: folders of this machine, and where the script sees them, writable.
    public func run(
        _ script: String, binds: [(from: String, to: String)] = [], limit: Int = 180
    ) async throws -> Program {
        try await SystemdLab.run(
            (isPackaged ? "" : Self.installing) + Self.prelude + losing + script,
            copies: isPackaged ? [(try BuiltPackage.path(), "/root/dist/\(try BuiltPackage.name())")] : [],
            binds: [(root, "/install"), (lab.stack.directory, "/srv/liveinsight")] + binds, limit: limit)
    }

    /// lose TABLE: as somebody does who has the right to, and not through Terraform.
    private var losing: String {
        """
        lose() { curl -fsS -o /dev/null -H 'Content-Type: application/x-amz-json-1.0' \\
            -H 'X-Amz-Target: DynamoDB_20120810.DeleteTable' \\
            -H 'Authorization: AWS4-HMAC-SHA256 Credential=somebody/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0' \\
            -d "{\\"TableName\\": \\"$1\\"}" \(lab.emulator.endpoint); }

        """
    }

    /// As a person installs it: the Terraform directory belongs to the repairer, and the watcher's group may read it.
    private static let installing = """
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
        # wait_for PATTERN: until an entry matches, for at most a minute and a half
        wait_for() { for i in $(seq 450); do if entries | grep -E -- "$1" >/dev/null; then return 0; fi; sleep 0.2; done; fail "never said: $1"; }
        # wait_until SECONDS COMMAND…
        wait_until() { local n=$(($1 * 10)) i; shift; for ((i = 0; i < n; i++)); do if "$@" >/dev/null 2>&1; then return 0; fi; sleep 0.1; done; fail "not within time: $*"; }
        # setting UNIT LINE…: of its section [Service]
        setting() { local d=/run/systemd/system/$1.d; mkdir -p "$d"; { echo '[Service]'; printf '%s\\n' "${@:2}"; } >"$d/test.conf"; systemctl daemon-reload; }
        pid() { systemctl show -p MainPID --value "${1:-terrier}"; }
        # stop_journal: it takes nothing more, and whoever has something to say waits until continue_journal
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
        # as_unit COMMAND…: in the watcher's own view of the machine, as its user
        as_watcher() { nsenter -t "$(pid)" -m -- setpriv --reuid terrier --regid terrier --init-groups "$@"; }

        """
}
