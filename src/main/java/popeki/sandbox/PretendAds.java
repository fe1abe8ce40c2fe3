package popeki.sandbox;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import popeki.sandbox.GraphRules.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Marketing API, reading only, with the rules that Meta holds a token to: permissions, accounts
 * that are shared or not, pages, limits told in headers, reports made in the background, and one
 * wrong id that fails a call for many.
 */
final class PretendAds {
  /** Small, so that whoever does not follow pages misses something. */
  private static final int PAGE = 2;

  private static final int MOST_ROWS = 60;
  private static final int MOST_IDS = 50;
  private static final int LONGEST_AT_ONCE = 35;
  private static final int WRONG_RANGE = 1;
  private static final String PICTURES = "/ad-pictures/";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Refusal NO_OBJECT =
      new Refusal(
          100,
          33,
          "Unsupported request",
          "Object does not exist, cannot be loaded due to missing permissions, or does not support this operation.");
  private static final Refusal NO_PERMISSION =
      new Refusal(
          200,
          0,
          "Permissions error",
          "Ad account owner has NOT granted ads_management or ads_read permission.");

  private final World world;
  private final PretendTokens tokens;
  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final Set<String> unshared = ConcurrentHashMap.newKeySet();
  private final Set<String> restated = ConcurrentHashMap.newKeySet();
  private final Map<String, Report> reports = new ConcurrentHashMap<>();
  private final AtomicLong nextReport = new AtomicLong(700_000_000_000_000L);
  private final AtomicInteger calls = new AtomicInteger();
  private volatile Map<String, String> limits = Map.of();
  private volatile @Nullable Refusal refuses;

  private record Report(String account, LocalDate since, LocalDate until, AtomicInteger looks) {}

  PretendAds(World world, PretendTokens tokens) {
    this.world = world;
    this.tokens = tokens;
  }

  /** An answer or why there is none, and what it says about limits. */
  record Said(
      @Nullable ObjectNode answer, @Nullable Refusal refusal, Map<String, String> headers) {}

  /** Gives a campaign, an ad set or an ad another name. */
  void rename(String id, String name) {
    names.put(id, name);
  }

  /** Takes an account away from all tokens, or gives it back. */
  void share(String account, boolean on) {
    if (on) {
      unshared.remove(account);
    } else {
      unshared.add(account);
    }
  }

  /** Takes the figures of an ad back. */
  void restate(String ad) {
    restated.add(ad);
  }

  /** What answers say about limits from now on. */
  void limits(Map<String, String> headers) {
    limits = Map.copyOf(headers);
  }

  /** Refuses everything with this code; 0 refuses nothing. */
  void refuse(int code) {
    refuses = code == 0 ? null : new Refusal(code, 0, "Refused", "It is refused.");
  }

  int calls() {
    return calls.get();
  }

  /** Answers what concerns ads; empty for everything else. The bearer works. */
  Optional<Said> answer(Ask ask, String id, String edge) {
    boolean concerns =
        (id.isEmpty() && ask.query().containsKey("ids"))
            || edge.equals("adaccounts")
            || edge.equals("ads")
            || edge.equals("insights")
            || reports.containsKey(id)
            || running(id).isPresent();
    if (!concerns) {
      return Optional.empty();
    }
    calls.incrementAndGet();
    Refusal now = refuses;
    if (now != null) {
      return Optional.of(new Said(null, now, headers(ask)));
    }
    if (!tokens.readsAds(ask.bearer())) {
      return Optional.of(new Said(null, NO_PERMISSION, headers(ask)));
    }
    Object said = say(ask, id, edge);
    return Optional.of(
        said instanceof ObjectNode answer
            ? new Said(answer, null, headers(ask))
            : new Said(null, said instanceof Refusal refusal ? refusal : NO_OBJECT, headers(ask)));
  }

  /** An answer or a refusal. */
  private Object say(Ask ask, String id, String edge) {
    if (id.isEmpty()) {
      return many(ask);
    }
    if (id.equals("me")) {
      return accounts(ask);
    }
    Report report = reports.get(id);
    if (report != null) {
      return edge.equals("insights") ? rows(ask, report) : state(id, report);
    }
    if (id.startsWith("act_")) {
      World.AdAccount account = account(ask, id.substring(4));
      return account == null
          ? NO_OBJECT
          : edge.equals("ads") ? ads(ask, account) : insights(ask, account);
    }
    return running(id)
        .filter(ad -> account(ask, ad.account().id()) != null)
        .<Object>map(ad -> ad(ask, ad))
        .orElse(NO_OBJECT);
  }

  private Object many(Ask ask) {
    String[] ids = ask.query().getOrDefault("ids", "").split(",");
    if (ids.length > MOST_IDS) {
      return Refusal.parameter("Too many IDs. Maximum: " + MOST_IDS);
    }
    ObjectNode answer = JSON.createObjectNode();
    for (String id : ids) {
      var ad = running(id).filter(each -> account(ask, each.account().id()) != null);
      if (ad.isEmpty()) {
        return NO_OBJECT;
      }
      answer.set(id, ad(ask, ad.get()));
    }
    return answer;
  }

  private ObjectNode accounts(Ask ask) {
    List<World.AdAccount> all =
        tokens.seesAds(ask.bearer())
            ? world.adAccounts().stream().filter(each -> !unshared.contains(each.id())).toList()
            : List.of();
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode data = answer.putArray("data");
    int from = from(ask, all.size());
    int to = Math.min(all.size(), from + PAGE);
    for (World.AdAccount each : all.subList(from, to)) {
      data.addObject()
          .put("account_id", each.id())
          .put("id", "act_" + each.id())
          .put("name", each.name())
          .put("currency", each.currency())
          .put("timezone_name", each.timezone())
          .put("account_status", 1);
    }
    page(answer, to, all.size());
    return answer;
  }

  private ObjectNode ads(Ask ask, World.AdAccount account) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode data = answer.putArray("data");
    int all = account.running().size();
    int from = from(ask, all);
    int to = Math.min(all, from + PAGE);
    for (World.Running each : account.running().subList(from, to)) {
      data.add(ad(ask, new InAccount(account, each)));
    }
    page(answer, to, all);
    return answer;
  }

  private ObjectNode ad(Ask ask, InAccount in) {
    World.Advert ad = in.running().ad();
    ObjectNode answer = JSON.createObjectNode();
    answer.put("id", ad.id()).put("name", name(ad.id(), ad.name()));
    answer.put("account_id", in.account().id()).put("effective_status", "ACTIVE");
    answer
        .putObject("adset")
        .put("id", ad.adsetId())
        .put("name", name(ad.adsetId(), ad.adsetName()));
    answer
        .putObject("campaign")
        .put("id", ad.campaignId())
        .put("name", name(ad.campaignId(), ad.campaignName()))
        .put("objective", "OUTCOME_ENGAGEMENT");
    answer
        .putObject("creative")
        .put("id", "23" + ad.id())
        .put("title", ad.headline())
        .put("thumbnail_url", "http://" + ask.host() + PICTURES + ad.id() + "?oe=6A0B1C2D");
    return answer;
  }

  private Object insights(Ask ask, World.AdAccount account) {
    LocalDate since;
    LocalDate until;
    try {
      JsonNode range = JSON.readTree(ask.query().getOrDefault("time_range", ""));
      since = LocalDate.parse(range.path("since").asString(""));
      until = LocalDate.parse(range.path("until").asString(""));
    } catch (JacksonException | DateTimeException e) {
      return Refusal.parameter("time_range must have since and until");
    }
    var report = new Report(account.id(), since, until, new AtomicInteger());
    if (ask.is("POST")) {
      String id = Long.toString(nextReport.incrementAndGet());
      reports.put(id, report);
      return JSON.createObjectNode().put("report_run_id", id);
    }
    if (since.plusDays(LONGEST_AT_ONCE).isBefore(until)) {
      return new Refusal(
          WRONG_RANGE,
          0,
          "Reduce the amount of data",
          "Please reduce the amount of data you're asking for, then retry your request.");
    }
    return rows(ask, report);
  }

  private static ObjectNode state(String id, Report report) {
    boolean made = report.looks().incrementAndGet() > 1;
    return JSON.createObjectNode()
        .put("id", id)
        .put("async_status", made ? "Job Completed" : "Job Running")
        .put("async_percent_completion", made ? 100 : 40);
  }

  private ObjectNode rows(Ask ask, Report report) {
    World.AdAccount account =
        world.adAccounts().stream()
            .filter(each -> each.id().equals(report.account()))
            .findFirst()
            .orElseThrow();
    List<ObjectNode> all = new ArrayList<>();
    for (World.Running each : account.running()) {
      LocalDate today = LocalDate.ofInstant(world.clock().instant(), ZoneId.of(account.timezone()));
      for (LocalDate day = report.since(); !day.isAfter(report.until()); day = day.plusDays(1)) {
        boolean ran = day.isAfter(today.minusDays(each.days())) && !day.isAfter(today);
        if (ran && !restated.contains(each.ad().id())) {
          all.add(row(account, each, day));
        }
      }
    }
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode data = answer.putArray("data");
    int from = from(ask, all.size());
    int to = Math.min(all.size(), from + MOST_ROWS);
    all.subList(from, to).forEach(data::add);
    page(answer, to, all.size());
    return answer;
  }

  /** The same day always costs the same, and today costs as much of it as has passed. */
  private ObjectNode row(World.AdAccount account, World.Running running, LocalDate day) {
    World.Advert ad = running.ad();
    var random = new SplittableRandom(ad.id().hashCode() * 1_000_003L + day.toEpochDay());
    double passed = passed(account, day);
    long minor = Math.round(running.dailyMinor() * (0.85 + random.nextDouble() * 0.3) * passed);
    long clicks = Math.round(running.dailyMinor() * (0.006 + random.nextDouble() * 0.003) * passed);
    ObjectNode row = JSON.createObjectNode();
    row.put("ad_id", ad.id()).put("ad_name", name(ad.id(), ad.name()));
    row.put("adset_id", ad.adsetId()).put("adset_name", name(ad.adsetId(), ad.adsetName()));
    row.put("campaign_id", ad.campaignId());
    row.put("campaign_name", name(ad.campaignId(), ad.campaignName()));
    int digits = Currency.getInstance(account.currency()).getDefaultFractionDigits();
    row.put("spend", BigDecimal.valueOf(minor, digits).toPlainString());
    row.put("impressions", Long.toString(minor / 2)).put("clicks", Long.toString(clicks));
    row.put("account_currency", account.currency());
    row.put("date_start", day.toString()).put("date_stop", day.toString());
    ArrayNode actions = row.putArray("actions");
    actions.addObject().put("action_type", "link_click").put("value", Long.toString(clicks));
    actions
        .addObject()
        .put("action_type", "onsite_conversion.messaging_conversation_started_7d")
        .put("value", Long.toString(clicks / 12));
    return row;
  }

  private double passed(World.AdAccount account, LocalDate day) {
    ZonedDateTime now = world.clock().instant().atZone(ZoneId.of(account.timezone()));
    return day.equals(now.toLocalDate()) ? (now.getHour() + 1) / 24.0 : 1;
  }

  private record InAccount(World.AdAccount account, World.Running running) {}

  private Optional<InAccount> running(String ad) {
    return world.adAccounts().stream()
        .flatMap(
            account ->
                account.running().stream()
                    .filter(each -> each.ad().id().equals(ad))
                    .map(each -> new InAccount(account, each)))
        .findFirst();
  }

  private World.@Nullable AdAccount account(Ask ask, String id) {
    return !tokens.seesAds(ask.bearer()) || unshared.contains(id)
        ? null
        : world.adAccounts().stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
  }

  private String name(String id, String first) {
    return names.getOrDefault(id, first);
  }

  private static int from(Ask ask, int all) {
    String after = ask.query().getOrDefault("after", "0");
    return after.matches("[0-9]{1,6}") ? Math.min(all, Integer.parseInt(after)) : 0;
  }

  private static void page(ObjectNode answer, int to, int all) {
    ObjectNode paging = answer.putObject("paging");
    paging.putObject("cursors").put("after", Integer.toString(to));
    if (to < all) {
      paging.put("next", "https://graph.facebook.com/next");
    }
  }

  private Map<String, String> headers(Ask ask) {
    if (!limits.isEmpty()) {
      return limits;
    }
    String account =
        Stream.of(ask.path().split("/"))
            .filter(part -> part.startsWith("act_"))
            .findFirst()
            .map(part -> part.substring(4))
            .orElse("0");
    return Map.of(
        "X-Business-Use-Case-Usage",
        """
        {"%s":[{"type":"ads_insights","call_count":3,"total_cputime":1,"total_time":2,"estimated_time_to_regain_access":0,"ads_api_access_tier":"development_access"}]}"""
            .formatted(account)
            .strip());
  }

  /** The picture of an ad by its passing address, to anyone, as Meta's network gives it. */
  Optional<Reply> picture(Ask ask) {
    return ask.is("GET") && ask.path().startsWith(PICTURES)
        ? running(ask.path().substring(PICTURES.length()))
            .map(in -> Reply.file("image/png", painted(in.running().ad().id())))
        : Optional.empty();
  }

  /** Shapes and colours that differ from ad to ad. */
  private static byte[] painted(String ad) {
    var random = new SplittableRandom(ad.hashCode());
    float hue = (float) random.nextDouble();
    var image = new BufferedImage(240, 240, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setPaint(
        new GradientPaint(
            0,
            0,
            Color.getHSBColor(hue, 0.35f, 0.98f),
            240,
            240,
            Color.getHSBColor(hue + 0.12f, 0.7f, 0.75f)));
    pen.fillRect(0, 0, 240, 240);
    pen.setColor(Color.WHITE);
    pen.fillRoundRect(62, 50, 116, 96, 60, 60);
    pen.fillRoundRect(66, 96, 46, 96, 40, 40);
    pen.fillRoundRect(128, 96, 46, 96, 40, 40);
    pen.setColor(Color.getHSBColor(hue + 0.5f, 0.6f, 0.95f));
    pen.fillOval(150 + random.nextInt(30), 30 + random.nextInt(20), 44, 44);
    pen.dispose();
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
