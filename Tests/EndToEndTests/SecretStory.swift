/// The script of the secrets test. It runs in the booted system, exercises the units while secrets are everywhere, and searches
/// for them afterwards. The script is itself an argument of a process, so it contains no secret.
enum SecretStory {
    static let script = setUp + repairs + mistakes + trouble + kills + tornStates + commands + end + search

    /// What the script prints besides findings.
    static let marks = [
        "repair: not-verified", "repaired", "reloads refused: 5", "AWS failed and came back",
        "no plan: diagnosed",
        "a core file is made where it may be", "repairer killed", "watcher killed, another runs",
        "torn states: not believed",
        "kept plans: 2 600 2 700", "own command: failed",
        "core limits: 1 1", "processes seen: all", "modes: private", "credentials files: 600",
        "plan files: 600",
        "core files: none",
        "files that others may read: none",
    ]

    private static let setUp = """
        secrets=/install/secrets
        mkdir -p /run/said /srv/wrapped /install/out
        chmod -R a+rX /install/secrets; chmod 755 $secrets/failing $secrets/page $secrets/telling; chmod 755 /install
        # By default a unit may leave a core file.
        mkdir -p /etc/systemd/system.conf.d
        printf '[Manager]\\nDefaultLimitCORE=infinity\\n' >/etc/systemd/system.conf.d/core.conf
        systemctl daemon-reexec
        touch /run/begun
        python3 $secrets/sample.py /install/out/samples /run/enough /run/terrier /run/terrier-repair /run/terrier-failure \\
            /var/lib/terrier /var/lib/terrier-repair /var/cache/terrier /var/cache/terrier-repair &
        mode() { echo "$1" >/install/proxy/mode; }
        # said NAME COMMAND…: runs a command as root, and keeps its output.
        said() { local name=$1; shift; AWS_EC2_METADATA_DISABLED=true AWS_SHARED_CREDENTIALS_FILE=${credentials:-/etc/credstore/terrier-watcher.aws} \\
            timeout 60 "$@" >>/run/said/"$name" 2>&1 </dev/null || true; }
        # delete SERVICE TARGET INPUT: deletes in AWS, without Terraform
        delete() { curl -sS -o /dev/null -H 'Content-Type: application/x-amz-json-1.0' -H "X-Amz-Target: $2" -d "$3" \\
            -H "Authorization: AWS4-HMAC-SHA256 Credential=nobody/20260101/us-east-1/$1/aws4_request, SignedHeaders=host, Signature=0" \\
            "$(sed -n 's/^ *endpoint: //p' /etc/terrier/terrier.yaml | head -1)"; }
        book=/var/lib/terrier-repair/repairs.sqlite ledger=/var/lib/terrier/ledger.sqlite
        mark() { echo "$*"; echo "after $SECONDS s: $*" >&2; }
        count() { entries | grep -cE -- "$1" || true; }

        """

    private static let repairs = """
        mode no-tables
        systemctl start terrier || fail start
        wait_for 'emergency-deploy failed'
        mode clean
        mark "repair: $(sqlite3 $book 'select outcome from repairs')"
        wait_for 'emergency-deploy done: verified'
        wait_for 'foundation-lost: cleared'
        mark "repaired"

        """

    private static let mistakes = """
        cp -a /etc/terrier/terrier.yaml /run/good.yaml
        is_refused() { [ "$(count 'the running one stays')" -ge "$1" ]; }
        n=0
        for file in everywhere broken-0 broken-1 broken-4 broken-6; do
            cat $secrets/mistakes/$file.yaml >/etc/terrier/terrier.yaml
            systemctl reload terrier || true
            n=$((n + 1)); wait_until is_refused $n
        done
        mark "reloads refused: $(count 'the running one stays')"
        for file in $secrets/mistakes/*.yaml; do
            said validate terrier validate --config "$file"
            said validate terrier validate --json --config "$file"
        done
        said status terrier status --config $secrets/mistakes/everywhere.yaml
        cp -a /run/good.yaml /etc/terrier/terrier.yaml
        systemctl reload terrier
        said rehearse terrier rehearse liveinsight-dev --scenario $secrets/scenario.yaml

        """

    private static let trouble = """
        mode no-answers
        wait_for 'liveinsight-dev: .* is unknown \\([a-z ]+: (GetCallerIdentity|Describe|Get|List)'
        said check terrier check liveinsight-dev
        said check terrier check liveinsight-dev --json
        sleep 4
        mode clean
        wait_for 'liveinsight-dev: known again'
        mark "AWS failed and came back"
        install -o terrier-repair -g terrier -m 640 $secrets/refused.tf /srv/liveinsight/refused.tf
        said check terrier check liveinsight-dev --plan
        delete monitoring GraniteServiceVersion20100801.DeleteAlarms '{"AlarmNames": ["liveinsight-billing-dev"]}'
        wait_for 'diagnosed: plan: the plan failed: .*expected runtime to be one of'
        mark "no plan: diagnosed"
        said repair terrier repair emergency-deploy liveinsight-dev --why 'to see it' --dry-run
        rm /srv/liveinsight/refused.tf
        install -o terrier-repair -g terrier -m 640 $secrets/unmet.tf /srv/liveinsight/unmet.tf
        said check terrier check liveinsight-dev --plan
        rm /srv/liveinsight/unmet.tf

        """

    /// For a state that cannot be read, Terrier and Terraform print a description and no content.
    private static let tornStates = """
        mkdir -p /srv/torn /run/torn
        for fault in cut version values mode before; do
            python3 - $fault <<'PY'
        import json, sys
        text, fault = open("/srv/liveinsight/terraform.tfstate").read(), sys.argv[1]
        state = json.loads(text)
        if fault == "version": state["version"] = text[:2000]
        if fault == "values": state["resources"] = [r["instances"] for r in state["resources"]]
        if fault == "mode":
            for r in state["resources"]: r["mode"] = json.dumps(r["instances"])
        if fault != "cut" and fault != "before": text = json.dumps(state)
        if fault == "cut": text = text[:len(text) // 2]
        if fault == "before": text = json.dumps(state["outputs"]) + text
        open("/srv/torn/terraform.tfstate", "w").write(text)
        PY
            said torn terrier check --config $secrets/torn.yaml
            grep -q 'state.readable *false' /run/said/torn || { cat /run/said/torn >&2; fail "a state with a fault was believed: $fault"; }
            mv /run/said/torn /run/said/torn-$fault
        done
        rm -r /srv/torn
        mark "torn states: not believed"

        """

    private static let commands = """
        for command in 'check' 'check --json' 'check --plan --json' 'status' 'status --json' 'validate' 'snapshots list liveinsight-dev' \\
            'snapshots show liveinsight-dev' 'snapshots diff liveinsight-dev' 'snapshots verify' 'snapshots fetch' 'snapshot liveinsight-dev --label by-hand' \\
            'snapshots label 1 first' 'snapshots prune --dry-run --json' 'snapshots prune' 'policy' 'rehearse liveinsight-dev --history 1d' 'notify --test'; do
            said "${command%% *}" terrier $command
        done
        said incidents terrier incidents list
        for incident in $(sqlite3 $ledger 'select id from incidents'); do
            said incidents terrier incidents show "$incident"
            said incidents terrier incidents show "$incident" --json
        done
        # A repair of the service may hold the lock for a moment.
        plans() { said impact terrier impact "$@"; [ "$(ls -d /tmp/terrier-impact-* 2>/dev/null | wc -l)" = "$wanted" ]; }
        wanted=1; wait_until plans liveinsight-dev
        wanted=2; wait_until plans liveinsight-dev --json
        # The plans are the person's own, and contain what they plan.
        mark "kept plans: $(find /tmp/terrier-impact-*/plan /tmp/terrier-impact-* -maxdepth 0 -printf '%m\\n' | sort | uniq -c | xargs)"
        rm -r /tmp/terrier-impact-*
        for repair in 'run liveinsight-dev --command tells' 'import liveinsight-dev' 'placeholder-lambda liveinsight-dev' \\
            'open-cors liveinsight-dev' 'restore-state liveinsight-dev' 'unlock liveinsight-dev --id nobody'; do
            said "${repair%% *}" terrier repair $repair --why 'to see it'
        done
        grep -q 'tells failed: it exited with 1' /run/said/run || { cat /run/said/run >&2; fail "the own command did not run"; }
        mark "own command: failed"
        for credentials in $secrets/credentials/*; do said check terrier check liveinsight-dev; done
        unset credentials
        CREDENTIALS_DIRECTORY=$secrets/broken said notify terrier notify --test
        systemctl start terrier-failure@terrier.service.service || true
        systemctl start terrier-verify.service || true

        """

    /// Kills the repairer and the watcher with signals that leave core files where these are allowed.
    private static let kills = """
        if [[ $(cat /proc/sys/kernel/core_pattern) == [^\\|/]* ]]; then
            mkdir /run/cores; (cd /run/cores; ulimit -c unlimited; bash -c 'kill -ABRT $$') 2>/dev/null || true
            [[ $(ls /run/cores) ]] || fail "no core file where there may be one"
            rm -r /run/cores
        fi
        mark "a core file is made where it may be"
        is_applying() { [ "$(count 'emergency-deploy: applying')" -gt "$1" ]; }
        n=$(count 'emergency-deploy: applying')
        mode slow-tables
        delete dynamodb DynamoDB_20120810.DeleteTable '{"TableName": "liveinsight-events-dev"}'
        wait_until is_applying "$n"
        repairer=$(pgrep -u terrier-repair -f 'terrier repairer' | head -1)
        kill -ABRT "$repairer"
        mode clean
        wait_for 'ended without reporting an outcome'
        mark "repairer killed"
        before=$(pid)
        kill -SEGV "$before"
        is_another() { [ "$(pid)" != 0 ] && [ "$(pid)" != "$before" ] && [ "$(systemctl is-active terrier)" = active ]; }
        wait_until is_another
        mark "watcher killed, another runs"

        """

    private static let end = """
        sleep 1
        said status terrier status
        systemctl stop terrier
        touch /run/enough; wait
        samples() { python3 -c '
        import base64, json, re, sys
        for line in open("/install/out/samples"):
            sample = json.loads(line)
            if sample["what"] == sys.argv[1] and re.search(sys.argv[2], sample["process"]):
                print(base64.b64decode(sample["bytes"]).decode("utf-8", "replace"), *sys.argv[3:] and [sample["process"]])' "$@"; }
        # A process that the service manager has forked and that has not yet executed the program of the unit has other limits.
        mark "core limits: $(samples 'core limit' '^(?!systemd )[^(]* in terrier' | sort -u)"
        for unit in 'terrier.service' 'terrier-repair@'; do
            for program in terrier terraform terraform-provi; do
                samples 'core limit' "^$program.* in $unit" | grep -q . || echo "not seen: $program in $unit"
            done
        done
        mark "processes seen: all"
        mark "modes: $(samples mode / path | grep -vE '^(600|640) ' || echo private)"
        mark "credentials files: $(samples mode /credentials- | sort -u)"
        mark "plan files: $(samples mode '/plan$' | sort -u)"
        # The units write nothing below /usr and /opt.
        mark "core files: $(find / -xdev \\( -path /usr -o -path /opt \\) -prune -o -newer /run/begun -type f \\( -name core -o -name 'core.[0-9]*' \\) -print 2>/dev/null | grep . || echo none)"
        mark "files that others may read: $(find /run/terrier* /var/lib/terrier* /var/cache/terrier* /etc/credstore /etc/terrier -type f -perm /007 | grep . || echo none)"

        """

    /// Secrets were planted in the state, the directory of the stack and the configuration; no other file may contain one.
    private static let search = """
        systemd-cat -t control <$secrets/control
        journalctl --sync
        journalctl --all -o export >/install/out/journal
        mkdir /run/left
        for folder in /tmp /var/tmp /dev/shm /root /home /run /var/lib /var/cache /etc /srv; do
            find $folder -xdev -newer /run/begun -type f -not -path '/run/log/*' -not -path '/var/lib/terrier*.sqlite*' -not -path '/run/good.yaml' \\
                -not -path '/run/said/*' -not -path '/srv/liveinsight/*' -not -path '/etc/terrier/*' -not -path '/run/left/*' 2>/dev/null \\
                -exec cp --parents -t /run/left {} +
        done
        python3 $secrets/search.py /install/list journal:journal:/install/out/journal samples:samples:/install/out/samples \\
            database:ledger:$ledger database:book:$book tree:output:/run/said tree:left:/run/left
        """
}
