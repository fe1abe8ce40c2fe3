"""Half a year of history beside what people write now: how long a live message takes from the door to its
conversation, alone and while 100,000 messages of the past are worked off in the same run. Writes
target/bench/history.md and .json. See docs/results/05-conversations.md."""
import json, os, re, sys, threading, time, urllib.request
import bench

MESSAGES, PEOPLE, CHUNK = int(os.environ.get("POPEKI_HISTORY", 100_000)), 400, 1000
RATE, ALONE = 20, 30
FLOOR = 2.0
NUMBER, WABA = "1065432100", "2065432100"


def post(service, body):
    raw = json.dumps(body).encode()
    sign = bench.hmac.new(service.SECRET.encode(), raw, bench.hashlib.sha256).hexdigest()
    request = urllib.request.Request(f"http://127.0.0.1:{service.port}/webhooks/whatsapp", raw,
                                     {"Content-Type": "application/json", "X-Hub-Signature-256": "sha256=" + sign})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200


def change(field, value):
    value = {"messaging_product": "whatsapp",
             "metadata": {"display_phone_number": "5511987654321", "phone_number_id": NUMBER}, **value}
    return {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": [{"field": field, "value": value}]}]}


def live(at, i):
    person = f"5521900{i % 100_000:06d}"
    return change("messages", {"contacts": [{"profile": {"name": "Bruno"}, "wa_id": person}],
                               "messages": [{"from": person, "id": f"wamid.LIVE{at}-{i}", "timestamp": str(int(time.time())),
                                             "type": "text", "text": {"body": "Oi, quanto custa?"}}]})


def chunks():
    """Each chunk holds some people's threads, question and answer in turn, as a history sync sends them."""
    now = int(time.time())
    for chunk in range(MESSAGES // CHUNK):
        threads = []
        for person in range(4):
            who = f"5531900{(chunk * 4 + person) % PEOPLE:06d}"
            threads.append({"id": who, "messages": [
                {"from": who if m % 2 == 0 else "5511987654321", "to": "5511987654321" if m % 2 == 0 else who,
                 "id": f"wamid.PAST{chunk}-{person}-{m}", "timestamp": str(now - 86_400 * 150 + chunk * 1000 + m), "type": "text",
                 "text": {"body": "Bom dia, ainda tem o vestido azul?"}, "history_context": {"status": "READ"}}
                for m in range(CHUNK // 4)]})
        yield change("history", {"history": [{"metadata": {"phase": 1, "chunk_order": chunk, "progress": min(100, chunk + 1)},
                                              "threads": threads}]})


def metrics(service):
    with urllib.request.urlopen(f"http://127.0.0.1:{service.management}/metrics", timeout=20) as answer:
        return answer.read().decode()


def lag(text):
    """Cumulative counts of live messages by how long they took at most."""
    found = re.findall(r'^popeki_webhook_lag_seconds_bucket\{(?=[^}]*lane="live")[^}]*le="([^"]+)"[^}]*\} (\S+)', text, re.M)
    return {float(le.replace("+Inf", "inf")): float(count) for le, count in found}


def percentile(before, after, share):
    counts = [(le, after[le] - before.get(le, 0)) for le in sorted(after)]
    wanted = counts[-1][1] * share
    return next(le for le, count in counts if count >= wanted) * 1e3


def stored(text):
    return sum(float(n) for n in re.findall(r'^popeki_webhook_items_total\{[^}]*kind="HistoryMessage"[^}]*result="stored"[^}]*\} (\S+)', text, re.M))


def writing(service, phase, until):
    """So many live messages a second, by the clock, until told to stop."""
    start, sent = time.time(), 0
    while not until():
        due = start + sent / RATE
        time.sleep(max(0.0, due - time.time()))
        post(service, live(phase, sent))
        sent += 1
    return sent


def settled(service, total):
    deadline = time.time() + 60
    while lag(metrics(service)).get(float("inf"), 0) < total and time.time() < deadline:
        time.sleep(0.2)
    return metrics(service)


def main():
    service = bench.Service()
    try:
        writing(service, "warm", deadline(15))
        first = settled(service, 15 * RATE * 0.9)
        done = lag(first)[float("inf")]
        done += writing(service, "alone", deadline(ALONE))
        alone = settled(service, done)
        started = time.time()
        sender = threading.Thread(target=lambda: [post(service, body) for body in chunks()])
        sender.start()
        done += writing(service, "beside", lambda: stored(metrics(service)) >= MESSAGES or time.time() > started + 900)
        took = time.time() - started
        sender.join()
        beside = settled(service, done)
        report(percentile(lag(first), lag(alone), 0.95), percentile(lag(alone), lag(beside), 0.95),
               percentile(lag(first), lag(alone), 0.5), percentile(lag(alone), lag(beside), 0.5), took, stored(beside))
    finally:
        service.stop()
        bench.shutil.rmtree(bench.WORK + "/data", ignore_errors=True)


def deadline(seconds):
    end = time.time() + seconds
    return lambda: time.time() >= end


def report(alone, beside, alone50, beside50, took, kept):
    ratio = beside / alone
    text = f"""# Live messages beside a history sync

{RATE} live messages a second, from the door to their conversation (upper bound of the histogram's bucket):

| | p50 ms | p95 ms |
| --- | --- | --- |
| alone | {alone50:.0f} | {alone:.0f} |
| while {MESSAGES:,} messages of the past are worked off | {beside50:.0f} | {beside:.0f} |

Ratio of p95: **{ratio:.2f}** (at most {FLOOR}: {"reached" if ratio <= FLOOR else "MISSED"}). The past took {took:.0f} s
({kept / took:,.0f} messages a second); {kept:,.0f} of {MESSAGES:,} are kept.
"""
    print(text)
    with open(bench.OUT + "/history.md", "w") as f:
        f.write(text)
    with open(bench.OUT + "/history.json", "w") as f:
        json.dump({"alone_p95_ms": alone, "beside_p95_ms": beside, "ratio": ratio, "seconds": took, "kept": kept}, f)


if __name__ == "__main__":
    main()
