package popeki.connections;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * How a file from a stranger may leave this service: what a browser can show without running it is
 * shown, everything else is a download.
 */
@Pure
public final class MediaRules {
  /** Larger files are opened in WhatsApp. */
  static final int MOST_BYTES = 20 << 20;

  private static final Map<String, String> SHOWN =
      Map.of(
          "image/jpeg", "jpg",
          "image/png", "png",
          "image/webp", "webp",
          "audio/aac", "aac",
          "audio/mp4", "m4a",
          "audio/mpeg", "mp3",
          "audio/amr", "amr",
          "audio/ogg", "ogg",
          "video/mp4", "mp4",
          "video/3gp", "3gp");

  private static final Map<String, String> SAVED =
      Map.of(
          "application/pdf", "pdf",
          "text/plain", "txt",
          "application/msword", "doc",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
          "application/vnd.ms-excel", "xls",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
          "application/vnd.ms-powerpoint", "ppt",
          "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");

  private static final Set<String> PICTURES = Set.of("image/jpeg", "image/png", "image/webp");

  private MediaRules() {}

  /**
   * How a file is served.
   *
   * @param type what the browser is told, from a closed list
   */
  public record Served(String type, boolean shown, String ending) {
    /** The value of {@code Content-Disposition}; the sender's own name of the file stays out. */
    public String disposition() {
      return (shown ? "inline" : "attachment") + "; filename=\"whatsapp." + ending + "\"";
    }
  }

  /** By the type that Meta or the message names; unknown ones are bytes to be saved. */
  public static Served serve(@Nullable String mimeType) {
    String type = bare(mimeType);
    String shown = SHOWN.get(type);
    if (shown != null) {
      return new Served(type, true, shown);
    }
    String saved = SAVED.get(type);
    return saved == null
        ? new Served("application/octet-stream", false, "bin")
        : new Served(type, false, saved);
  }

  public static boolean isPicture(@Nullable String mimeType) {
    return PICTURES.contains(bare(mimeType));
  }

  /** {@code audio/ogg; codecs=opus} is {@code audio/ogg}. */
  private static String bare(@Nullable String mimeType) {
    return mimeType == null
        ? ""
        : mimeType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }
}
