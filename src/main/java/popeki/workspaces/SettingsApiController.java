package popeki.workspaces;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;

/** A workspace's settings over the API. PUT changes what it names and leaves the rest. */
@RestController
@RequestMapping("/api/v1/settings")
class SettingsApiController {
  private static final Set<String> STAGES =
      Set.of("contacted", "qualified", "quoted", "won", "lost", "reopened", "refunded");

  private final Workspaces workspaces;

  record BusinessJson(@Nullable String type, @Nullable String offers, @Nullable String country) {}

  record LeadsJson(@Nullable Integer debounceSeconds, @Nullable Integer maxWaitSeconds) {}

  record KeyPhraseJson(@Nullable String phrase, @Nullable String stage) {}

  record AttributionJson(
      @Nullable Integer windowDays,
      @Nullable Double probableThreshold,
      @Nullable Double sendThreshold) {}

  record SettingsJson(
      @Nullable String timezone,
      @Nullable String currency,
      @Nullable BusinessJson business,
      @Nullable Integer conversationGapDays,
      @Nullable LeadsJson leads,
      @Nullable List<KeyPhraseJson> keyPhrases,
      @Nullable AttributionJson attribution) {}

  SettingsApiController(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @GetMapping
  SettingsJson get(ApiCaller caller) {
    return json(workspaces.get(caller.workspace()));
  }

  @PutMapping
  SettingsJson put(ApiCaller caller, @RequestBody SettingsJson wanted) {
    return json(
        workspaces.change(caller.workspace(), caller.actor(), before -> merged(before, wanted)));
  }

  private static Workspace merged(Workspace w, SettingsJson wanted) {
    BusinessJson business =
        wanted.business() == null ? new BusinessJson(null, null, null) : wanted.business();
    String zone = Workspaces.zone(wanted.timezone());
    String currency = Workspaces.currency(wanted.currency());
    return new Workspace(
        w.id(),
        w.slug(),
        w.businessName(),
        business.type() == null ? w.trade() : Workspaces.trade(business.type()),
        business.offers() == null ? w.offers() : offers(business.offers()),
        business.country() == null ? w.country() : country(business.country()),
        w.region(),
        zone == null ? w.timezone() : ZoneId.of(zone),
        currency == null ? w.currency() : currency,
        whole(
            "conversation_gap_days", wanted.conversationGapDays(), w.conversationGapDays(), 1, 365),
        new WorkspaceSettings(
            leads(w.settings().leads(), wanted.leads()),
            phrases(w.settings().keyPhrases(), wanted.keyPhrases()),
            attribution(w.settings().attribution(), wanted.attribution())),
        w.createdAt());
  }

  private static WorkspaceSettings.Leads leads(
      WorkspaceSettings.Leads known, @Nullable LeadsJson wanted) {
    if (wanted == null) {
      return known;
    }
    int debounce =
        whole("leads.debounce_seconds", wanted.debounceSeconds(), known.debounceSeconds(), 0, 600);
    int wait =
        whole("leads.max_wait_seconds", wanted.maxWaitSeconds(), known.maxWaitSeconds(), 0, 3600);
    if (wait < debounce) {
      throw ApiProblem.invalid("leads.max_wait_seconds", "must be at least debounce_seconds");
    }
    return new WorkspaceSettings.Leads(debounce, wait);
  }

  private static List<WorkspaceSettings.KeyPhrase> phrases(
      List<WorkspaceSettings.KeyPhrase> known, @Nullable List<KeyPhraseJson> wanted) {
    if (wanted == null) {
      return known;
    }
    if (wanted.size() > 50) {
      throw ApiProblem.invalid("key_phrases", "may be at most 50");
    }
    return wanted.stream().map(SettingsApiController::phrase).toList();
  }

  private static WorkspaceSettings.KeyPhrase phrase(KeyPhraseJson wanted) {
    String stage = wanted.stage() == null ? "" : wanted.stage().toLowerCase(Locale.ROOT);
    if (!STAGES.contains(stage)) {
      throw ApiProblem.invalid(
          "key_phrases.stage",
          "must be one of " + String.join(", ", new java.util.TreeSet<>(STAGES)));
    }
    return new WorkspaceSettings.KeyPhrase(
        Workspaces.text("key_phrases.phrase", wanted.phrase(), 100), stage);
  }

  private static WorkspaceSettings.Attribution attribution(
      WorkspaceSettings.Attribution known, @Nullable AttributionJson wanted) {
    return wanted == null
        ? known
        : new WorkspaceSettings.Attribution(
            whole("attribution.window_days", wanted.windowDays(), known.windowDays(), 1, 90),
            share(
                "attribution.probable_threshold",
                wanted.probableThreshold(),
                known.probableThreshold()),
            share("attribution.send_threshold", wanted.sendThreshold(), known.sendThreshold()));
  }

  private static String offers(String given) {
    if (given.length() > 2_000) {
      throw ApiProblem.invalid("business.offers", "must have at most 2000 characters");
    }
    return given.strip();
  }

  private static String country(String given) {
    String country = given.strip().toUpperCase(Locale.ROOT);
    if (!Set.of(Locale.getISOCountries()).contains(country)) {
      throw ApiProblem.invalid("business.country", "must be an ISO 3166 code such as BR");
    }
    return country;
  }

  private static int whole(String field, @Nullable Integer given, int known, int least, int most) {
    if (given == null) {
      return known;
    }
    if (given < least || given > most) {
      throw ApiProblem.invalid(field, "must be a whole number from " + least + " to " + most);
    }
    return given;
  }

  private static double share(String field, @Nullable Double given, double known) {
    if (given == null) {
      return known;
    }
    if (!(given >= 0 && given <= 1)) {
      throw ApiProblem.invalid(field, "must be a number from 0 to 1");
    }
    return given;
  }

  private static SettingsJson json(Workspace w) {
    WorkspaceSettings tuned = w.settings();
    return new SettingsJson(
        w.timezone().getId(),
        w.currency(),
        new BusinessJson(w.trade(), w.offers(), w.country()),
        w.conversationGapDays(),
        new LeadsJson(tuned.leads().debounceSeconds(), tuned.leads().maxWaitSeconds()),
        tuned.keyPhrases().stream()
            .map(phrase -> new KeyPhraseJson(phrase.phrase(), phrase.stage()))
            .toList(),
        new AttributionJson(
            tuned.attribution().windowDays(),
            tuned.attribution().probableThreshold(),
            tuned.attribution().sendThreshold()));
  }
}
