package popeki.workspaces;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import popeki.kernel.OneLine;
import popeki.platform.ApiProblem;
import popeki.platform.ApiProblem.FieldError;

/**
 * What settings may be, for pages and API alike. Fields are named as on the wire; everything wrong
 * is told at once.
 */
final class SettingsRules {
  static final Set<String> STAGES =
      Set.of("contacted", "qualified", "quoted", "won", "lost", "reopened", "refunded");

  static final String NO_ZONE = "must be a zone such as America/Sao_Paulo";
  static final String NO_CURRENCY = "must be an ISO 4217 code such as BRL";
  private static final int MOST_PHRASES = 50;

  private final List<FieldError> errors = new ArrayList<>();

  private SettingsRules() {}

  /**
   * The workspace with the change.
   *
   * @throws ApiProblem 400 naming every field that cannot be
   */
  static Workspace apply(Workspace before, SettingsChange change) {
    var rules = new SettingsRules();
    Workspace after = rules.changed(before, change);
    if (!rules.errors.isEmpty()) {
      throw ApiProblem.invalid(rules.errors);
    }
    return after;
  }

  static Optional<ZoneId> zoneOf(String given) {
    try {
      return Optional.of(ZoneId.of(given.strip()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static Optional<String> currencyOf(String given) {
    try {
      return Optional.of(
          Currency.getInstance(given.strip().toUpperCase(Locale.ROOT)).getCurrencyCode());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@code Real estate} and {@code real_estate} are one trade. */
  static String tradeOf(String given) {
    return given.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
  }

  /** What differs, as the audit log keeps it: {@code {"currency":{"from":"BRL","to":"EUR"}}}. */
  static Map<String, Object> difference(Workspace before, Workspace after) {
    Map<String, Object> old = values(before);
    var changed = new LinkedHashMap<String, Object>();
    values(after)
        .forEach(
            (field, value) -> {
              Object was = old.get(field);
              if (!value.equals(was)) {
                changed.put(field, Map.of("from", String.valueOf(was), "to", value));
              }
            });
    return changed;
  }

  private Workspace changed(Workspace w, SettingsChange change) {
    return new Workspace(
        w.id(),
        w.slug(),
        text("business.name", change.businessName(), w.businessName(), 200),
        trade(change.trade(), w.trade()),
        offers(change.offers(), w.offers()),
        country(change.country(), w.country()),
        w.region(),
        zone(change.timezone(), w.timezone()),
        currency(change.currency(), w.currency()),
        whole(
            "conversation_gap_days", change.conversationGapDays(), w.conversationGapDays(), 1, 365),
        new WorkspaceSettings(
            leads(w.settings().leads(), change.leads()),
            phrases(w.settings().keyPhrases(), change.keyPhrases()),
            attribution(w.settings().attribution(), change.attribution()),
            w.settings().security()),
        w.createdAt());
  }

  private WorkspaceSettings.Leads leads(
      WorkspaceSettings.Leads known, SettingsChange.Leads wanted) {
    int debounce =
        whole("leads.debounce_seconds", wanted.debounceSeconds(), known.debounceSeconds(), 0, 600);
    int wait =
        whole("leads.max_wait_seconds", wanted.maxWaitSeconds(), known.maxWaitSeconds(), 0, 3600);
    if (wait < debounce) {
      wrong("leads.max_wait_seconds", "must be at least debounce_seconds, which is " + debounce);
    }
    return new WorkspaceSettings.Leads(debounce, wait);
  }

  private List<WorkspaceSettings.KeyPhrase> phrases(
      List<WorkspaceSettings.KeyPhrase> known, @Nullable List<SettingsChange.KeyPhrase> wanted) {
    if (wanted == null) {
      return known;
    }
    if (wanted.size() > MOST_PHRASES) {
      wrong("key_phrases", "may be at most " + MOST_PHRASES);
    }
    return wanted.stream().map(this::phrase).toList();
  }

  private WorkspaceSettings.KeyPhrase phrase(SettingsChange.KeyPhrase wanted) {
    String stage = wanted.stage() == null ? "" : wanted.stage().toLowerCase(Locale.ROOT);
    if (!STAGES.contains(stage)) {
      wrong("key_phrases.stage", "must be one of " + String.join(", ", new TreeSet<>(STAGES)));
    }
    String phrase = wanted.phrase() == null ? "" : wanted.phrase();
    return new WorkspaceSettings.KeyPhrase(text("key_phrases.phrase", phrase, "", 100), stage);
  }

  private WorkspaceSettings.Attribution attribution(
      WorkspaceSettings.Attribution known, SettingsChange.Attribution wanted) {
    return new WorkspaceSettings.Attribution(
        whole("attribution.window_days", wanted.windowDays(), known.windowDays(), 1, 90),
        share(
            "attribution.probable_threshold",
            wanted.probableThreshold(),
            known.probableThreshold()),
        share("attribution.send_threshold", wanted.sendThreshold(), known.sendThreshold()));
  }

  private String text(String field, @Nullable String given, String known, int longest) {
    if (given == null) {
      return known;
    }
    String line = OneLine.of(given);
    if (line.isEmpty() || line.length() > longest) {
      wrong(field, "must have 1 to " + longest + " characters");
    }
    return line;
  }

  private String trade(@Nullable String given, String known) {
    return given == null ? known : tradeOf(text("business.type", given, known, 60));
  }

  private String offers(@Nullable String given, String known) {
    if (given == null) {
      return known;
    }
    if (given.length() > 2_000) {
      wrong("business.offers", "must have at most 2000 characters");
    }
    return given.strip();
  }

  private String country(@Nullable String given, String known) {
    if (given == null) {
      return known;
    }
    String country = given.strip().toUpperCase(Locale.ROOT);
    if (!Set.of(Locale.getISOCountries()).contains(country)) {
      wrong("business.country", "must be an ISO 3166 code such as BR");
    }
    return country;
  }

  private ZoneId zone(@Nullable String given, ZoneId known) {
    if (given == null) {
      return known;
    }
    Optional<ZoneId> zone = zoneOf(given);
    if (zone.isEmpty()) {
      wrong("timezone", NO_ZONE);
    }
    return zone.orElse(known);
  }

  private String currency(@Nullable String given, String known) {
    if (given == null) {
      return known;
    }
    Optional<String> currency = currencyOf(given);
    if (currency.isEmpty()) {
      wrong("currency", NO_CURRENCY);
    }
    return currency.orElse(known);
  }

  private int whole(String field, @Nullable Integer given, int known, int least, int most) {
    if (given == null) {
      return known;
    }
    if (given < least || given > most) {
      wrong(field, "must be a whole number from " + least + " to " + most);
    }
    return given;
  }

  private double share(String field, @Nullable Double given, double known) {
    if (given == null) {
      return known;
    }
    if (!(given >= 0 && given <= 1)) {
      wrong(field, "must be a number from 0 to 1");
    }
    return given;
  }

  private void wrong(String field, String message) {
    errors.add(new FieldError(field, message));
  }

  private static Map<String, Object> values(Workspace w) {
    WorkspaceSettings tuned = w.settings();
    var values = new LinkedHashMap<String, Object>();
    values.put("business.name", w.businessName());
    values.put("business.type", w.trade());
    values.put("business.offers", w.offers());
    values.put("business.country", w.country());
    values.put("timezone", w.timezone().getId());
    values.put("currency", w.currency());
    values.put("conversation_gap_days", w.conversationGapDays());
    values.put("leads.debounce_seconds", tuned.leads().debounceSeconds());
    values.put("leads.max_wait_seconds", tuned.leads().maxWaitSeconds());
    values.put("key_phrases", phrases(tuned));
    values.put("attribution.window_days", tuned.attribution().windowDays());
    values.put("attribution.probable_threshold", tuned.attribution().probableThreshold());
    values.put("attribution.send_threshold", tuned.attribution().sendThreshold());
    return values;
  }

  private static List<String> phrases(WorkspaceSettings tuned) {
    return tuned.keyPhrases().stream()
        .map(phrase -> phrase.phrase() + " → " + phrase.stage())
        .toList();
  }
}
