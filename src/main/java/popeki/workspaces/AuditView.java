package popeki.workspaces;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.platform.FilterBarView;
import popeki.platform.Tone;

/** What the page of the audit log shows, already words where words are needed. */
public final class AuditView {
  private AuditView() {}

  /**
   * The log.
   *
   * @param fileHref the same as a file
   * @param moreHref older entries; null when these are all
   * @param proof what checking said, and the form that asks for it
   */
  public record Log(
      FilterBarView bar,
      List<Row> rows,
      String fileHref,
      @Nullable String moreHref,
      boolean filtered,
      String allHref,
      Proof proof,
      Instant now) {}

  /**
   * An entry.
   *
   * @param seq its number; null from before the chain
   * @param who null when the person has left and was forgotten
   * @param code the action as the API has it
   * @param where channel and network in words; null from before the chain
   */
  public record Row(
      @Nullable String seq,
      Instant at,
      @Nullable String who,
      String kind,
      @Nullable String whoHref,
      String what,
      String code,
      List<Fact> facts,
      @Nullable Subject subject,
      @Nullable String where) {}

  /** One setting or id of an entry; of a change also what was before. */
  public record Fact(String name, @Nullable String before, String value) {}

  /** What an entry is about, shortened; the link shows all that happened to it. */
  public record Subject(String whole, String shown, String href) {}

  /**
   * The check of the chain.
   *
   * @param checkpoint where the log ends now; null before the first entry
   * @param typed what the person typed as an earlier checkpoint
   * @param error why that cannot be one
   * @param goOn where a check that paused goes on
   */
  public record Proof(
      @Nullable Result result,
      @Nullable String checkpoint,
      String typed,
      @Nullable String error,
      @Nullable String goOn) {}

  /** What a check said. */
  public record Result(Tone tone, String text) {}
}
