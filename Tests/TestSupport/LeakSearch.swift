import Commands
import Foundation

/// Searches the output and the files of a program for planted secrets: a whole one or half of one, as it is, in Base64 or in
/// hexadecimal. This also finds secrets in text that was escaped for JSON, URLs or shells, because escaping keeps digits.
public enum LeakSearch {
    /// Secrets that were planted in one place and found in another.
    public struct Finding: Decodable, Sendable, Hashable, CustomStringConvertible {
        /// Where they were planted.
        public var place: String
        /// Where they were found: `journal: MESSAGE of terrier.service`
        public var found: String
        /// `as it is`, `base64`, `hexadecimal`
        public var form: String
        /// How many different secrets were found.
        public var count: Int
        /// The text around the first of them, with all secrets masked.
        public var around: String

        public var description: String {
            "\(count) of '\(place)' (\(form)) in \(found): …\(around)…"
        }
    }

    /// Runs the search on this machine.
    ///
    /// - Parameters:
    ///   - list: the path of a file with `PlantedSecrets.list`.
    ///   - targets: `KIND:NAME:PATH` each, with a kind that `program` supports.
    public static func findings(of list: String, in targets: [String]) async throws -> [Finding] {
        let result = try await Commands.run(
            Command(
                "python3", ["-c", program, list] + targets,
                environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                deadline: .seconds(120), limit: 32 << 20))
        guard result.succeeded else {
            throw SupportFault("the search failed: \(String(decoding: result.errorOutput, as: UTF8.self))")
        }
        return try read(String(decoding: result.output, as: UTF8.self))
    }

    /// Parses the output of `program`: one finding per line.
    public static func read(_ output: String) throws -> [Finding] {
        try output.split(separator: "\n").map {
            try JSONDecoder().decode(Finding.self, from: Data($0.utf8))
        }
    }

    /// `search LIST KIND:NAME:PATH…`. The kinds: `text`, a file; `journal`, an export of the journal; `database`, an SQLite
    /// database with its write-ahead log, without the stored states; `samples`, the output of `ProcessSampler`; `tree`, all files
    /// below a directory.
    public static let program = #"""
        import base64, collections, json, os, re, sqlite3, sys
        HALF = 12
        plain, encoded, hexed = {}, {}, {}
        secrets = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
        for number, (place, word) in enumerate(secrets):
            who = (place, number)
            for half in (word[:HALF], word[HALF:]):
                plain[half.encode()] = who
                hexed[half.encode().hex().encode()] = who
            for shift in range(3):
                text = base64.b64encode(b"\0" * shift + word.encode())
                # The first digit that depends only on the word.
                start = (shift * 8 + 5) // 6
                encoded[text[start:start + 16]] = who
        def windows(pattern, length, table, data):
            for run in re.finditer(pattern, data):
                text, start = run.group(), run.start()
                for offset in range(len(text) - length + 1):
                    who = table.get(text[offset:offset + length])
                    if who: yield who, start + offset, start + offset + length
        def hits(data):
            lower = data.lower()
            for who, start, end in windows(rb"[0-9a-f]{%d,}" % HALF, HALF, plain, lower): yield "as it is", who, start, end
            for who, start, end in windows(rb"[0-9a-f]{%d,}" % (2 * HALF), 2 * HALF, hexed, lower): yield "hexadecimal", who, start, end
            standard = data.translate(bytes.maketrans(b"-_", b"+/"))
            for who, start, end in windows(rb"[A-Za-z0-9+/]{16,}", 16, encoded, standard): yield "base64", who, start, end
        found = {}
        def search(data, where):
            taken = list(hits(data))
            for form, (place, number), start, end in taken:
                entry = found.setdefault((place, where, form), {"numbers": set(), "around": None})
                entry["numbers"].add(number)
                if entry["around"] is None:
                    low, high = max(0, start - 120), min(len(data), end + 120)
                    masked = bytearray(data[low:high])
                    for _, _, s, e in taken:
                        for i in range(max(s, low), min(e, high)): masked[i - low] = 0x2A
                    entry["around"] = masked.decode("utf-8", "replace")
            return bool(taken)
        def contents(path):
            try:
                with open(path, "rb") as file: return file.read()
            except OSError: return b""
        def entries(data):
            # systemd, "Journal Export Format": NAME=text, or NAME, 64 bits of length, and bytes.
            fields, at = [], 0
            while at < len(data):
                end = data.find(b"\n", at)
                if end < 0: end = len(data)
                line = data[at:end]
                at = end + 1
                if not line:
                    if fields: yield fields
                    fields = []
                elif b"=" in line:
                    name, _, value = line.partition(b"=")
                    fields.append((name.decode(), value))
                else:
                    size = int.from_bytes(data[at:at + 8], "little")
                    fields.append((line.decode(), data[at + 8:at + 8 + size]))
                    at += 8 + size + 1
            if fields: yield fields
        def journal(name, path):
            for fields in entries(contents(path)):
                known = dict(fields)
                unit = known.get("_SYSTEMD_UNIT", known.get("SYSLOG_IDENTIFIER", b"?")).decode("utf-8", "replace")
                unit = re.sub(r"@[^.]*", "@", unit)
                for field, value in fields: search(value, "%s: %s of %s" % (name, field, unit))
        def database(name, path):
            book = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
            book.text_factory = bytes
            blobs = []
            tables = [row[0].decode() for row in book.execute("select name from sqlite_master where type = 'table'")]
            for table in tables:
                cursor = book.execute('select * from "%s"' % table)
                columns = [column[0] for column in cursor.description]
                texts = cursor.execute('select %s from "%s"' % (", ".join('typeof("%s")' % c for c in columns), table)).fetchall()
                for row, types in zip(book.execute('select * from "%s"' % table), texts):
                    for column, kind, value in zip(columns, types, row):
                        if kind == b"blob": blobs.append(value)
                        elif kind == b"text": search(value, "%s: %s.%s" % (name, table, column))
            book.close()
            # The raw files, with deleted rows. A stored state is compressed: bytes in it that match by chance are not a leak.
            for file in (path, path + "-wal"):
                data = contents(file)
                for form, (place, number), start, end in hits(data):
                    if not any(data[start:end] in blob for blob in blobs): search(data[start:end], "%s: raw" % name)
        def samples(name, path):
            for line in open(path):
                sample = json.loads(line)
                search(base64.b64decode(sample["bytes"]), "%s: %s of %s" % (name, sample["what"], sample["process"]))
        def tree(name, path):
            for folder, _, files in os.walk(path):
                for file in files:
                    full = os.path.join(folder, file)
                    if os.path.isfile(full) and not os.path.islink(full): search(contents(full), "%s: %s" % (name, full))
        def text(name, path): search(contents(path), name)
        for target in sys.argv[2:]:
            kind, name, path = target.split(":", 2)
            {"text": text, "journal": journal, "database": database, "samples": samples, "tree": tree}[kind](name, path)
        for (place, where, form), entry in sorted(found.items()):
            print(json.dumps({"place": place, "found": where, "form": form, "count": len(entry["numbers"]), "around": entry["around"]}))
        """#
}
