package popeki.conversions;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.PretendGraph;
import popeki.TestClock;
import popeki.conversations.ContactOptedOut;
import popeki.conversations.OutcomeRecorded;
import popeki.kernel.ContactId;
import popeki.kernel.ConversationId;
import popeki.kernel.Money;
import popeki.kernel.PhoneNumber;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.DatabaseConfiguration;
import popeki.platform.DatabaseRole;
import popeki.platform.Lane;
import popeki.platform.Lanes;
import popeki.platform.LiveUpdates;
import popeki.platform.Paging;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;
import popeki.privacy.Alias;
import popeki.privacy.Suppressions;

/** From the outcome to Meta and back, against the pretend Graph and the real database. */
@PopekiTest
class ConversionFlowTest {
  private static final Actor OWNER = Actor.system("test");
  private static final AtomicInteger DATASETS = new AtomicInteger(700_000);

  @Autowired WorkspaceTx tx;
  @Autowired Vault vault;
  @Autowired Lanes lanes;
  @Autowired LiveUpdates live;
  @Autowired Audit audit;
  @Autowired Clock clock;
  @Autowired JdbcClient jdbc;
  @Autowired Suppressions suppressions;
  @Autowired MetaConversionsClient meta;
  @Autowired ConversionRepository repository;
  @Autowired DestinationRepository destinationRepository;
  @Autowired Destinations destinations;
  @Autowired Payloads payloads;

  private final World world = new World();
  private WorkspaceId workspace = new WorkspaceId(UUID.randomUUID());
  private String datasetId = "";
  private PretendGraph.Dataset graph = PretendGraph.shared().dataset("0", "t");
  private @Nullable ConversionListener listener;
  private @Nullable ConversionLane lane;
  private @Nullable Conversions conversions;

  /** What the earlier steps would say. */
  private final class World implements ConversionContext {
    private final Map<ConversationId, Subject> subjects = new ConcurrentHashMap<>();

    @Override
    public Optional<Subject> subject(WorkspaceId ws, ConversationId conversation, Instant before) {
      return Optional.ofNullable(subjects.get(conversation));
    }

    @Override
    public boolean suppressed(WorkspaceId ws, Subject subject) {
      return suppressions.suppressed(ws, subject.aliases());
    }

    @Override
    public double sendThreshold(WorkspaceId ws) {
      return 0.8;
    }

    @Override
    public boolean paid(WorkspaceId ws) {
      return true;
    }
  }

  @BeforeEach
  void freshWorkspace() {
    workspace = new WorkspaceId(Uuid7.at(clock.instant()));
    tx.directory(
        () -> {
          vault.create(workspace);
          return true;
        });
    datasetId = Integer.toString(DATASETS.incrementAndGet());
    graph = PretendGraph.shared().dataset(datasetId, "secret-" + datasetId);
    var assessments = new Assessments(world, destinationRepository);
    var departures =
        new Departures(
            tx, assessments, repository, destinationRepository, world, payloads, meta, clock);
    lane =
        new ConversionLane(tx, repository, destinationRepository, departures, audit, live, clock);
    listener =
        new ConversionListener(
            assessments, destinationRepository, repository, vault, lanes, live, clock);
    conversions = new Conversions(repository, assessments, payloads, tx, lanes, live, audit, clock);
  }

  private ConversationId conversation(Subject.@Nullable Touch touch) {
    var id = new ConversationId(Uuid7.at(clock.instant()));
    var contact = new ContactId(Uuid7.at(clock.instant()));
    var phone = new PhoneNumber("5511987654321");
    var aliases = List.of(new Alias(Alias.Type.USER_ID, "BR." + contact));
    world.subjects.put(id, new Subject(contact, "102030405060708", phone, "BR", aliases, touch));
    return id;
  }

  private void won(ConversationId id, int ordinal, @Nullable Money value) {
    outcome(id, "won", ordinal, value, false);
  }

  private void outcome(
      ConversationId id, String kind, int ordinal, @Nullable Money value, boolean first) {
    var contact = requireNonNull(world.subjects.get(id)).contact();
    Instant at = TestClock.now().minusSeconds(60);
    tx.run(
        workspace,
        () ->
            listener()
                .on(new OutcomeRecorded(workspace, id, contact, kind, ordinal, at, value, first)));
  }

  private void optOut(ConversationId id) {
    var subject = requireNonNull(world.subjects.get(id));
    tx.run(
        workspace,
        () -> {
          suppressions.optOut(workspace, subject.aliases(), clock.instant(), "test");
          listener().on(new ContactOptedOut(workspace, subject.contact(), clock.instant(), "test"));
        });
  }

  private void connect(boolean enabled) {
    destinations.save(workspace, draft(enabled, "secret-" + datasetId), OWNER);
  }

  private DestinationRequest.Draft draft(boolean enabled, String token) {
    return new DestinationRequest(enabled, null, null, null, datasetId, token).read();
  }

  private Lane.Next drain() {
    return DatabaseConfiguration.as(
        DatabaseRole.WORKER,
        () ->
            requireNonNull(lane)
                .drain(
                    new Lane.Slice(workspace.value(), workspace, clock.instant().plusSeconds(60))));
  }

  /** Lets every pause end. */
  private void hurry() {
    tx.run(
        workspace,
        () -> {
          jdbc.sql("update conversions.conversion set due_at = due_at - interval '1 day'").update();
          jdbc.sql("update conversions.destination set paused_until = null").update();
        });
  }

  private List<Conversion> rows() {
    return tx.in(
        workspace,
        () ->
            repository.list(
                workspace, new ConversionRepository.Filter(null, null), new Paging(200, null)));
  }

  private Conversion row() {
    assertThat(rows()).hasSize(1);
    return rows().getFirst();
  }

  private ConversionListener listener() {
    return requireNonNull(listener);
  }

  private Conversions conversions() {
    return requireNonNull(conversions);
  }

  private static Subject.Touch ad() {
    return new Subject.Touch(1, "ARAkInvented", null, false);
  }

  private static Money reais(long whole) {
    return new Money(whole * 100, "BRL");
  }

  @Test
  void keeps_a_row_and_calls_nobody_before_a_destination_is_set() {
    var id = conversation(ad());
    outcome(id, "won", 1, reais(350), true);
    assertThat(rows())
        .extracting(row -> row.event().stage(), Conversion::status, Conversion::reason)
        .containsExactlyInAnyOrder(
            tuple(Stage.QUALIFIED, Status.HELD, Reason.NOT_CONFIGURED),
            tuple(Stage.WON, Status.HELD, Reason.NOT_CONFIGURED));
    drain();
    connect(true);
    drain();
    assertThat(rows()).allMatch(row -> row.status() == Status.HELD);
    assertThat(graph.received()).isEmpty();
    assertThat(conversions().of(workspace, id))
        .allSatisfy(
            view -> {
              assertThat(view.went()).isFalse();
              assertThat(view.event()).contains("ARAkInvented", "business_messaging");
              assertThat(view.canRetry()).isTrue();
            });
  }

  @Test
  void sends_held_rows_when_a_person_asks() {
    won(conversation(ad()), 1, reais(350));
    connect(true);
    assertThat(conversions().retryAll(workspace, OWNER)).isEqualTo(1);
    drain();
    assertThat(row().status()).isEqualTo(Status.SENT);
    assertThat(graph.counted()).hasSize(1);
  }

  @Test
  void writes_one_row_for_one_outcome_however_often_it_is_told() throws Exception {
    connect(true);
    var id = conversation(ad());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var told = new ArrayList<Future<?>>();
      for (int i = 0; i < 20; i++) {
        told.add(threads.submit(() -> outcome(id, "won", 1, reais(350), true)));
      }
      for (var one : told) {
        one.get();
      }
    }
    won(id, 2, reais(80));
    drain();
    assertThat(rows()).hasSize(3).allMatch(row -> row.status() == Status.SENT);
    assertThat(rows()).extracting(row -> row.event().eventId()).doesNotHaveDuplicates();
    assertThat(graph.counted()).hasSize(3);
  }

  @Test
  void puts_no_plain_phone_on_the_wire() {
    connect(true);
    won(conversation(ad()), 1, reais(350));
    var click = new Subject.Click(clock.instant(), "IwAR0abcXYZ_-9", "203.0.113.7", "Mozilla/5.0");
    won(conversation(new Subject.Touch(1, null, click, false)), 1, reais(350));
    drain();
    assertThat(graph.received()).hasSize(2);
    assertThat(graph.received())
        .allSatisfy(
            request -> {
              assertThat(request.body()).doesNotContain("987654321", "87654321", "+55", "secret-");
              assertThat(request.version()).isEqualTo("v26.0");
              assertThat(request.token()).isEqualTo("secret-" + datasetId);
            });
    assertThat(rows()).allMatch(row -> row.status() == Status.SENT);
  }

  @Test
  void repeats_the_same_event_after_an_answer_that_never_came() {
    connect(true);
    graph.behave(call -> call == 1 ? PretendGraph.Mood.TAKES_AND_HANGS : PretendGraph.Mood.WELL);
    won(conversation(ad()), 1, reais(350));
    drain();
    assertThat(row().status()).isEqualTo(Status.PENDING);
    assertThat(row().reason()).isEqualTo(Reason.UNAVAILABLE);
    hurry();
    drain();
    assertThat(row().status()).isEqualTo(Status.SENT);
    assertThat(graph.received()).hasSize(2);
    assertThat(graph.received().get(1).body()).isEqualTo(graph.received().get(0).body());
    assertThat(graph.counted()).hasSize(1);
    assertThat(attempts()).containsExactly("unknown", "accepted");
  }

  private List<String> attempts() {
    return tx.in(workspace, () -> repository.attempts(workspace, row().id())).stream()
        .map(Conversion.Attempt::result)
        .toList();
  }

  @Test
  void obeys_when_meta_asks_for_a_pause() {
    connect(true);
    graph.behave(PretendGraph.Mood.RATE_LIMIT);
    won(conversation(ad()), 1, reais(350));
    won(conversation(ad()), 1, reais(80));
    Instant before = clock.instant();
    var next = requireNonNull(drain().at());
    assertThat(Duration.between(before, next)).isGreaterThanOrEqualTo(Duration.ofSeconds(115));
    assertThat(graph.received()).hasSize(1);
    assertThat(rows()).allMatch(row -> row.status() == Status.PENDING && row.tries() == 0);
    graph.behave(PretendGraph.Mood.WELL);
    hurry();
    drain();
    assertThat(rows()).allMatch(row -> row.status() == Status.SENT);
  }

  @Test
  void gives_up_visibly_on_answers_that_make_no_sense() {
    connect(true);
    for (var mood : List.of(PretendGraph.Mood.NOT_JSON, PretendGraph.Mood.COUNTS_NOTHING)) {
      graph.behave(mood);
      won(conversation(ad()), 1, reais(350));
      for (int i = 0; i < 4; i++) {
        drain();
        hurry();
      }
    }
    assertThat(rows())
        .extracting(Conversion::status, Conversion::reason, Conversion::attempts)
        .containsExactlyInAnyOrder(
            tuple(Status.FAILED, Reason.BAD_ANSWER, 3),
            tuple(Status.FAILED, Reason.NOT_RECEIVED, 3));
  }

  @Test
  void survives_errors_and_endless_answers() {
    connect(true);
    graph.behave(
        call ->
            switch (call) {
              case 1 -> PretendGraph.Mood.ERROR_500;
              case 2 -> PretendGraph.Mood.HUGE;
              default -> PretendGraph.Mood.WELL;
            });
    won(conversation(ad()), 1, reais(350));
    for (int i = 0; i < 3; i++) {
      drain();
      hurry();
    }
    assertThat(row().status()).isEqualTo(Status.SENT);
    assertThat(row().attempts()).isEqualTo(3);
  }

  @Test
  void parks_a_dead_token_once_and_goes_on_with_a_new_one_when_asked() {
    connect(true);
    graph.behave(PretendGraph.Mood.TOKEN_DEAD);
    for (int i = 0; i < 3; i++) {
      won(conversation(ad()), 1, reais(350));
    }
    drain();
    assertThat(graph.received()).hasSize(1);
    assertThat(rows())
        .allMatch(row -> row.status() == Status.HELD && row.reason() == Reason.TOKEN_PARKED);
    assertThatThrownBy(() -> conversions().retry(workspace, rows().getFirst().id(), OWNER))
        .isInstanceOfSatisfying(
            ApiProblem.class,
            problem -> assertThat(problem.extra()).containsEntry("reason", "token_parked"));
    graph.behave(PretendGraph.Mood.WELL);
    connect(true);
    assertThat(conversions().retryAll(workspace, OWNER)).isEqualTo(3);
    drain();
    assertThat(rows()).allMatch(row -> row.status() == Status.SENT);
  }

  @Test
  void shows_what_meta_refused_and_does_not_ask_again() {
    connect(true);
    won(conversation(new Subject.Touch(1, "foreign", null, false)), 1, reais(350));
    drain();
    assertThat(row().status()).isEqualTo(Status.REJECTED);
    assertThat(row().reason()).isEqualTo(Reason.REFUSED_CLICK_ID);
    hurry();
    drain();
    assertThat(graph.received()).hasSize(1);
    assertThatThrownBy(() -> conversions().retry(workspace, row().id(), OWNER))
        .isInstanceOf(ApiProblem.class);
  }

  @Test
  void sends_nothing_after_it_was_switched_off_or_taken_away() {
    connect(true);
    won(conversation(ad()), 1, reais(350));
    connect(false);
    drain();
    assertThat(row().reason()).isEqualTo(Reason.DISABLED);
    won(conversation(ad()), 1, reais(80));
    connect(true);
    drain();
    assertThat(graph.received()).isEmpty();
    assertThat(conversions().retryAll(workspace, OWNER)).isEqualTo(2);
    assertThat(destinations.remove(workspace, OWNER)).isTrue();
    drain();
    assertThat(rows()).allMatch(row -> row.reason() == Reason.NOT_CONFIGURED);
    assertThat(graph.received()).isEmpty();
  }

  @Test
  void cancels_what_waits_when_the_person_opts_out() {
    connect(true);
    var id = conversation(ad());
    won(id, 1, reais(350));
    optOut(id);
    won(id, 2, reais(80));
    drain();
    assertThat(rows())
        .hasSize(2)
        .allMatch(row -> row.status() == Status.CANCELLED && row.reason() == Reason.OPTED_OUT);
    assertThat(graph.received()).isEmpty();
  }

  /** Whoever sees the opt-out answered sees no request after that moment. */
  @Test
  void starts_nothing_after_an_opt_out_has_committed() throws Exception {
    connect(true);
    var optedOutAt = new ConcurrentHashMap<String, Instant>();
    var ids = new ArrayList<ConversationId>();
    for (int i = 0; i < 200; i++) {
      ids.add(conversation(ad()));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var people =
          threads.submit(
              () -> {
                for (var id : ids) {
                  won(id, 1, reais(350));
                  optOut(id);
                  optedOutAt.put(eventOf(id), TestClock.now());
                }
              });
      var deliveries =
          threads.submit(
              () -> {
                while (!people.isDone()) {
                  drain();
                }
              });
      people.get();
      deliveries.get();
    }
    drain();
    assertThat(optedOutAt).hasSize(200);
    for (var request : graph.received()) {
      String event = request.events().getFirst().path("event_id").asString("");
      assertThat(request.at())
          .as("arrival of %s", event)
          .isBefore(requireNonNull(optedOutAt.get(event)).plus(TOLERANCE));
    }
    assertThat(rows())
        .allMatch(row -> row.status() == Status.CANCELLED || row.status() == Status.SENT);
    long sent = rows().stream().filter(row -> row.status() == Status.SENT).count();
    assertThat(graph.counted()).hasSize((int) sent);
  }

  /** The pretend Graph notes the arrival when its thread runs, a moment after the bytes came. */
  private static final Duration TOLERANCE = Duration.ofMillis(50);

  private String eventOf(ConversationId id) {
    return tx.in(
            workspace,
            () ->
                repository.list(
                    workspace,
                    new ConversionRepository.Filter(id.value(), null),
                    new Paging(10, null)))
        .getFirst()
        .event()
        .eventId();
  }

  @Test
  void shows_a_token_to_nobody() {
    connect(true);
    String stored =
        tx.in(
            workspace,
            () ->
                jdbc.sql("select destination::text from conversions.destination")
                    .query(String.class)
                    .single());
    assertThat(stored).doesNotContain("secret-", datasetId);
    assertThat(destinations.find(workspace).orElseThrow().toString()).doesNotContain("secret-");
  }
}
