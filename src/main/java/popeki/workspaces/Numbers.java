package popeki.workspaces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import popeki.kernel.NumberId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Broadcast;
import popeki.platform.LiveUpdates;
import popeki.platform.SealedColumn;
import popeki.platform.SealedColumns;
import popeki.platform.Vault;
import popeki.platform.WorkspaceTx;

/** The WhatsApp numbers of the businesses. A webhook names one, and so finds its workspace. */
@Component
public class Numbers implements SealedColumns {
  private static final String NOTICE = "number:";
  private static final Duration EVENT_STEP = Duration.ofSeconds(30);

  /** People connect a number and write to it in any order. */
  private static final Duration JUST_BEFORE = Duration.ofMinutes(10);

  private final NumberRepository rows;
  private final WorkspaceTx tx;
  private final Vault vault;
  private final Audit audit;
  private final Broadcast broadcast;
  private final LiveUpdates live;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  /** Found ones only: a number that is connected a second later must be found a second later. */
  private final Cache<String, ConnectedNumber> known =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(Duration.ofMinutes(5)).build();

  private final Cache<UUID, Instant> heard =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(Duration.ofHours(1)).build();

  Numbers(
      NumberRepository rows,
      WorkspaceTx tx,
      Vault vault,
      Audit audit,
      Broadcast broadcast,
      LiveUpdates live,
      ApplicationEventPublisher events,
      Clock clock) {
    this.rows = rows;
    this.tx = tx;
    this.vault = vault;
    this.audit = audit;
    this.broadcast = broadcast;
    this.live = live;
    this.events = events;
    this.clock = clock;
    broadcast.listen(
        notice -> {
          if (notice.startsWith(NOTICE) || notice.equals(Broadcast.EVERYTHING)) {
            known.invalidateAll();
          }
        });
  }

  /**
   * Connects a number; again, it updates the number. A missing access token leaves the stored one.
   *
   * <p>What is typed is a claim. It holds as long as nobody proves otherwise, but it gives no right
   * to what came before, nor to a number that was another's: see {@link #connectProven}.
   *
   * @throws ApiProblem 400 naming the field; 409 when another workspace has the number, or had it
   */
  public ConnectedNumber connect(WorkspaceId workspace, NumberDraft draft, Actor actor) {
    return connect(workspace, draft, actor, false);
  }

  /**
   * Connects a number that Meta showed to the draft's token. A workspace that only typed it loses
   * it.
   *
   * @throws ApiProblem 409 when another workspace has the number and proved it
   */
  public ConnectedNumber connectProven(WorkspaceId workspace, NumberDraft draft, Actor actor) {
    tx.directory(() -> rows.holder(String.valueOf(draft.phoneNumberId())))
        .filter(holder -> !holder.workspace().equals(workspace))
        .filter(holder -> !holder.proven() && !holder.released())
        .ifPresent(
            holder ->
                disconnect(
                    holder.workspace(),
                    holder.number(),
                    Actor.system("proved by the account's own token elsewhere")));
    return connect(workspace, draft, actor, true);
  }

  /**
   * From when on what came for a connected number is its workspace's: always where Meta showed it,
   * else since a moment before it was first connected.
   */
  public Instant heardSince(ConnectedNumber number) {
    boolean proven =
        tx.directory(() -> rows.holder(number.phoneNumberId()))
            .filter(NumberRepository.Holder::proven)
            .isPresent();
    return proven ? Instant.EPOCH : number.createdAt().minus(JUST_BEFORE);
  }

  private ConnectedNumber connect(
      WorkspaceId workspace, NumberDraft draft, Actor actor, boolean proven) {
    String meta = id("phone_number_id", draft.phoneNumberId());
    String waba = id("waba_id", draft.wabaId());
    String display = Workspaces.text("display_phone_number", draft.displayPhoneNumber(), 40);
    String digits = digits(display);
    Instant now = WorkspaceRepository.stored(clock.instant());
    return tx.in(
        workspace,
        () -> {
          NumberRepository.Holder home =
              rows.take(
                  meta,
                  waba,
                  workspace,
                  rows.idOf(workspace, meta).orElseGet(() -> new NumberId(Uuid7.at(now))),
                  proven);
          if (!home.workspace().equals(workspace)) {
            throw elsewhere(home);
          }
          rows.save(
              new ConnectedNumber(
                  workspace,
                  home.number(),
                  meta,
                  waba,
                  display,
                  digits,
                  false,
                  null,
                  null,
                  null,
                  now,
                  now,
                  true),
              sealed(workspace, home.number(), draft.accessToken()));
          audit.append(
              workspace,
              actor,
              "number.connected",
              home.number().toString(),
              Map.of("phone_number_id", meta));
          broadcast.tell(NOTICE + home.number());
          WorkspaceTx.afterCommit(known::invalidateAll);
          WorkspaceTx.afterCommit(() -> heard.invalidate(home.number().value()));
          live.changed(workspace);
          events.publishEvent(
              new NumberConnected(workspace, home.number(), given(draft.accessToken())));
          return get(workspace, home.number());
        });
  }

  private static ApiProblem elsewhere(NumberRepository.Holder home) {
    return home.released()
        ? ApiProblem.conflict(
            "number_needs_proof",
            "This phone_number_id was connected in another workspace before. Paste an access token of its account under Settings, WhatsApp numbers: what Meta shows to it is the proof.")
        : ApiProblem.conflict(
            "number_connected_elsewhere",
            "This phone_number_id is already connected in another workspace.");
  }

  /**
   * Takes a number off: nothing that comes for it is taken in any more, its token is forgotten, and
   * whoever proves that it is theirs may connect it elsewhere. What was received stays.
   *
   * @throws ApiProblem 404
   */
  public void disconnect(WorkspaceId workspace, NumberId number, Actor actor) {
    tx.run(
        workspace,
        () -> {
          ConnectedNumber known = get(workspace, number);
          rows.disconnect(workspace, number, WorkspaceRepository.stored(clock.instant()));
          audit.append(
              workspace,
              actor,
              "number.disconnected",
              number.toString(),
              Map.of("phone_number_id", known.phoneNumberId()));
          broadcast.tell(NOTICE + number);
          WorkspaceTx.afterCommit(this.known::invalidateAll);
          events.publishEvent(new NumberDisconnected(workspace, number));
          live.changed(workspace);
        });
  }

  /** The number that a webhook names; empty when no workspace here has it. */
  public Optional<ConnectedNumber> byPhoneNumberId(String phoneNumberId) {
    ConnectedNumber cached = known.getIfPresent(phoneNumberId);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<ConnectedNumber> found =
        tx.directory(() -> rows.holder(phoneNumberId))
            .filter(home -> !home.released())
            .flatMap(
                home -> tx.in(home.workspace(), () -> rows.find(home.workspace(), home.number())));
    found.ifPresent(number -> known.put(phoneNumberId, number));
    return found;
  }

  /** The connected numbers of one of Meta's accounts, in whichever workspaces they are. */
  public List<ConnectedNumber> ofAccount(String wabaId) {
    return tx.directory(() -> rows.locateAccount(wabaId)).stream()
        .flatMap(
            home ->
                tx.in(home.workspace(), () -> rows.find(home.workspace(), home.number())).stream())
        .toList();
  }

  /** A number that is or was connected. */
  public Optional<ConnectedNumber> find(WorkspaceId workspace, NumberId number) {
    return tx.in(workspace, () -> rows.find(workspace, number));
  }

  /**
   * A number of this workspace that is connected.
   *
   * @throws ApiProblem 404
   */
  public ConnectedNumber get(WorkspaceId workspace, NumberId number) {
    return find(workspace, number)
        .filter(ConnectedNumber::connected)
        .orElseThrow(() -> ApiProblem.notFound("number"));
  }

  /** The connected ones, oldest first. */
  public List<ConnectedNumber> list(WorkspaceId workspace) {
    return tx.in(workspace, () -> rows.list(workspace));
  }

  /** The access token for calls to Meta about this number. */
  public Optional<String> accessToken(WorkspaceId workspace, NumberId number) {
    return tx.in(workspace, () -> rows.token(workspace, number))
        .map(
            bytes ->
                new String(vault.open(workspace, place(number), bytes), StandardCharsets.UTF_8));
  }

  /**
   * Notes that Meta told something about the number, at most every half minute.
   *
   * @param kind what it was, kept of the first: {@code message}, {@code echo}, {@code status} …
   */
  public void heardFrom(WorkspaceId workspace, NumberId number, Instant at, String kind) {
    Instant last = heard.getIfPresent(number.value());
    if (last == null || Duration.between(last, at).compareTo(EVENT_STEP) >= 0) {
      heard.put(number.value(), at);
      tx.run(workspace, () -> rows.heardFrom(workspace, number, at, kind));
    }
  }

  private byte @Nullable [] sealed(WorkspaceId workspace, NumberId number, @Nullable String token) {
    if (token == null || !given(token)) {
      return null;
    }
    if (token.length() > 2_000) {
      throw ApiProblem.invalid("access_token", "must have at most 2000 characters");
    }
    return vault.seal(workspace, place(number), token.strip().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean given(@Nullable String token) {
    return token != null && !token.isBlank();
  }

  @Override
  public List<SealedColumn> sealedColumns() {
    return List.of(
        SealedColumn.byId("workspaces.number", "token_sealed", (_, id) -> place(NumberId.of(id))));
  }

  private static Vault.Place place(NumberId number) {
    return new Vault.Place("number", "token", number.value());
  }

  private static String id(String field, @Nullable String given) {
    String id = Workspaces.text(field, given, 64);
    if (!id.matches("[A-Za-z0-9_.-]+")) {
      throw ApiProblem.invalid(
          field, "must be the id as Meta shows it, for example 106540352242922");
    }
    return id;
  }

  /** What {@code wa.me} takes: digits with the country's prefix. */
  private static String digits(String display) {
    String digits = display.replaceAll("[^0-9]", "");
    if (digits.length() < 6 || digits.length() > 15 || !display.matches("[+0-9 ().\\-\\u00a0/]+")) {
      throw ApiProblem.invalid(
          "display_phone_number",
          "must be the number with its country's prefix, for example +55 11 98765-4321");
    }
    return digits;
  }
}
