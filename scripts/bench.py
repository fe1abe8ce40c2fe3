"""One benchmark beside nginx, interleaved: rounds of every target in turn, CPU per request from /proc,
runs with foreign CPU repeated; then visits by the clock (OpenLoop.java). Writes target/bench/<name>.md and .json.
See docs/results/04-links.md."""
import hashlib, hmac, json, os, platform, random, re, shutil, signal, socket, statistics, subprocess, sys, time, urllib.request

NAME = sys.argv[1]
ROUNDS, SECONDS, CONNECTIONS = 3, 4, 64
WARM_AT_LEAST, WARM_AT_MOST, WARM_STEP = 20, 60, 5
FOREIGN_LIMIT = 8.0
# What the redirect is held to: the floor, and the target (facts of the prototypes, see docs/results/04-links.md).
RATIO, SERVICE_US = (0.35, 0.45), (35, 22)
OPEN_LOOP = {1000: (5, 3), 10000: (10, 5), 20000: (15, 8)}
OUT, WORK = "target/bench", "target/bench/work"
TICK = os.sysconf("SC_CLK_TCK")
PHONE = "Mozilla/5.0 (Linux; Android 16) Instagram 390.0.0.21.83"
shutil.rmtree(WORK, ignore_errors=True)
os.makedirs(WORK)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def tree(pid):
    found = [pid]
    for at in found:
        try:
            with open(f"/proc/{at}/task/{at}/children") as f:
                found += [int(child) for child in f.read().split()]
        except OSError:
            pass
    return found


def cpu(pid):
    """Seconds of user and system time of a process and its children, the ended ones included."""
    ticks = 0
    for at in tree(pid):
        try:
            with open(f"/proc/{at}/stat") as f:
                ticks += sum(int(part) for part in f.read().rsplit(")", 1)[1].split()[11:15])
        except OSError:
            pass
    return ticks / TICK


def busy():
    with open("/proc/stat") as f:
        parts = [int(part) for part in f.readline().split()[1:]]
    return (sum(parts) - parts[3] - parts[4] - (sum(parts[8:10]))) / TICK


def call(method, url, body=None, key=None):
    headers = {"Content-Type": "application/json", "User-Agent": PHONE}
    if key:
        headers["Authorization"] = "Bearer " + key
    request = urllib.request.Request(url, json.dumps(body).encode() if body else None, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


class Service:
    SECRET = "bench_app_secret"

    def __init__(self):
        self.port, self.management = free_port(), free_port()
        self.data = os.path.abspath(WORK + "/data")
        environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PORT": str(self.port),
                       "MANAGEMENT_PORT": str(self.management), "POPEKI_DATA": self.data,
                       "TRUSTED_PROXIES": "127.0.0.0/8", "WHATSAPP_APP_SECRET": self.SECRET,
                       "WHATSAPP_VERIFY_TOKEN": "bench", "POPEKI_JAVA_OPTS": os.environ.get("POPEKI_JAVA_OPTS", "")}
        self.log = open(WORK + "/service.log", "w+")
        self.process = subprocess.Popen(["./popeki", "serve"], env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.time() + 180
        while "Ready: " not in open(WORK + "/service.log").read():
            if time.time() > deadline or self.process.poll() is not None:
                sys.exit("popeki: the service did not start; see " + WORK + "/service.log")
            time.sleep(0.1)
        made = subprocess.run(["./popeki", "admin", "create-workspace", "--business", "Bench", "--name", "Ana",
                               "--email", "ana@example.com"], env=environment, capture_output=True, text=True, check=True)
        self.key = json.loads(made.stdout)["api_key"]
        api = f"http://127.0.0.1:{self.port}/api/v1"
        number = call("POST", api + "/numbers", {"phone_number_id": "1065432100", "waba_id": "2065432100",
                                                "display_phone_number": "+55 11 98765-4321"}, self.key)
        self.slugs = [call("POST", api + "/links", {"name": f"Link {i}", "number_id": number["id"], "message": "Oi",
                                                    "code": "both"}, self.key)["slug"] for i in range(200)]
        with open(self.data + "/postgres/data/postmaster.pid") as f:
            self.database = int(f.readline())

    def batches(self):
        """How many batches were committed since the start, and how many clicks they held."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.management}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        return [float(re.search(rf"^popeki_clicks_batch_{part} (\S+)", text, re.M).group(1)) for part in ("count", "sum")]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Nginx:
    def __init__(self):
        self.port = free_port()
        folder = os.path.abspath(WORK + "/nginx")
        os.makedirs(folder)
        with open(folder + "/nginx.conf", "w") as f:
            f.write(f"""daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{ client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
 uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; keepalive_requests 100000000;
 access_log {folder}/access.log combined buffer=64k flush=1s;
 server {{ listen 127.0.0.1:{self.port}; location / {{ return 302 https://wa.me/5511987654321?text=Oi; }} }} }}
""")
        self.process = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", folder + "/nginx.conf"],
                                        stderr=subprocess.DEVNULL)
        time.sleep(1)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def visits(slugs, seed=20261123):
    """4096 visits built beforehand; the generators only walk through them."""
    rnd = random.Random(seed)
    agents = [PHONE, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 FBAN/FBIOS",
              "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
              "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"]
    lines = []
    for _ in range(4096):
        query = f"utm_source=ig&utm_medium=paid&utm_campaign=c{rnd.randrange(50)}&utm_content=a{rnd.randrange(9)}&fbclid={rnd.getrandbits(160):040x}"
        lines.append((f"/{rnd.choice(slugs)}?{query}", rnd.choice(agents), ".".join(str(rnd.randrange(1, 255)) for _ in range(4))))
    return lines


def redirects(lines):
    return "init = function()\n requests = {}\n local r = requests\n" + "\n".join(
        f' r[{i + 1}] = wrk.format("GET", "{p}", {{["User-Agent"]="{a}", ["X-Forwarded-For"]="{ip}", ["Host"]="localhost"}})'
        for i, (p, a, ip) in enumerate(lines)) + "\n n = 0\nend\n" + WALK


def webhooks():
    """2048 signed messages of the usual size, each with an id of its own; a repetition is taken for one."""
    out = []
    for i in range(2048):
        body = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "2065432100", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp", "metadata": {"display_phone_number": "5511987654321", "phone_number_id": "1065432100"},
            "contacts": [{"profile": {"name": "Bruno"}, "wa_id": f"5511900{i:06d}"}],
            "messages": [{"from": f"5511900{i:06d}", "id": f"wamid.BENCH{i:08d}", "timestamp": str(int(time.time())), "type": "text",
                          "text": {"body": "Oi, quero saber o valor. " + "x" * 500}}]}}]}]})
        sign = hmac.new(Service.SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
        out.append(f' r[{i + 1}] = wrk.format("POST", "/webhooks/whatsapp", {{["Content-Type"]="application/json", ["Host"]="localhost", ["X-Hub-Signature-256"]="sha256={sign}"}}, [==[{body}]==])')
    return "init = function()\n requests = {}\n local r = requests\n" + "\n".join(out) + "\n n = 0\nend\n" + WALK


WALK = """request = function()
 n = n % #requests + 1
 return requests[n]
end
done = function(s, l, r)
 io.write(string.format("RESULT %d %d %d %d %d %d %d %d\\n", s.requests, s.duration, l:percentile(50), l:percentile(99),
  l:percentile(99.9), s.errors.status, s.errors.timeout, s.errors.connect + s.errors.read + s.errors.write))
end
"""


def measure(target, script, seconds):
    pids = {"server": target["pid"]}
    if target.get("database"):
        pids["database"] = target["database"]
    before = {what: cpu(pid) for what, pid in pids.items()}
    all_before, own = busy(), os.times()
    text = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{target['port']}"],
                          capture_output=True, text=True, check=True).stdout
    requests, duration, p50, p99, p999, status, timeouts, broken = map(int, re.search(r"RESULT (.*)", text).group(1).split())
    generator = sum(os.times()[2:4]) - sum(own[2:4])
    used = {what: cpu(pid) - before[what] for what, pid in pids.items()}
    total = busy() - all_before
    cores = os.cpu_count()
    return {"rps": requests / (duration / 1e6), "p50_ms": p50 / 1e3, "p99_ms": p99 / 1e3, "p999_ms": p999 / 1e3,
            "errors": status + timeouts + broken, "server_us": used["server"] / requests * 1e6,
            "database_us": used.get("database", 0) / requests * 1e6, "generator_us": generator / requests * 1e6,
            "foreign_percent": max(0.0, (total - sum(used.values()) - generator) / (seconds * cores) * 100)}


def settle(target, script):
    """Runs until the compiler is done: until a click costs the server what it cost a moment ago."""
    last, ran = None, 0
    while ran < WARM_AT_MOST:
        cost = measure(target, script, WARM_STEP)["server_us"]
        ran += WARM_STEP
        if last and ran >= WARM_AT_LEAST and cost > last * 0.95:
            return
        last = cost


def disk():
    """Milliseconds of one fdatasync, the median: what a commit waits for at least."""
    times = []
    file = os.open(WORK + "/probe", os.O_CREAT | os.O_RDWR)
    os.write(file, bytes(1 << 21))
    os.fsync(file)
    for i in range(100):
        os.pwrite(file, bytes(1 << 14), i << 14)
        start = time.perf_counter()
        os.fdatasync(file)
        times.append((time.perf_counter() - start) * 1e3)
    os.close(file)
    return statistics.median(times)


def open_loop(target, rate, java):
    pids = {"server": target["pid"], "database": target["database"]}
    before, own, all_before, start = {what: cpu(pid) for what, pid in pids.items()}, os.times(), busy(), time.time()
    text = subprocess.run([java, "-Xmx256m", "-XX:+UseSerialGC", "scripts/OpenLoop.java", str(target["port"]), str(rate),
                           str(SECONDS + 2), str(CONNECTIONS), WORK + "/visits.tsv"], capture_output=True, text=True, check=True).stdout
    run = json.loads(text)
    generator = sum(os.times()[2:4]) - sum(own[2:4])
    used = sum(cpu(pid) - before[what] for what, pid in pids.items())
    run["foreign_percent"] = max(0.0, (busy() - all_before - used - generator) / ((time.time() - start) * os.cpu_count()) * 100)
    return run


def main():
    load = os.getloadavg()[0]
    service, nginx = Service(), Nginx()
    try:
        with open(WORK + "/redirect.lua", "w") as f:
            lines = visits(service.slugs)
            f.write(redirects(lines))
        with open(WORK + "/visits.tsv", "w") as f:
            f.write("".join("\t".join(line) + "\n" for line in lines))
        with open(WORK + "/webhook.lua", "w") as f:
            f.write(webhooks())
        own = {"port": service.port, "pid": service.process.pid, "database": service.database}
        targets = {"nginx 302 with access log": ({"port": nginx.port, "pid": nginx.process.pid}, "redirect"),
                   "popeki redirect, durable": (own, "redirect")}
        if NAME == "webhook":
            targets["popeki webhook, durable"] = (own, "webhook")
        for target, script in targets.values():
            settle(target, f"{WORK}/{script}.lua")
        runs = {name: [] for name in targets}
        syncs = [disk()]
        for _ in range(ROUNDS):
            for name, (target, script) in targets.items():
                for attempt in range(4):
                    before = service.batches() if target is own else None
                    run = measure(target, f"{WORK}/{script}.lua", SECONDS)
                    if before and script == "redirect":
                        count, clicks = (now - then for now, then in zip(service.batches(), before))
                        run["batch"] = clicks / max(1, count)
                    if run["foreign_percent"] <= FOREIGN_LIMIT or attempt == 3:
                        break
                runs[name].append(run)
            syncs.append(disk())
        by_clock = {}
        for rate in OPEN_LOOP if NAME == "redirect" else ():
            tries = [open_loop(own, rate, os.environ["JAVA_HOME"] + "/bin/java") for _ in range(ROUNDS)]
            by_clock[rate] = sorted(tries, key=lambda run: run["p99_ms"])[ROUNDS // 2]
        report(runs, by_clock, statistics.median(syncs), load)
    finally:
        nginx.stop()
        service.stop()
        shutil.rmtree(WORK + "/data", ignore_errors=True)


def mark(value, floor_and_target, more_is_better=False):
    floor, target = floor_and_target
    passed = value >= floor if more_is_better else value <= floor
    reached = value >= target if more_is_better else value <= target
    return f"floor {floor}, target {target}: " + ("target reached" if reached else "passes the floor" if passed else "**misses the floor**")


def bound(median, sync):
    """Where the time of the two cores goes at full load, in a line."""
    name, cores = "popeki redirect, durable", os.cpu_count()
    rps = median(name, "rps")
    shares = {what: rps * median(name, key) / 1e4 / cores for what, key in
              (("service", "server_us"), ("database", "database_us"), ("generator", "generator_us"))}
    told = ", ".join(f"{what} {share:.0f} %" for what, share in shares.items())
    foreign = median(name, "foreign_percent")
    rest = 100 - sum(shares.values()) - foreign
    why = "the processors are full" if rest < 10 else f"{rest:.0f} % of the processors idle while a commit waits for the disk"
    return (f"What bounds it: {why}. Of {cores} cores: {told}, others {foreign:.0f} %. {median(name, 'batch'):.0f} clicks a commit, "
            f"{rps / median(name, 'batch'):,.0f} commits a second; one fdatasync took {sync:.2f} ms.")


def report(runs, by_clock, sync, load):
    median = lambda name, key: statistics.median(run[key] for run in runs[name])
    base = median("nginx 302 with access log", "rps")
    busy_machine = load >= 1.5 or any(run["foreign_percent"] > FOREIGN_LIMIT for all_runs in runs.values() for run in all_runs)
    rows = ["| target | rps median [min–max] | ÷ nginx | p50 ms | p99 ms | server µs/req | database µs/req | errors | foreign CPU % |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name in runs:
        rps = [run["rps"] for run in runs[name]]
        rows.append(f"| {name} | {median(name, 'rps'):,.0f} [{min(rps):,.0f}–{max(rps):,.0f}] | {median(name, 'rps') / base:.3f} | "
                    f"{median(name, 'p50_ms'):.2f} | {median(name, 'p99_ms'):.1f} | {median(name, 'server_us'):.1f} | "
                    f"{median(name, 'database_us'):.1f} | {sum(run['errors'] for run in runs[name])} | {max(run['foreign_percent'] for run in runs[name]):.0f} |")
    more = []
    if NAME == "redirect":
        ours = "popeki redirect, durable"
        more += ["", f"* ÷ nginx {median(ours, 'rps') / base:.3f}; {mark(median(ours, 'rps') / base, RATIO, True)}",
                 f"* CPU of the service per click {median(ours, 'server_us'):.1f} µs; {mark(median(ours, 'server_us'), SERVICE_US)}"]
        for rate, run in by_clock.items():
            more.append(f"* p99 at {rate:,} a second, from the instant a visit was due: {run['p99_ms']:.1f} ms (p50 {run['p50_ms']:.1f}, "
                        f"p99.9 {run['p999_ms']:.1f}, reached {run['rate']:,.0f}/s, errors {run['errors']}, foreign CPU "
                        f"{run['foreign_percent']:.0f} %); {mark(run['p99_ms'], OPEN_LOOP[rate])}")
        more += ["", bound(median, sync)]
    with open("/proc/cpuinfo") as f:
        model = re.search(r"model name\s*: (.*)", f.read())
    java = subprocess.run([os.environ["JAVA_HOME"] + "/bin/java", "-version"], capture_output=True, text=True).stderr.splitlines()[0]
    machine = f"{os.cpu_count()} × {model.group(1) if model else platform.machine()}, {platform.system()} {platform.release()}, {java}"
    note = ("**Taken on a busy machine: compare nothing with these figures.**\n\n" if busy_machine else "")
    text = f"# {NAME}\n\n{machine}; load before the start {load:.1f}; {ROUNDS} rounds of {SECONDS} s, {CONNECTIONS} connections, interleaved; seed 20261123\n\n{note}" + "\n".join(rows + more) + "\n"
    with open(f"{OUT}/{NAME}.md", "w") as f:
        f.write(text)
    with open(f"{OUT}/{NAME}.json", "w") as f:
        json.dump({"name": NAME, "machine": machine, "load": load, "busy": busy_machine, "runs": runs, "by_clock": by_clock, "fdatasync_ms": sync}, f, indent=1)
    print(text)


if __name__ == "__main__":
    main()
