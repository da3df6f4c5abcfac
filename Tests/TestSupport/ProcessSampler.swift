/// Records, repeatedly and as root, the arguments, the environment and the limit for core files of every process, and the mode
/// of every file in the given directories.
public enum ProcessSampler {
    /// `sample OUTPUT STOP DIRECTORY…`: runs until the file STOP exists; then writes OUTPUT, with one line for each thing that was
    /// seen: `what`, `process` (its unit and name) and `bytes` (Base64).
    public static let program = #"""
        import base64, json, os, re, sys, time
        output, stop, directories = sys.argv[1], sys.argv[2], sys.argv[3:]
        seen, known = set(), {}
        def read(path):
            try:
                with open(path, "rb") as file: return file.read()
            except OSError: return b""
        def name_of(pid):
            unit = read("/proc/%s/cgroup" % pid).decode("utf-8", "replace").strip().rsplit("/", 1)[-1]
            return "%s in %s" % (read("/proc/%s/comm" % pid).decode("utf-8", "replace").strip(), re.sub(r"@[^.]*", "@", unit))
        def note(what, process, data):
            if data: seen.add((what, process, data))
        def processes():
            for pid in os.listdir("/proc"):
                if not pid.isdigit(): continue
                # The arguments and the environment change only when another program is executed.
                arguments = read("/proc/%s/cmdline" % pid)
                if known.get(pid) == arguments: continue
                known[pid] = arguments
                process = name_of(pid)
                note("arguments", process, arguments)
                note("environment", process, read("/proc/%s/environ" % pid))
                limit = re.search(rb"^Max core file size *(\S+) *(\S+)", read("/proc/%s/limits" % pid), re.M)
                if limit: note("core limit", process, limit.group(1) + b" " + limit.group(2))
        def files():
            for directory in directories:
                for folder, folders, names in os.walk(directory):
                    for name in names:
                        path = os.path.join(folder, name)
                        try: mode = os.lstat(path).st_mode
                        except OSError: continue
                        if mode & 0o170000 == 0o100000: note("mode", re.sub(r"[0-9]+[-0-9:.]*[0-9]", "N", path), b"%o" % (mode & 0o7777))
        while not os.path.exists(stop):
            processes()
            files()
            time.sleep(0.03)
        with open(output + ".new", "w") as file:
            for what, process, data in sorted(seen):
                file.write(json.dumps({"what": what, "process": process, "bytes": base64.b64encode(data).decode()}) + "\n")
        os.rename(output + ".new", output)
        """#
}
