package popeki.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import popeki.sandbox.ServiceDoors.DoorClosed;
import popeki.sandbox.WalkView.Event;
import popeki.sandbox.WalkView.Fact;
import popeki.sandbox.WalkView.State;
import popeki.sandbox.WalkView.Step;
import popeki.sandbox.WhatsAppBodies.AdTap;
import tools.jackson.databind.JsonNode;

/**
 * Walks one visitor through the whole way and writes down each hop as the service itself reports it
 * over its API.
 */
final class Guide implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(350);
  private static final int MOST_WALKS = 200;

  private static final int CLICK = 0;
  private static final int OPENS = 1;
  private static final int SENT = 2;
  private static final int ATTRIBUTED = 3;
  private static final int SCORED = 4;
  private static final int TOLD = 5;

  private final World world;
  private final ServiceDoors doors;
  private final GraphJournal journal;
  private final Map<String, Walk> walks = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("guide-", 0).factory());

  Guide(World world, ServiceDoors doors, GraphJournal journal) {
    this.world = world;
    this.doors = doors;
    this.journal = journal;
  }

  Optional<Walk> find(String id) {
    return Optional.ofNullable(walks.get(id));
  }

  /** Sends somebody on the way. */
  Walk start(Scene scene) {
    long number = numbers.incrementAndGet();
    var random = new Random(world.seed() * 131 + number * 17);
    Person person = Crowd.person(random);
    if (person.waId() == null) {
      person =
          new Person(
              person.name(),
              "5511900000%03d".formatted(number % 1000),
              person.userId(),
              person.userAgent(),
              person.address());
    }
    var walk = new Walk(Long.toString(number), scene, person, world);
    if (walks.size() >= MOST_WALKS) {
      walks.clear();
    }
    walks.put(walk.id(), walk);
    run(walk, () -> wholeWay(walk, random));
    return walk;
  }

  /** What the buttons below the phone do. */
  void act(Walk walk, String action) {
    var random = new Random(world.clock().instant().toEpochMilli());
    switch (action) {
      case "sale" -> run(walk, () -> sale(walk, random));
      case "again" -> run(walk, () -> again(walk));
      case "nameless" -> run(walk, () -> nameless(walk, random));
      default -> {
        // A button of another version of the page: nothing to do.
      }
    }
  }

  private interface Way {
    void go() throws DoorClosed, InterruptedException;
  }

  private void run(Walk walk, Way way) {
    if (!walk.begin()) {
      return;
    }
    threads.execute(
        () -> {
          try {
            way.go();
          } catch (DoorClosed e) {
            walk.step(walk.more("The service does not answer"), step -> late(step, e.getMessage()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            walk.end();
          }
        });
  }

  private void wholeWay(Walk walk, Random random) throws DoorClosed, InterruptedException {
    Instant started = world.clock().instant();
    var chat = new Chat(world, doors, walk.person(), random);
    AdTap tap = null;
    String text = walk.scene().words();
    if (walk.scene() == Scene.AD) {
      tap = new AdTap(world.ads().getFirst(), Casting.clickId(random));
      tapped(walk, tap);
    } else {
      text = LiveStream.withWords(clicked(walk, random, started), text);
    }
    walk.type(text);
    walk.step(
        OPENS, step -> done(step, null, List.of(new Fact("Typed for the person", text(walk)))));
    Thread.sleep(1_600);
    var sent = chat.say(text, tap);
    walk.sent(sent, true);
    walk.step(
        SENT,
        step ->
            done(
                step,
                "POST /webhooks/whatsapp",
                List.of(
                    new Fact("Answer", sent.status() + " after " + sent.millis() + " ms"),
                    new Fact("Signed", "HMAC-SHA-256 over " + sent.body().length() + " bytes"))));
    follow(walk, sent.written().wamid(), started);
  }

  private static String text(Walk walk) {
    String draft = walk.view().draft();
    return draft == null ? "" : draft;
  }

  private void tapped(Walk walk, AdTap tap) {
    String clickId = String.valueOf(tap.clickId());
    walk.step(
        CLICK,
        step ->
            done(
                step,
                null,
                List.of(
                    new Fact("Ad", tap.ad().name()),
                    new Fact("Meta's click id", clickId.substring(0, 18) + "…"))));
  }

  /** Opens the link and reads the recorded click back; the text with its code. */
  private String clicked(Walk walk, Random random, Instant started)
      throws DoorClosed, InterruptedException {
    var link = link(walk.scene());
    walk.step(CLICK, step -> running(step, "GET /" + link.slug()));
    var led = doors.open(link, Casting.query(link, random), walk.person());
    if (led.status() != 302) {
      throw new DoorClosed("The link answered " + led.status() + " instead of 302");
    }
    String path = "/clicks?link_id=" + link.id() + "&from=" + started.minusSeconds(5);
    var click = await(path, list -> newest(list, led.text()));
    var facts = new ArrayList<Fact>();
    facts.add(new Fact("Answer", "302 to " + led.url().replaceAll("[?].*", "")));
    click.ifPresent(
        row -> {
          facts.add(new Fact("Recorded as", row.path("kind").asString("") + counted(row)));
          facts.add(new Fact("Code", row.path("code").asString("—")));
          facts.add(new Fact("Source", row.path("utm").path("source").asString("print")));
        });
    walk.step(CLICK, step -> done(step, "GET /" + link.slug() + ", GET /api/v1/clicks", facts));
    return led.text();
  }

  private static String counted(JsonNode click) {
    return click.path("counted").asBoolean() ? ", counted" : ", not counted";
  }

  private static Optional<JsonNode> newest(JsonNode list, String text) {
    return list.path("data")
        .valueStream()
        .filter(click -> text.contains(click.path("code").asString("\0")))
        .findFirst();
  }

  private World.TrackedLink link(Scene scene) {
    return world.links().stream()
        .filter(link -> link.printed() == (scene == Scene.QR))
        .findFirst()
        .orElse(world.links().getFirst());
  }

  private void follow(Walk walk, String wamid, Instant started)
      throws DoorClosed, InterruptedException {
    walk.step(ATTRIBUTED, step -> running(step, "GET /api/v1/conversations"));
    String list = "/conversations?limit=50&from=" + started.minusSeconds(30);
    Optional<JsonNode> found = await(list, page -> withMessage(page, wamid));
    if (found.isEmpty()) {
      walk.step(ATTRIBUTED, step -> late(step, "No conversation with this message yet."));
      return;
    }
    String id = found.get().path("id").asString("");
    walk.found(id);
    String door = "GET /api/v1/conversations/" + id.substring(0, Math.min(8, id.length())) + "…";
    var attributed = await("/conversations/" + id, Guide::attributed);
    walk.step(
        ATTRIBUTED,
        step ->
            attributed
                .map(answer -> done(step, door, attribution(answer.path("attribution"))))
                .orElseGet(() -> late(step, "Not attributed yet.")));
    walk.step(SCORED, step -> running(step, door));
    var scored = await("/conversations/" + id, Guide::scored);
    walk.step(
        SCORED,
        step ->
            scored
                .map(answer -> done(step, door, lead(answer.path("lead"))))
                .orElseGet(() -> late(step, "Not scored yet.")));
    ledger(walk, id);
  }

  private Optional<JsonNode> withMessage(JsonNode page, String wamid) {
    return page.path("data").valueStream().filter(row -> hasMessage(row, wamid)).findFirst();
  }

  private static boolean hasMessage(JsonNode conversation, String wamid) {
    return conversation
        .path("messages")
        .valueStream()
        .anyMatch(message -> message.path("wamid").asString("").equals(wamid));
  }

  private static Optional<JsonNode> attributed(JsonNode conversation) {
    String status = conversation.path("attribution").path("status").asString("");
    return status.equals("attributed") || status.equals("ad_unknown")
        ? Optional.of(conversation)
        : Optional.empty();
  }

  private static Optional<JsonNode> scored(JsonNode conversation) {
    return conversation.path("lead").path("status").asString("").equals("classified")
        ? Optional.of(conversation)
        : Optional.empty();
  }

  private static List<Fact> attribution(JsonNode attribution) {
    var facts = new ArrayList<Fact>();
    facts.add(
        new Fact(
            "Credited to",
            first(
                attribution.path("ad").path("name"),
                attribution.path("campaign").path("name"),
                attribution.path("campaign").path("id"),
                attribution.path("source"))));
    facts.add(
        new Fact(
            "How",
            attribution.path("method").asString("")
                + ", confidence "
                + attribution.path("confidence").asString("")));
    attribution
        .path("evidence")
        .forEach(
            proof ->
                facts.add(
                    new Fact(
                        proof.path("signal").asString("").replace('_', ' '),
                        proof.path("detail").asString(""))));
    return facts;
  }

  private static List<Fact> lead(JsonNode lead) {
    var facts = new ArrayList<Fact>();
    facts.add(
        new Fact(
            "Score",
            lead.path("score").asString("") + " of 100, " + lead.path("category").asString("")));
    facts.add(
        new Fact(
            "Wants",
            lead.path("intent").asString("") + ", " + lead.path("urgency").asString("unknown")));
    JsonNode budget = lead.path("budget");
    if (budget.isObject()) {
      facts.add(
          new Fact(
              "Budget",
              budget.path("currency").asString("") + " " + budget.path("amount").asString("")));
    }
    lead.path("reasons")
        .forEach(
            reason ->
                facts.add(
                    new Fact(
                        signed(reason.path("points").asInt()),
                        reason.path("words").asString("") + quoted(reason.path("quote")))));
    return facts;
  }

  private static String signed(int points) {
    return points > 0 ? "+" + points : Integer.toString(points);
  }

  /** The person's own words behind a reason. */
  private static String quoted(JsonNode quote) {
    String words = quote.asString("");
    return words.isEmpty() ? "" : ": “" + words + "”";
  }

  /** Shows the rows of the conversation, and the latest one's event word for word. */
  private void ledger(Walk walk, String conversation) throws DoorClosed, InterruptedException {
    String path = "/conversions?conversation_id=" + conversation;
    walk.step(TOLD, step -> running(step, "GET /api/v1/conversions"));
    var rows = await(path, Guide::settled, Duration.ofSeconds(4));
    if (rows.isEmpty()) {
      walk.step(
          TOLD,
          step ->
              waiting(step, "GET /api/v1/conversions")
                  .withNote("No row yet: a conversation is told once it is qualified or won."));
      return;
    }
    var facts = new ArrayList<Fact>();
    rows.get()
        .path("data")
        .forEach(row -> facts.add(new Fact(row.path("event_name").asString(""), standing(row))));
    walk.step(TOLD, step -> done(step, "GET /api/v1/conversions", facts));
    show(walk, rows.get().path("data").get(0));
  }

  /** Rows are there, and none of them is on its way this moment. */
  private static Optional<JsonNode> settled(JsonNode list) {
    JsonNode rows = list.path("data");
    boolean waits =
        rows.valueStream().anyMatch(row -> row.path("status").asString("").equals("pending"));
    return rows.isEmpty() || waits ? Optional.empty() : Optional.of(list);
  }

  private static String standing(JsonNode row) {
    String reason = row.path("reason").asString("");
    return row.path("status").asString("")
        + (reason.isEmpty() ? "" : ": " + reason.replace('_', ' '));
  }

  private void show(Walk walk, JsonNode row) throws DoorClosed, InterruptedException {
    String eventId = row.path("event_id").asString("");
    var received = journal.byId(eventId);
    if (received.isPresent()) {
      walk.told(
          new Event(
              row.path("event_name").asString(""),
              "sent",
              "The pretend Meta took exactly this, trace " + received.get().trace() + ".",
              received.get().pretty()));
      return;
    }
    var detail = doors.read("/conversions/" + row.path("id").asString(""));
    String status = row.path("status").asString("");
    detail
        .map(answer -> answer.path("payload"))
        .filter(payload -> !payload.isMissingNode() && !payload.isNull())
        .ifPresent(
            payload ->
                walk.told(
                    new Event(
                        row.path("event_name").asString(""),
                        status,
                        "Nothing left the house: the row is "
                            + standing(row)
                            + ". This is what would be sent.",
                        payload.toPrettyString())));
  }

  private void sale(Walk walk, Random random) throws DoorClosed, InterruptedException {
    String conversation = walk.conversation();
    if (conversation == null) {
      return;
    }
    int at = walk.more("Seller closes the sale");
    var sent = new Chat(world, doors, walk.person(), random).reply("Venda fechada R$ 350");
    walk.sent(sent, false);
    var won =
        await(
            "/conversations/" + conversation,
            answer ->
                answer.path("stage").asString("").equals("won")
                    ? Optional.of(answer)
                    : Optional.empty());
    walk.step(
        at,
        step ->
            won.map(
                    answer ->
                        done(
                            step,
                            "POST /webhooks/whatsapp (smb_message_echoes)",
                            List.of(
                                new Fact("Stage", "won"),
                                new Fact("Value", money(answer.path("value"))))))
                .orElseGet(() -> late(step, "Not won yet.")));
    await(
        "/conversions?conversation_id=" + conversation,
        list ->
            list.path("data")
                    .valueStream()
                    .anyMatch(row -> row.path("event_name").asString("").equals("Purchase"))
                ? Optional.of(list)
                : Optional.empty(),
        Duration.ofSeconds(10));
    ledger(walk, conversation);
  }

  private static String money(JsonNode value) {
    return value.path("currency").asString("") + " " + value.path("amount").asString("—");
  }

  /** WhatsApp repeats what it is not sure of; five times at once is nothing. */
  private void again(Walk walk) throws DoorClosed, InterruptedException {
    var sent = walk.first();
    String conversation = walk.conversation();
    if (sent == null || conversation == null) {
      return;
    }
    int at = walk.more("The same notification 5 more times");
    int before = messages(conversation);
    int taken = 0;
    for (int i = 0; i < 5; i++) {
      taken += doors.notify(sent.body()) == 200 ? 1 : 0;
    }
    Thread.sleep(1_500);
    int after = messages(conversation);
    int answered = taken;
    walk.step(
        at,
        step ->
            done(
                step,
                "POST /webhooks/whatsapp",
                List.of(
                    new Fact("Answered 200", answered + " of 5"),
                    new Fact("Messages before and after", before + " and " + after))));
  }

  private int messages(String conversation) throws DoorClosed, InterruptedException {
    return doors
        .read("/conversations/" + conversation)
        .map(answer -> answer.path("messages").size())
        .orElse(0);
  }

  private void nameless(Walk walk, Random random) throws DoorClosed, InterruptedException {
    String conversation = walk.conversation();
    if (conversation == null) {
      return;
    }
    int at = walk.more("The same person without a phone number");
    int before = messages(conversation);
    var sent =
        new Chat(world, doors, walk.person(), random)
            .sayWithoutNumber("Ainda tem horário para hoje?");
    walk.sent(sent, true);
    var joined =
        await(
            "/conversations/" + conversation,
            answer ->
                hasMessage(answer, sent.written().wamid())
                    ? Optional.of(answer)
                    : Optional.empty());
    walk.step(
        at,
        step ->
            joined
                .map(
                    answer ->
                        done(
                            step,
                            "POST /webhooks/whatsapp",
                            List.of(
                                new Fact("Known by", walk.person().userId()),
                                new Fact(
                                    "Messages before and after",
                                    before + " and " + answer.path("messages").size()))))
                .orElseGet(() -> late(step, "The message is not in this conversation.")));
  }

  private interface Look {
    Optional<JsonNode> at(JsonNode answer);
  }

  private Optional<JsonNode> await(String path, Look look) throws DoorClosed, InterruptedException {
    return await(path, look, PATIENCE);
  }

  private Optional<JsonNode> await(String path, Look look, Duration patience)
      throws DoorClosed, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < until) {
      var seen = doors.read(path).flatMap(look::at);
      if (seen.isPresent()) {
        return seen;
      }
      Thread.sleep(LOOK_AGAIN);
    }
    return Optional.empty();
  }

  private static Step running(Step step, String door) {
    return new Step(step.title(), State.RUNNING, door, step.facts(), null);
  }

  private static Step waiting(Step step, String door) {
    return new Step(step.title(), State.WAITING, door, List.of(), null);
  }

  private static Step done(Step step, @Nullable String door, List<Fact> facts) {
    return new Step(step.title(), State.DONE, door, facts, null);
  }

  private static Step late(Step step, @Nullable String note) {
    return new Step(step.title(), State.LATE, step.door(), step.facts(), note);
  }

  private static String first(JsonNode... candidates) {
    for (JsonNode candidate : candidates) {
      String text = candidate.asString("");
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "—";
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
