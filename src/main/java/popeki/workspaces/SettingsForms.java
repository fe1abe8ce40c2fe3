package popeki.workspaces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.ApiProblem;
import popeki.platform.Words;

/** Settings as fields of a form: what is stored, what someone typed, and what was wrong with it. */
public final class SettingsForms {
  /** Before the name of a field: what stood in it when the page was made. */
  static final String SHOWN = "was.";

  /** One more than may be saved, so that too many are told and not dropped. */
  private static final int MOST_ROWS = 60;

  private SettingsForms() {}

  static Map<String, String> general(Workspace w) {
    var values = new LinkedHashMap<String, String>();
    values.put("business.name", w.businessName());
    values.put("business.type", w.trade().replace('_', ' '));
    values.put("business.offers", w.offers());
    values.put("business.country", w.country());
    values.put("timezone", w.timezone().getId());
    values.put("currency", w.currency());
    values.put("conversation_gap_days", String.valueOf(w.conversationGapDays()));
    return values;
  }

  /** What of the general settings the form wants to be different. */
  static SettingsChange generalChange(Map<String, String> form) {
    return new SettingsChange(
        changed(form, "business.name"),
        changed(form, "business.type"),
        changed(form, "business.offers"),
        changed(form, "business.country"),
        changed(form, "timezone"),
        changed(form, "currency"),
        whole(changed(form, "conversation_gap_days")),
        SettingsChange.Leads.SAME,
        null,
        SettingsChange.Attribution.SAME);
  }

  static Map<String, String> scoring(Workspace w) {
    WorkspaceSettings tuned = w.settings();
    var values = new LinkedHashMap<String, String>();
    values.put("attribution.window_days", String.valueOf(tuned.attribution().windowDays()));
    values.put(
        "attribution.probable_threshold", String.valueOf(tuned.attribution().probableThreshold()));
    values.put("attribution.send_threshold", String.valueOf(tuned.attribution().sendThreshold()));
    values.put("leads.debounce_seconds", String.valueOf(tuned.leads().debounceSeconds()));
    values.put("leads.max_wait_seconds", String.valueOf(tuned.leads().maxWaitSeconds()));
    for (int row = 0; row < tuned.keyPhrases().size(); row++) {
      values.put("phrase." + row, tuned.keyPhrases().get(row).phrase());
      values.put("stage." + row, tuned.keyPhrases().get(row).stage());
    }
    return values;
  }

  /** What of attribution and scoring the form wants to be different. */
  static SettingsChange scoringChange(Map<String, String> form) {
    return new SettingsChange(
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        new SettingsChange.Leads(
            whole(changed(form, "leads.debounce_seconds")),
            whole(changed(form, "leads.max_wait_seconds"))),
        phrasesChange(form),
        new SettingsChange.Attribution(
            whole(changed(form, "attribution.window_days")),
            share(changed(form, "attribution.probable_threshold")),
            share(changed(form, "attribution.send_threshold"))));
  }

  /** The key phrases of a form in their order, and so many empty rows to write new ones in. */
  static List<WorkspaceSettings.KeyPhrase> phraseRows(Map<String, String> form, int empty) {
    var rows = new ArrayList<WorkspaceSettings.KeyPhrase>();
    for (int row = 0; row <= MOST_ROWS; row++) {
      String phrase = form.getOrDefault("phrase." + row, "").strip();
      if (!phrase.isEmpty()) {
        rows.add(new WorkspaceSettings.KeyPhrase(phrase, form.getOrDefault("stage." + row, "won")));
      }
    }
    for (int row = 0; row < empty; row++) {
      rows.add(new WorkspaceSettings.KeyPhrase("", "won"));
    }
    return rows;
  }

  /** The whole list, or null when it still says what was shown. */
  private static @Nullable List<SettingsChange.KeyPhrase> phrasesChange(Map<String, String> form) {
    List<WorkspaceSettings.KeyPhrase> typed = phraseRows(form, 0);
    if (typed.equals(phraseRows(shown(form), 0))) {
      return null;
    }
    return typed.stream()
        .map(phrase -> new SettingsChange.KeyPhrase(phrase.phrase(), phrase.stage()))
        .toList();
  }

  /** What stood in the fields when the page was made. */
  static Map<String, String> shown(Map<String, String> form) {
    var shown = new LinkedHashMap<String, String>();
    form.forEach(
        (field, value) -> {
          if (field.startsWith(SHOWN)) {
            shown.put(field.substring(SHOWN.length()), value);
          }
        });
    return shown;
  }

  /** The problem's fields with words for beside them; a problem of no field is thrown on. */
  public static Map<String, String> errors(ApiProblem problem, Words words) {
    var errors = new LinkedHashMap<String, String>();
    if (problem.extra().get("errors") instanceof List<?> list) {
      for (Object error : list) {
        if (error instanceof ApiProblem.FieldError field) {
          String name = field.field().startsWith("key_phrases") ? "key_phrases" : field.field();
          errors.putIfAbsent(
              name, words.of("workspaces.settings.field." + name) + " " + field.message());
        }
      }
    }
    if (errors.isEmpty()) {
      throw problem;
    }
    return errors;
  }

  /** The field as typed, or null when it still says what was shown. */
  static @Nullable String changed(Map<String, String> form, String field) {
    String typed = form.get(field);
    String shown = form.get(SHOWN + field);
    return typed == null || (shown != null && lines(typed).equals(lines(shown)))
        ? null
        : lines(typed);
  }

  /** A number as typed; what is none is out of every range and so refused in the field's words. */
  static @Nullable Integer whole(@Nullable String typed) {
    if (typed == null) {
      return null;
    }
    String digits = typed.strip();
    return digits.matches("-?[0-9]{1,9}") ? Integer.valueOf(digits) : Integer.MIN_VALUE;
  }

  /** A share as typed, with a point or a comma; what is none is refused in the field's words. */
  private static @Nullable Double share(@Nullable String typed) {
    if (typed == null) {
      return null;
    }
    String number = typed.strip().replace(',', '.');
    return number.matches("[0-9]{0,3}(\\.[0-9]{1,4})?") && !number.isEmpty()
        ? Double.valueOf(number)
        : Double.valueOf(Double.NaN);
  }

  /** Browsers send line ends their own way. */
  private static String lines(String text) {
    return text.replace("\r\n", "\n").strip();
  }
}
