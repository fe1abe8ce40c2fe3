package popeki.platform;

import org.jspecify.annotations.Nullable;

/**
 * What an error page says.
 *
 * @param text what happened, whether data is safe, what to do
 */
public record ErrorView(int status, String title, String text, @Nullable String reference) {
  static ErrorView of(Failure failure, Words words) {
    String key = "platform.error." + failure.status();
    // A rule of the product says what happened in its own words; a bare status has the page's.
    boolean bare = FailureRules.generic(failure.status()).detail().equals(failure.detail());
    return bare && words.has(key + ".title")
        ? new ErrorView(
            failure.status(),
            words.of(key + ".title"),
            words.of(key + ".text"),
            failure.reference())
        : new ErrorView(failure.status(), failure.title(), failure.detail(), failure.reference());
  }
}
