package popeki;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.SeedTalk.Talk;
import popeki.kernel.NumberId;
import popeki.kernel.PhoneNumber;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.links.ReferenceCode;
import popeki.platform.Vault;
import tools.jackson.databind.json.JsonMapper;

/**
 * The conversations of the demo's history: who wrote, what came of it, and everything the steps
 * would have stored on the way. What people wrote is sealed as always, hence rows from Java.
 */
final class SeedConversations {
  private static final int BATCH = 500;
  private static final int FROM_LINKS = 720;
  private static final int DIRECT = 130;
  private static final int[] HOURS = {
    0, 7, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 14, 14, 15, 15, 16, 17, 18, 18, 19, 19, 20, 20, 21,
    22
  };
  private static final double[] WEEK = {1.12, 1.15, 1.1, 1.05, 0.98, 0.74, 0.62};

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final Vault vault;
  private final WorkspaceId workspace;
  private final NumberId number;
  private final Instant now;
  private final Random random = new Random(42);
  private final JsonMapper json = JsonMapper.shared();
  private int people;

  SeedConversations(
      JdbcClient jdbc,
      JdbcTemplate batches,
      Vault vault,
      WorkspaceId workspace,
      NumberId number,
      Instant now) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.vault = vault;
    this.workspace = workspace;
    this.number = number;
    this.now = now;
  }

  /** Where a conversation came from and how promising that is. */
  private record Origin(
      Instant at,
      String status,
      String method,
      @Nullable String source,
      @Nullable String campaignId,
      @Nullable String campaignName,
      DemoBusiness.@Nullable Ad ad,
      @Nullable UUID linkId,
      @Nullable Visit visit,
      @Nullable String clickId,
      double quality,
      String opening) {}

  /** A recorded click that led to a conversation. */
  private record Visit(
      UUID id,
      OffsetDateTime occurredAt,
      UUID linkId,
      String code,
      String slug,
      String name,
      String message,
      @Nullable String source,
      @Nullable String campaign) {}

  /** A conversation as it will be written. */
  private record Chat(
      UUID id, Person person, Origin origin, Talk talk, List<Said> said, List<Outcome> outcomes) {
    Instant lastAt() {
      return said.getLast().at();
    }

    @Nullable Outcome outcome(String kind) {
      return outcomes.stream().filter(o -> o.kind().equals(kind)).findFirst().orElse(null);
    }
  }

  private record Person(UUID id, String name, @Nullable String digits, String userId) {}

  private record Said(boolean inbound, Instant at, String text) {}

  private record Outcome(int ordinal, String kind, Instant at, long valueMinor) {}

  void sow() {
    var chats = new ArrayList<Chat>();
    for (Origin origin : origins()) {
      chats.add(chat(origin));
    }
    contacts(chats);
    conversations(chats);
    messages(chats);
    attribution(chats);
    leads(chats);
    outcomes(chats);
    facts(chats);
    ledger(chats);
  }

  private List<Origin> origins() {
    var origins = new ArrayList<Origin>();
    for (Visit visit : visits()) {
      Instant at = visit.occurredAt().toInstant().plusSeconds(15 + random.nextInt(240));
      if (at.isBefore(now.minusSeconds(60))) {
        origins.add(ofVisit(visit, at));
      }
    }
    for (DemoBusiness.Ad ad : DemoBusiness.ADS) {
      for (int day = ad.until(); day < ad.from(); day++) {
        for (int n = chance(ad.perDay() * busy(day)); n > 0; n--) {
          Instant at = within(day);
          if (at.isBefore(now.minusSeconds(120))) {
            origins.add(ofAd(ad, at));
          }
        }
      }
    }
    for (int n = 0; n < DIRECT; n++) {
      Instant at = within(random.nextInt(SeedDemo.DAYS));
      if (at.isBefore(now.minusSeconds(120))) {
        origins.add(
            new Origin(
                at, "unattributed", "none", null, null, null, null, null, null, null, 0.4, "Olá"));
      }
    }
    return origins;
  }

  private List<Visit> visits() {
    return jdbc.sql(
            """
        select c.id, c.occurred_at, c.link_id, l.slug, l.name, l.message, l.source, l.campaign
        from links.click c
        join links.link l on l.workspace_id = c.workspace_id and l.id = c.link_id
        where c.workspace_id = :ws and c.counted
        order by random() limit :most""")
        .param("ws", workspace.value())
        .param("most", FROM_LINKS)
        .query(
            (row, index) ->
                new Visit(
                    row.getObject("id", UUID.class),
                    row.getObject("occurred_at", OffsetDateTime.class),
                    row.getObject("link_id", UUID.class),
                    // The set-based clicks have made-up codes; a redeemed one carries its checksum.
                    ReferenceCode.of(random).value(),
                    row.getString("slug"),
                    row.getString("name"),
                    row.getString("message"),
                    row.getString("source"),
                    row.getString("campaign")))
        .list();
  }

  private Origin ofVisit(Visit visit, Instant at) {
    double quality =
        visit.slug().startsWith("influ") ? 0.22 : visit.slug().equals("balcao") ? 0.6 : 0.42;
    return new Origin(
        at,
        "attributed",
        "code",
        visit.source(),
        visit.campaign(),
        visit.campaign(),
        null,
        visit.linkId(),
        visit,
        null,
        quality,
        visit.message() + "\n(ref " + visit.code() + ")");
  }

  /** Now and then the ad stood among the status updates, which have no click id and no ad's id. */
  private Origin ofAd(DemoBusiness.Ad ad, Instant at) {
    boolean unnamed = random.nextInt(24) == 0;
    return new Origin(
        at,
        unnamed ? "ad_unknown" : "attributed",
        "ctwa",
        "meta",
        unnamed ? null : ad.campaignId(),
        unnamed ? null : ad.campaignName(),
        unnamed ? null : ad,
        null,
        null,
        clickId(),
        ad.quality(),
        ad.opening());
  }

  private Chat chat(Origin origin) {
    Talk talk = SeedTalk.pick(random, origin.quality());
    var said = new ArrayList<Said>();
    Instant at = origin.at();
    said.add(new Said(true, at, origin.opening()));
    for (SeedTalk.Line line : talk.lines()) {
      at = at.plusSeconds(40 + random.nextInt(line.seller() ? 1_500 : 500));
      if (at.isAfter(now)) {
        break;
      }
      said.add(new Said(!line.seller(), at, line.text()));
    }
    return new Chat(
        Uuid7.at(origin.at()), person(origin.at()), origin, talk, said, outcomes(talk, at));
  }

  private List<Outcome> outcomes(Talk talk, Instant lastAt) {
    var outcomes = new ArrayList<Outcome>();
    Instant at = lastAt.plusSeconds(60);
    int step = 0;
    for (String kind : SeedTalk.path(random, talk)) {
      if (at.isAfter(now)) {
        break;
      }
      long value = kind.equals("won") ? SeedTalk.value(random, talk) : 0;
      outcomes.add(new Outcome(++step, kind, at, value));
      at = at.plus(Duration.ofMinutes(20 + random.nextInt(2_600)));
    }
    return outcomes;
  }

  private Person person(Instant at) {
    int n = people++;
    boolean hidden = n % 11 == 10;
    String digits = "55%d90000%04d".formatted(11 + n / 10_000, n % 10_000);
    return new Person(
        Uuid7.at(at), SeedTalk.name(random), hidden ? null : digits, "BR.9%015d".formatted(n));
  }

  private void contacts(List<Chat> chats) {
    var keys = new java.util.HashMap<UUID, byte[]>();
    batch(
        """
        insert into conversations.contact (workspace_id, id, data_key, name_sealed, phone_sealed,
          wa_id_sealed, user_id_sealed, country, created_at, last_seen_at)
        values (?, ?, ?, ?, ?, ?, ?, 'BR', ?, ?)""",
        chats,
        (row, chat) -> {
          Person person = chat.person();
          byte[] key = vault.newDataKey(workspace, person.id());
          keys.put(person.id(), key);
          row.setObject(2, person.id());
          row.setBytes(3, key);
          row.setBytes(4, seal(person, key, "name", person.name()));
          row.setBytes(5, seal(person, key, "phone", person.digits()));
          row.setBytes(6, seal(person, key, "wa_id", person.digits()));
          row.setBytes(7, seal(person, key, "user_id", person.userId()));
          row.setObject(8, utc(chat.origin().at()));
          row.setObject(9, utc(chat.lastAt()));
        });
    dataKeys.putAll(keys);
    aliases(chats);
  }

  private final Map<UUID, byte[]> dataKeys = new java.util.HashMap<>();

  private byte @Nullable [] seal(Person person, byte[] key, String column, @Nullable String text) {
    var place = new Vault.Place("conversations.contact", column, person.id());
    return vault.sealText(workspace, person.id(), key, place, text);
  }

  private void aliases(List<Chat> chats) {
    record Alias(String type, String value, Chat chat) {}
    var aliases = new ArrayList<Alias>();
    record Word(byte[] index, UUID contact) {}
    var words = new ArrayList<Word>();
    for (Chat chat : chats) {
      Person person = chat.person();
      aliases.add(new Alias("user_id", person.userId(), chat));
      if (person.digits() != null) {
        PhoneNumber.matchKey(person.digits())
            .ifPresent(key -> aliases.add(new Alias("phone", key, chat)));
        String ending = person.digits().substring(person.digits().length() - 4);
        words.add(new Word(vault.blindIndex(workspace, "word", ending), person.id()));
      }
      for (String word : plain(person.name()).split(" ")) {
        words.add(new Word(vault.blindIndex(workspace, "word", word), person.id()));
      }
    }
    batch(
        """
        insert into conversations.contact_alias
          (workspace_id, alias_type, alias_index, contact_id, first_seen, last_seen, source)
        values (?, ?, ?, ?, ?, ?, 'webhook')""",
        aliases,
        (row, alias) -> {
          row.setString(2, alias.type());
          row.setBytes(3, vault.blindIndex(workspace, "contact:" + alias.type(), alias.value()));
          row.setObject(4, alias.chat().person().id());
          row.setObject(5, utc(alias.chat().origin().at()));
          row.setObject(6, utc(alias.chat().lastAt()));
        });
    batch(
        """
        insert into conversations.contact_word (workspace_id, word_index, contact_id)
        values (?, ?, ?) on conflict do nothing""",
        words,
        (row, word) -> {
          row.setBytes(2, word.index());
          row.setObject(3, word.contact());
        });
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT);
  }

  private void conversations(List<Chat> chats) {
    batch(
        """
        insert into conversations.conversation (workspace_id, id, contact_id, number_id, started_at, last_message_at,
          last_heard_at, first_reply_at, closed_at, started_by, touches, stage, reached_qualified, value_minor,
          value_currency, lead_messages, attribution_status, attribution_method, confidence, source, campaign_id,
          campaign_name, ad_id, link_id, lead_status, score, category)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'FIRST', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'classified', ?, ?)""",
        chats,
        (row, chat) -> {
          Origin origin = chat.origin();
          Outcome won = chat.outcome("won");
          Outcome closed = won == null ? chat.outcome("lost") : won;
          row.setObject(2, chat.id());
          row.setObject(3, chat.person().id());
          row.setObject(4, number.value());
          row.setObject(5, utc(origin.at()));
          row.setObject(6, utc(chat.lastAt()));
          row.setObject(
              7,
              utc(
                  chat.said().stream()
                      .filter(Said::inbound)
                      .reduce((_, later) -> later)
                      .orElseThrow()
                      .at()));
          row.setObject(
              8,
              chat.said().stream()
                  .filter(said -> !said.inbound())
                  .findFirst()
                  .map(said -> utc(said.at()))
                  .orElse(null),
              Types.TIMESTAMP_WITH_TIMEZONE);
          row.setObject(9, closed == null ? null : utc(closed.at()), Types.TIMESTAMP_WITH_TIMEZONE);
          row.setArray(10, row.getConnection().createArrayOf("text", touches(origin)));
          row.setString(11, stage(chat));
          row.setBoolean(12, qualified(chat) != null);
          row.setObject(13, won == null ? null : won.valueMinor(), Types.BIGINT);
          row.setString(14, won == null ? null : DemoBusiness.CURRENCY);
          row.setInt(15, (int) chat.said().stream().filter(Said::inbound).count());
          row.setString(16, origin.status());
          row.setString(17, origin.method());
          row.setDouble(18, confidence(origin));
          row.setString(19, origin.source());
          row.setString(20, origin.campaignId());
          row.setString(21, origin.campaignName());
          row.setString(22, origin.ad() == null ? null : origin.ad().id());
          row.setObject(23, origin.linkId(), Types.OTHER);
          row.setInt(24, chat.talk().score());
          row.setString(25, chat.talk().category());
        });
    jdbc.sql(
            """
        update links.click c set conversation_id = led.conversation, code = led.code
        from unnest(:clicks::uuid[], :ats::timestamptz[], :codes::text[], :conversations::uuid[])
          as led (click, at, code, conversation)
        where c.workspace_id = :ws and c.occurred_at = led.at and c.id = led.click""")
        .param("ws", workspace.value())
        .param("clicks", led(chats, visit -> visit.id()).toArray(UUID[]::new))
        .param("ats", led(chats, visit -> visit.occurredAt().toString()).toArray(String[]::new))
        .param("codes", led(chats, Visit::code).toArray(String[]::new))
        .param(
            "conversations",
            chats.stream()
                .filter(chat -> chat.origin().visit() != null)
                .map(Chat::id)
                .toArray(UUID[]::new))
        .update();
  }

  private static <T> List<T> led(List<Chat> chats, java.util.function.Function<Visit, T> part) {
    var all = new ArrayList<T>();
    for (Chat chat : chats) {
      if (chat.origin().visit() != null) {
        all.add(part.apply(chat.origin().visit()));
      }
    }
    return all;
  }

  private static Object[] touches(Origin origin) {
    if (origin.visit() != null) {
      return new Object[] {"code:" + origin.visit().code()};
    }
    return origin.ad() == null ? new Object[0] : new Object[] {"ctwa:" + origin.clickId()};
  }

  private static String stage(Chat chat) {
    return chat.outcomes().isEmpty() ? "new" : chat.outcomes().getLast().kind();
  }

  private static @Nullable Outcome qualified(Chat chat) {
    return chat.outcomes().stream()
        .filter(o -> o.kind().equals("qualified") || o.kind().equals("won"))
        .findFirst()
        .orElse(null);
  }

  private static double confidence(Origin origin) {
    return origin.status().equals("unattributed") ? 0 : 1;
  }

  private void messages(List<Chat> chats) {
    record Message(UUID id, Chat chat, Said said, int index) {}
    var messages = new ArrayList<Message>();
    for (Chat chat : chats) {
      for (int i = 0; i < chat.said().size(); i++) {
        Said said = chat.said().get(i);
        messages.add(new Message(Uuid7.at(said.at()), chat, said, i));
      }
    }
    batch(
        """
        insert into conversations.message (workspace_id, id, conversation_id, contact_id, number_id, phone_number_id,
          wamid, direction, type, text_sealed, referral_sealed, sent_at, received_at, opens)
        values (?, ?, ?, ?, ?, ?, ?, ?, 'text', ?, ?, ?, ?, ?)""",
        messages,
        (row, message) -> {
          Person person = message.chat().person();
          Origin origin = message.chat().origin();
          boolean tells = message.index() == 0 && origin.method().equals("ctwa");
          row.setObject(2, message.id());
          row.setObject(3, message.chat().id());
          row.setObject(4, person.id());
          row.setObject(5, number.value());
          row.setString(6, DemoBusiness.PHONE_NUMBER_ID);
          row.setString(7, "wamid.demo." + message.id());
          row.setString(8, message.said().inbound() ? "in" : "out");
          row.setBytes(9, sealed(person, message.id(), "text", message.said().text()));
          row.setBytes(
              10, tells ? sealed(person, message.id(), "referral", referral(origin)) : null);
          row.setObject(11, utc(message.said().at()));
          row.setObject(12, utc(message.said().at().plusMillis(900)));
          row.setBoolean(13, message.said().inbound());
        });
  }

  private byte @Nullable [] sealed(Person person, UUID message, String column, String text) {
    byte[] key = dataKeys.get(person.id());
    if (key == null) {
      throw new IllegalStateException("A person of the demo has no key");
    }
    var place = new Vault.Place("conversations.message", column, message);
    return vault.sealText(workspace, person.id(), key, place, text);
  }

  private String referral(Origin origin) {
    var referral = json.createObjectNode();
    referral.put("sourceType", "ad");
    if (origin.ad() != null) {
      referral.put("sourceId", origin.ad().id());
      referral.put("headline", origin.ad().headline());
      referral.put("body", origin.ad().body());
      referral.put("ctwaClid", origin.clickId());
    }
    return referral.toString();
  }

  private void attribution(List<Chat> chats) {
    var told = chats.stream().filter(chat -> !chat.origin().method().equals("none")).toList();
    batch(
        """
        insert into attribution.touch (workspace_id, id, conversation_id, contact_id, kind, dedupe, occurred_at, wamid,
          click_id, link_id, ctwa_clid, source_type, source_id)
        values (?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?, ?, ?)""",
        told,
        (row, chat) -> {
          Origin origin = chat.origin();
          Visit visit = origin.visit();
          DemoBusiness.Ad ad = origin.ad();
          row.setObject(2, Uuid7.at(origin.at()));
          row.setObject(3, chat.id());
          row.setObject(4, chat.person().id());
          row.setString(5, visit == null ? "referral" : "click");
          row.setString(
              6,
              visit == null ? (ad == null ? "ad:null" : "ctwa:" + origin.clickId()) : visit.code());
          row.setObject(7, utc(origin.at()));
          row.setObject(8, visit == null ? null : visit.id(), Types.OTHER);
          row.setObject(9, origin.linkId(), Types.OTHER);
          row.setString(10, ad == null ? null : origin.clickId());
          row.setString(11, visit == null ? "ad" : null);
          row.setString(12, ad == null ? null : ad.id());
        });
    batch(
        """
        insert into attribution.decision (workspace_id, id, conversation_id, current, status, method, confidence, source,
          campaign_id, adset_id, ad_id, link_id, click_id, ctwa_clid, touch_at, evidence, rule_version, window_days,
          actor_type, decided_at)
        values (?, ?, ?, true, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, 1, 30, 'machine', ?)""",
        chats,
        (row, chat) -> {
          Origin origin = chat.origin();
          DemoBusiness.Ad ad = origin.ad();
          row.setObject(2, Uuid7.at(origin.at()));
          row.setObject(3, chat.id());
          row.setString(4, origin.status());
          row.setString(5, origin.method());
          row.setDouble(6, confidence(origin));
          row.setString(7, origin.source());
          row.setString(8, origin.campaignId());
          row.setString(9, ad == null ? null : ad.adsetId());
          row.setString(10, ad == null ? null : ad.id());
          row.setObject(11, origin.linkId(), Types.OTHER);
          row.setObject(12, origin.visit() == null ? null : origin.visit().id(), Types.OTHER);
          row.setString(13, ad == null ? null : origin.clickId());
          row.setObject(
              14,
              origin.visit() == null ? utc(origin.at()) : origin.visit().occurredAt(),
              Types.TIMESTAMP_WITH_TIMEZONE);
          row.setString(15, evidence(origin));
          row.setObject(16, utc(origin.at().plusSeconds(1)));
        });
  }

  private String evidence(Origin origin) {
    var evidence = json.createArrayNode();
    switch (origin.method()) {
      case "code" ->
          evidence
              .addObject()
              .put("signal", "reference_code")
              .put(
                  "detail",
                  "The message carries the code that was made for one visit of the link “"
                      + java.util.Objects.requireNonNull(origin.visit()).name()
                      + "”")
              .put("weight", 1);
      case "ctwa" ->
          evidence
              .addObject()
              .put("signal", origin.ad() == null ? "ad_referral_without_id" : "ad_referral")
              .put(
                  "detail",
                  origin.ad() == null
                      ? "WhatsApp says an ad was tapped, and not which"
                      : "WhatsApp names the ad " + origin.ad().id() + " on the first message")
              .put("weight", 1);
      default -> {
        // Nothing speaks for any source, and the list says so by being empty.
      }
    }
    return evidence.toString();
  }

  private void leads(List<Chat> chats) {
    batch(
        """
        insert into leads.classification (workspace_id, id, conversation_id, contact_id, current, status, score, category,
          intent, budget_minor, budget_currency, price_sensitive, urgency, language, confidence, provider, model,
          rule_version, message_count, actor_type, classified_at)
        values (?, ?, ?, ?, true, 'classified', ?, ?, ?, ?, ?, ?, ?, ?, 'high', 'builtin', 'rules-v1', 1, ?, 'machine', ?)""",
        chats,
        (row, chat) -> {
          Talk talk = chat.talk();
          row.setObject(2, Uuid7.at(chat.lastAt()));
          row.setObject(3, chat.id());
          row.setObject(4, chat.person().id());
          row.setInt(5, talk.score());
          row.setString(6, talk.category());
          row.setString(7, talk.intent());
          row.setObject(8, talk.budgetMinor() == 0 ? null : talk.budgetMinor(), Types.BIGINT);
          row.setString(9, talk.budgetMinor() == 0 ? null : DemoBusiness.CURRENCY);
          row.setBoolean(10, talk.priceSensitive());
          row.setString(11, talk.urgency());
          row.setString(12, talk.language());
          row.setInt(13, (int) chat.said().stream().filter(Said::inbound).count());
          row.setObject(14, utc(chat.lastAt().plusSeconds(8)));
        });
  }

  private void outcomes(List<Chat> chats) {
    record Row(Chat chat, Outcome outcome) {}
    var rows = new ArrayList<Row>();
    chats.forEach(chat -> chat.outcomes().forEach(outcome -> rows.add(new Row(chat, outcome))));
    batch(
        """
        insert into conversations.outcome (workspace_id, id, conversation_id, ordinal, kind, value_minor, value_currency,
          occurred_at, recorded_at, actor_type, actor_name)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        rows,
        (row, each) -> {
          Outcome outcome = each.outcome();
          boolean won = outcome.kind().equals("won");
          row.setObject(2, Uuid7.at(outcome.at()));
          row.setObject(3, each.chat().id());
          row.setInt(4, outcome.ordinal());
          row.setString(5, outcome.kind());
          row.setObject(6, won ? outcome.valueMinor() : null, Types.BIGINT);
          row.setString(7, won ? DemoBusiness.CURRENCY : null);
          row.setObject(8, utc(outcome.at()));
          row.setObject(9, utc(outcome.at()));
          row.setString(10, won ? "key_phrase" : "user");
          row.setString(11, won ? "venda fechada" : DemoBusiness.OWNER);
        });
  }

  private record Fact(Chat chat, String kind, int ordinal, Instant at, long valueMinor) {}

  private static List<Fact> factsOf(Chat chat) {
    var facts = new ArrayList<Fact>();
    facts.add(new Fact(chat, "started", 1, chat.origin().at(), 0));
    Outcome qualified = qualified(chat);
    if (qualified != null) {
      facts.add(new Fact(chat, "qualified", qualified.ordinal(), qualified.at(), 0));
    }
    Outcome won = chat.outcome("won");
    if (won != null) {
      facts.add(new Fact(chat, "won", won.ordinal(), won.at(), won.valueMinor()));
    }
    return facts;
  }

  private void facts(List<Chat> chats) {
    batch(
        """
        insert into attribution.fact (workspace_id, id, conversation_id, kind, ordinal, occurred_at, value_minor,
          value_currency, status, source, campaign_id, adset_id, ad_id, link_id)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        chats.stream().flatMap(chat -> factsOf(chat).stream()).toList(),
        (row, fact) -> {
          Origin origin = fact.chat().origin();
          DemoBusiness.Ad ad = origin.ad();
          row.setObject(2, Uuid7.at(fact.at()));
          row.setObject(3, fact.chat().id());
          row.setString(4, fact.kind());
          row.setInt(5, fact.ordinal());
          row.setObject(6, utc(fact.at()));
          row.setLong(7, fact.valueMinor());
          row.setString(8, fact.kind().equals("won") ? DemoBusiness.CURRENCY : null);
          row.setString(9, origin.status());
          row.setString(10, origin.source());
          row.setString(11, origin.campaignId());
          row.setString(12, ad == null ? null : ad.adsetId());
          row.setString(13, ad == null ? null : ad.id());
          row.setObject(14, origin.linkId(), Types.OTHER);
        });
  }

  /** What Meta was told: all that an ad or a Facebook click stands behind. */
  private void ledger(List<Chat> chats) {
    batch(
        """
        insert into conversions.conversion (workspace_id, id, conversation_id, contact_id, destination, event_name, event_id,
          stage, ordinal, status, reason, attempts, due_at, occurred_at, created_at, sent_at, value_minor, value_currency)
        values (?, ?, ?, ?, 'meta', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        chats.stream()
            .flatMap(chat -> factsOf(chat).stream())
            .filter(fact -> !fact.kind().equals("started"))
            .toList(),
        (row, fact) -> {
          Origin origin = fact.chat().origin();
          boolean known =
              origin.ad() != null
                  || (origin.visit() != null && origin.visit().slug().equals("bio"));
          boolean won = fact.kind().equals("won");
          boolean refused = known && random.nextInt(40) == 0;
          boolean sent = known && !refused;
          row.setObject(2, Uuid7.at(fact.at()));
          row.setObject(3, fact.chat().id());
          row.setObject(4, fact.chat().person().id());
          row.setString(5, won ? "Purchase" : "LeadSubmitted");
          row.setString(6, "pt_demo" + fact.chat().id().toString().replace("-", "") + fact.kind());
          row.setString(7, fact.kind());
          row.setInt(8, fact.ordinal());
          row.setString(9, sent ? "sent" : "rejected");
          row.setString(10, sent ? null : refused ? "refused_click_id" : "no_click_id");
          row.setInt(11, known ? 1 : 0);
          row.setObject(12, utc(fact.at()));
          row.setObject(13, utc(fact.at()));
          row.setObject(14, utc(fact.at()));
          row.setObject(
              15, sent ? utc(fact.at().plusSeconds(3)) : null, Types.TIMESTAMP_WITH_TIMEZONE);
          row.setObject(16, won ? fact.valueMinor() : null, Types.BIGINT);
          row.setString(17, won ? DemoBusiness.CURRENCY : null);
        });
  }

  private interface Binding<T> {
    void bind(PreparedStatement row, T item) throws SQLException;
  }

  /** The workspace is the first parameter of every row. */
  private <T> void batch(String sql, List<T> items, Binding<T> binding) {
    batches.batchUpdate(
        sql,
        items,
        BATCH,
        (row, item) -> {
          row.setObject(1, workspace.value());
          binding.bind(row, item);
        });
  }

  private double busy(int daysAgo) {
    int weekday = day(daysAgo).getDayOfWeek().getValue() - 1;
    return (0.7 + 0.6 * (SeedDemo.DAYS - daysAgo) / SeedDemo.DAYS) * WEEK[weekday];
  }

  /** A whole number that is the wanted one on average. */
  private int chance(double wanted) {
    double drawn = wanted * (0.6 + random.nextDouble() * 0.8);
    return (int) drawn + (random.nextDouble() < drawn - (int) drawn ? 1 : 0);
  }

  private Instant within(int daysAgo) {
    LocalDateTime local =
        day(daysAgo)
            .atTime(HOURS[random.nextInt(HOURS.length)], random.nextInt(60), random.nextInt(60));
    return local.atZone(ZoneId.of(DemoBusiness.ZONE)).toInstant();
  }

  private LocalDate day(int daysAgo) {
    return LocalDate.ofInstant(now, ZoneId.of(DemoBusiness.ZONE)).minusDays(daysAgo);
  }

  private String clickId() {
    byte[] bytes = new byte[96];
    random.nextBytes(bytes);
    return "ARA" + java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
