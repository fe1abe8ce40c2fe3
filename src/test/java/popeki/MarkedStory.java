package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import popeki.platform.Deltas;
import popeki.platform.Lanes;
import popeki.platform.Settings;
import popeki.platform.ThrowAwayDatabase;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/**
 * A business in which every text that anyone may write carries one mark, and every number one
 * beginning: where the mark turns up, something of this business has. Filled through the real doors
 * by the same steps each time, so that two of them differ in their marks alone.
 */
public final class MarkedStory {
  private final Story story;
  private final Lanes lanes;
  private final Settings settings;
  private final String mark;
  private final String phones;

  private MarkedStory(Story story, Lanes lanes, Settings settings, String mark, String phones) {
    this.story = story;
    this.lanes = lanes;
    this.settings = settings;
    this.mark = mark;
    this.phones = phones;
  }

  /**
   * @param mark a word of letters that stands nowhere else
   * @param digits four digits in the middle of each phone number
   */
  public static MarkedStory of(
      int port,
      Workspaces workspaces,
      Lanes lanes,
      TestClock clock,
      Settings settings,
      String mark,
      String digits) {
    Story story = Story.quiet(port, workspaces, lanes, clock, "Casa " + mark);
    var marked = new MarkedStory(story, lanes, settings, mark, "55119" + digits);
    marked.live();
    marked.waits();
    return marked;
  }

  /** What takes a mail, or a person's patience, to come about; written as the service would. */
  private void waits() {
    String ws = "'" + workspace().workspaceId() + "'";
    try (Connection connection = ThrowAwayDatabase.superuser(settings);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into workspaces.start_choice values (%s, 'team', now())".formatted(ws));
      statement.execute(
          """
          insert into workspaces.agreement
          values (%s, gen_random_uuid(), gen_random_uuid(), '2026-11-24', null, now())"""
              .formatted(ws));
      statement.execute(
          """
          insert into workspaces.invitation
            (workspace_id, id, email_index, email_sealed, role, invited_by, created_at, sent_at,
             expires_at, revoked_at, sends)
          values (%s, gen_random_uuid(), '\\x01', '\\x02', 'viewer', gen_random_uuid(), now(), now(),
                  now(), now(), 1)"""
              .formatted(ws));
      statement.execute(
          """
          insert into connections.connection (workspace_id, number_id, token_at)
          values (%s, gen_random_uuid(), now())"""
              .formatted(ws));
      statement.execute(
          """
          insert into connections.offer
          values (%s, gen_random_uuid(), '\\x02', '{}', now())"""
              .formatted(ws));
      statement.execute(
          """
          insert into ads.token (workspace_id, id, token_sealed, made_at)
          values (%s, gen_random_uuid(), '\\x02', now())"""
              .formatted(ws));
      statement.execute(
          """
          insert into ads.account
            (workspace_id, account_id, name, currency, timezone, connected_at, disconnected_at, catalogue_at, spend_at)
          values (%s, '12', 'Account %s', 'BRL', 'UTC', now(), now(), 'infinity', 'infinity')"""
              .formatted(ws, mark));
      statement.execute(
          """
          insert into ads.picture (workspace_id, ad_id, creative_id, image, fetched_at)
          values (%s, '12', '13', '\\x02', now())"""
              .formatted(ws));
      statement.execute(
          """
          insert into attribution.match_due
          values (%s, gen_random_uuid(), now(), now(), now())"""
              .formatted(ws));
      statement.execute(
          """
          insert into attribution.match_model
          values (%s, now(), jsonb_build_object(
              'delays', (select jsonb_agg(array_fill(0.03, array[27])) from generate_series(1, 4)),
              'tells', 0.4, 'leaks', 0.02, 'replies', 0.3, 'desktop', 0.7, 'links', '{}'::jsonb,
              'unprompted', array_fill(0.001, array[48]), 'busy', array_fill(0.001, array[48]),
              'numbers', '{}'::jsonb, 'company', 0.05, 'same_country', 0.93,
              'countries', '{}'::jsonb, 'coded_likeness', array[0.3, 0.3, 0.4],
              'bare_likeness', array[0.8, 0.1, 0.1], 'stranger_likeness', '{}'::jsonb,
              'returning_after_visit', 0.1, 'returning_unprompted', 0.2), 0, 0, 0)"""
              .formatted(ws));
      statement.execute(
          """
          insert into attribution.text_rule
          values (%s, gen_random_uuid(), 0, null, 'contains', 'feira', 'fair', null, now(), null)"""
              .formatted(ws));
      statement.execute(
          """
          insert into attribution.again values (%1$s, gen_random_uuid());
          insert into attribution.model_share
          select workspace_id, id, kind, 'first', 0, occurred_at, 1000000, 0
          from attribution.fact where workspace_id = %1$s limit 1"""
              .formatted(ws));
      statement.execute(
          """
          insert into ai.call (workspace_id, id, at, provider, model, region, purpose, bytes_out, outcome)
          values (%1$s, gen_random_uuid(), now(), 'mistral', 'small', 'eu', 'lead', 900, 'answered');
          insert into ai.usage (workspace_id, day, calls, tokens) values (%1$s, current_date, 1, 900);
          insert into leads.answer (workspace_id, question_hash, answer, provider, model, answered_at)
          values (%1$s, '\\x01', '{}', 'mistral', 'small', now());
          insert into leads.alert (workspace_id, conversation_id, contact_id, score, intent, made_at)
          values (%1$s, gen_random_uuid(), gen_random_uuid(), 90, 'booking', now());
          insert into leads.alert_reader (workspace_id, user_id, seen_at)
          values (%1$s, gen_random_uuid(), now());
          insert into ai.inside values (%1$s, now())"""
              .formatted(ws));
      statement.execute(
          "insert into attribution.source_window values (%s, 'fair', 7)".formatted(ws));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A form of a page, sent by the owner. */
  private void form(String path, String fields) {
    String account =
        HttpAnswer.send(story.port(), "GET", "/account", null, "Cookie", story.signIn()).body();
    String csrf = org.jsoup.Jsoup.parse(account).select("input[name=_csrf]").attr("value");
    HttpAnswer answer =
        HttpAnswer.send(
            story.port(),
            "POST",
            "/w/" + workspace().slug() + path,
            fields
                + "&_csrf="
                + java.net.URLEncoder.encode(csrf, java.nio.charset.StandardCharsets.UTF_8),
            "Cookie",
            story.signIn(),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(302);
  }

  /** A form with a file in it. */
  private void file(String path, String content) {
    String account =
        HttpAnswer.send(story.port(), "GET", "/account", null, "Cookie", story.signIn()).body();
    String csrf = org.jsoup.Jsoup.parse(account).select("input[name=_csrf]").attr("value");
    HttpAnswer answer =
        HttpAnswer.send(
            story.port(),
            "POST",
            "/w/" + workspace().slug() + path,
            "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Spend %s.csv\"\r\n\r\n%s\r\n--b--\r\n"
                .formatted(csrf, mark, content),
            "Cookie",
            story.signIn(),
            "Content-Type",
            "multipart/form-data; boundary=b");
    assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(302);
  }

  public Story story() {
    return story;
  }

  public NewWorkspace workspace() {
    return story.workspace();
  }

  public String mark() {
    return mark;
  }

  private void live() {
    file("/settings/spend/files", "Date,Campaign,Cost\n2026-11-20,Campaign " + mark + ",1.00\n");
    form("/settings/numbers/apps", "app_id=77" + phones + "&app_secret=" + "5e".repeat(16));
    put("/settings", Map.of("business", Map.of("offers", "Offers " + mark)));
    put(
        "/destinations/meta",
        Map.of(
            "enabled", true,
            "dataset_id", "900" + phones.substring(5) + "1234",
            "access_token", "EAA" + mark + "token"));
    post("/api-keys", Map.of("name", "Key " + mark, "scopes", List.of("read")));
    String first = story.link("Bio " + mark, "src" + mark, "Campaign " + mark);
    String second = story.link("Flyer " + mark, "qr" + mark, "Street " + mark);
    for (String slug : List.of(first, second)) {
      story.click(
          slug,
          "?utm_source="
              + mark
              + "&utm_campaign="
              + mark
              + "&utm_term="
              + mark
              + "&fbclid=Fb"
              + mark,
          "User-Agent",
          "Mozilla/5.0 (Linux; Android 15) Phone/" + mark,
          "Referer",
          "https://" + mark + ".example/page");
    }
    Instant start = TestClock.now().minus(Duration.ofHours(5));
    for (int i = 0; i < 4; i++) {
      String waId = phones + "00" + (10 + i);
      var opening = story.message().from(waId, "Nome " + mark).at(start.plusSeconds(600L * i));
      if (i % 2 == 0) {
        opening
            .says("Oi! Quanto custa? Tenho até R$ 450.000 " + mark)
            .referral(
                Map.of(
                    "source_type", "ad",
                    "source_id", "1202" + phones.substring(5) + i,
                    "source_url", "https://fb.me/" + mark,
                    "headline", "Headline " + mark,
                    "body", "Body " + mark,
                    "ctwa_clid", "Clid" + mark + i));
      } else {
        opening.says(story.click(first, "?utm_content=" + mark)).at(TestClock.now());
      }
      story.arrives(
          opening,
          story
              .message()
              .from(waId, "Nome " + mark)
              .says("Posso visitar amanhã? " + mark)
              .at(start.plusSeconds(600L * i + 90)));
      story.arrives(
          story.message().echoes(waId, "Claro! " + mark).at(start.plusSeconds(600L * i + 300)));
    }
    String person = phones + "0010";
    story.tells(
        "messages",
        """
        "statuses":[{"id":"wamid.%s","status":"read","timestamp":"1790000100","recipient_id":"%s"}]"""
            .formatted(mark, person));
    story.tells(
        "history",
        """
        "history":[{"metadata":{"phase":1,"chunk_order":1,"progress":40},"threads":[{"id":"%s","messages":[
        {"from":"%s","id":"wamid.past%s","timestamp":"1790000000","type":"text","text":{"body":"Old %s"}}]}]}]"""
            .formatted(person, person, mark, mark));
    story.tells(
        "automatic_events",
        """
        "automatic_events":[{"id":"wamid.%s","event_name":"LeadSubmitted","timestamp":1790000400}]"""
            .formatted(mark));
    story.tells(
        "user_preferences",
        """
        "user_preferences":[{"wa_id":"%s9","category":"marketing_messages","value":"stop","timestamp":1790000300}]"""
            .formatted(person));
    story.settle();
    JsonNode all = story.conversations();
    assertThat(all).hasSize(4);
    story.outcome(all.get(0).at("/id").asString(), "qualified", "");
    story.outcome(all.get(1).at("/id").asString(), "won", "12500.00");
    patch(
        "/conversations/" + all.get(2).at("/id").asString(),
        Map.of("lead", Map.of("category", "hot", "score", 90), "reason", "Corrected for " + mark));
    story.works(all.get(3).at("/id").asString(), "tag" + mark, "Note about " + mark);
    post(
        "/spend",
        Map.of(
            "rows",
            List.of(
                Map.of(
                    "date", "2026-11-20",
                    "source", "src" + mark,
                    "campaign_id", "Campaign " + mark,
                    "amount", "10.00",
                    "currency", "BRL"))));
    HttpAnswer once =
        HttpAnswer.api(
            story.port(),
            workspace().apiKey(),
            "PATCH",
            "/contacts/" + all.get(3).at("/contact/id").asString(),
            Map.of("opted_out", true),
            "Idempotency-Key",
            "once-" + mark);
    assertThat(once.status()).as(once.body()).isEqualTo(200);
    story.settle();
    lanes.wake(Deltas.FOLD, workspace().workspaceId(), Instant.EPOCH);
    lanes.drainAll();
    story.click(second, "?utm_source=" + mark);
  }

  /** What of this business stands in a text: its mark, its numbers, its slug, its ids. */
  public List<String> found(String text) {
    var found = new ArrayList<String>();
    String lower = text.toLowerCase(Locale.ROOT);
    for (String trace :
        List.of(
            mark.toLowerCase(Locale.ROOT),
            phones,
            workspace().slug(),
            workspace().workspaceId().toString())) {
      if (lower.contains(trace)) {
        int at = lower.indexOf(trace);
        found.add(
            trace
                + " in …"
                + text.substring(Math.max(0, at - 60), Math.min(text.length(), at + 60)));
      }
    }
    for (String id : ids()) {
      if (lower.contains(id)) {
        found.add("id " + id);
      }
    }
    numbersIn(text).forEach(number -> found.add("number " + number));
    return found;
  }

  /** Phone numbers of its contacts, written in any usual way. */
  public List<String> numbersIn(String text) {
    String digits = phones.substring(4);
    return Pattern.compile(digits.replaceAll("(?<=.)", "[ ().-]?") + "[ ().-]?00")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private List<String> knownIds = List.of();

  /** Ids of its rows, a few of each column of each table: what a stranger may have got hold of. */
  public List<String> ids() {
    if (knownIds.isEmpty()) {
      knownIds = readIds();
    }
    return knownIds;
  }

  private List<String> readIds() {
    var ids = new TreeSet<String>();
    try (Connection connection = ThrowAwayDatabase.superuser(settings);
        Statement statement = connection.createStatement()) {
      for (String table : tenantTables(connection)) {
        var columns = new ArrayList<String>();
        try (var rows =
            statement.executeQuery(
                """
                select attname from pg_attribute where attrelid = '%s'::regclass and attnum > 0
                  and atttypid = 'uuid'::regtype and attname <> 'workspace_id' and not attisdropped"""
                    .formatted(table))) {
          while (rows.next()) {
            columns.add(rows.getString(1));
          }
        }
        for (String column : columns) {
          try (var rows =
              statement.executeQuery(
                  "select distinct %s from %s where workspace_id = '%s' and %s is not null limit 2"
                      .formatted(column, table, workspace().workspaceId(), column))) {
            while (rows.next()) {
              ids.add(rows.getString(1));
            }
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    assertThat(ids).as("ids of rows").hasSizeGreaterThan(15);
    return List.copyOf(ids);
  }

  /** Every table whose rows belong to a workspace, partitions named apart; from the catalogue. */
  public static List<String> tenantTables(Connection connection) throws SQLException {
    var tables = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select n.nspname || '.' || c.relname
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
                where c.relkind in ('r', 'p') and c.relrowsecurity
                  and n.nspname !~ '^(pg_|information_schema$|public$)' order by 1""")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  /** One number for all that the database holds of this business. */
  public String fingerprint() {
    try (Connection connection = ThrowAwayDatabase.superuser(settings);
        Statement statement = connection.createStatement()) {
      var all = new StringBuilder();
      for (String table : tenantTables(connection)) {
        try (var rows =
            statement.executeQuery(
                "select coalesce(md5(string_agg(t::text, ',' order by t::text)), '-') from %s t where workspace_id = '%s'"
                    .formatted(table, workspace().workspaceId()))) {
          rows.next();
          all.append(table).append(' ').append(rows.getString(1)).append('\n');
        }
      }
      return all.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A word for a mark: letters, so that nothing masks or escapes it. */
  public static String newMark() {
    String letters =
        UUID.randomUUID().toString().replaceAll("[^a-f]", "") + UUID.randomUUID().toString();
    return "zq" + letters.replaceAll("[^a-f]", "").substring(0, 6) + "xk";
  }

  private void post(String path, Object body) {
    HttpAnswer answer = story.api("POST", path, body);
    assertThat(answer.status()).as(path + " " + answer.body()).isBetween(200, 201);
  }

  private void put(String path, Object body) {
    HttpAnswer answer = story.api("PUT", path, body);
    assertThat(answer.status()).as(path + " " + answer.body()).isBetween(200, 201);
  }

  private void patch(String path, Object body) {
    HttpAnswer answer = story.api("PATCH", path, body);
    assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
  }
}
