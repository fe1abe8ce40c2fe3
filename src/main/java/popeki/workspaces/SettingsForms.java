package popeki.workspaces;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.ApiProblem;
import popeki.platform.Words;

/** Settings as fields of a form: what is stored, what someone typed, and what was wrong with it. */
final class SettingsForms {
  /** Before the name of a field: what stood in it when the page was made. */
  static final String SHOWN = "was.";

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
  static Map<String, String> errors(ApiProblem problem, Words words) {
    var errors = new LinkedHashMap<String, String>();
    if (problem.extra().get("errors") instanceof List<?> list) {
      for (Object error : list) {
        if (error instanceof ApiProblem.FieldError field) {
          errors.putIfAbsent(
              field.field(),
              words.of("workspaces.settings.field." + field.field()) + " " + field.message());
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

  /** Browsers send line ends their own way. */
  private static String lines(String text) {
    return text.replace("\r\n", "\n").strip();
  }
}
