package popeki.workspaces;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import popeki.platform.ApiCaller;

/** A workspace's settings over the API. PUT changes what it names and leaves the rest. */
@RestController
@RequestMapping("/api/v1/settings")
class SettingsApiController {
  private final Workspaces workspaces;

  record BusinessJson(@Nullable String type, @Nullable String offers, @Nullable String country) {}

  record LeadsJson(
      @Schema(
              description = "Silence before a conversation is read.",
              minimum = "0",
              maximum = "600")
          @Nullable Integer debounceSeconds,
      @Schema(
              description = "It is read after this long even without silence.",
              minimum = "0",
              maximum = "3600")
          @Nullable Integer maxWaitSeconds) {}

  record KeyPhraseJson(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "Found in a message of the business, blind to case and accents.",
              minLength = 1,
              maxLength = 100)
          @Nullable String phrase,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {
                "contacted",
                "qualified",
                "quoted",
                "won",
                "lost",
                "reopened",
                "refunded"
              })
          @Nullable String stage) {}

  record AttributionJson(
      @Schema(minimum = "1", maximum = "90") @Nullable Integer windowDays,
      @Schema(minimum = "0", maximum = "1") @Nullable Double probableThreshold,
      @Schema(minimum = "0", maximum = "1") @Nullable Double sendThreshold) {}

  record SettingsJson(
      @Schema(description = "An IANA zone such as America/Sao_Paulo.") @Nullable String timezone,
      @Schema(description = "ISO 4217.") @Nullable String currency,
      @Nullable BusinessJson business,
      @Schema(
              description = "A silence longer than this opens a new conversation.",
              minimum = "1",
              maximum = "365")
          @Nullable Integer conversationGapDays,
      @Nullable LeadsJson leads,
      @Nullable List<KeyPhraseJson> keyPhrases,
      @Nullable AttributionJson attribution) {}

  SettingsApiController(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Operation(operationId = "getSettings", summary = "Read the settings")
  @GetMapping
  SettingsJson get(ApiCaller caller) {
    return json(workspaces.get(caller.workspace()));
  }

  @Operation(
      operationId = "changeSettings",
      summary = "Change the settings",
      description = "Changes what the body names and leaves the rest.")
  @PutMapping
  SettingsJson put(ApiCaller caller, @RequestBody SettingsJson wanted) {
    return json(workspaces.change(caller.workspace(), caller.actor(), change(wanted)));
  }

  private static SettingsChange change(SettingsJson wanted) {
    BusinessJson business =
        wanted.business() == null ? new BusinessJson(null, null, null) : wanted.business();
    return new SettingsChange(
        null,
        business.type(),
        business.offers(),
        business.country(),
        wanted.timezone(),
        wanted.currency(),
        wanted.conversationGapDays(),
        leads(wanted.leads()),
        phrases(wanted.keyPhrases()),
        attribution(wanted.attribution()));
  }

  private static SettingsChange.Leads leads(@Nullable LeadsJson wanted) {
    return wanted == null
        ? SettingsChange.Leads.SAME
        : new SettingsChange.Leads(wanted.debounceSeconds(), wanted.maxWaitSeconds());
  }

  private static @Nullable List<SettingsChange.KeyPhrase> phrases(
      @Nullable List<KeyPhraseJson> wanted) {
    return wanted == null
        ? null
        : wanted.stream()
            .map(
                phrase ->
                    phrase == null
                        ? new SettingsChange.KeyPhrase(null, null)
                        : new SettingsChange.KeyPhrase(phrase.phrase(), phrase.stage()))
            .toList();
  }

  private static SettingsChange.Attribution attribution(@Nullable AttributionJson wanted) {
    return wanted == null
        ? SettingsChange.Attribution.SAME
        : new SettingsChange.Attribution(
            wanted.windowDays(), wanted.probableThreshold(), wanted.sendThreshold());
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
