package popeki.workspaces;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the pages of the settings show. */
public final class SettingsViews {
  private SettingsViews() {}

  /**
   * The fields of a form, as typed or as stored.
   *
   * @param shown what stood in the fields when the page was made: only what differs from it is
   *     changed, so that a form left open does not undo what a colleague saved meanwhile
   * @param errors words beside the fields, by field
   */
  public record Form(
      Map<String, String> values,
      Map<String, String> shown,
      Map<String, String> errors,
      boolean mayChange) {
    public String value(String field) {
      return values.getOrDefault(field, "");
    }

    public @Nullable String error(String field) {
      return errors.get(field);
    }

    /** For {@code aria-invalid}. */
    public @Nullable String invalid(String field) {
      return errors.containsKey(field) ? "true" : null;
    }
  }

  /** One of several to choose from. */
  public record Choice(String value, String label, boolean chosen) {}

  /** A row of the key phrases. */
  public record Phrase(int row, String phrase, List<Choice> stages) {}

  /** Attribution and scoring, with what is usual. */
  public record Scoring(Form form, WorkspaceSettings usual, List<Phrase> phrases) {}

  /** The general settings. */
  public record General(
      Form form,
      String address,
      String region,
      List<Choice> countries,
      List<Choice> currencies,
      List<String> zones,
      List<String> trades) {}
}
