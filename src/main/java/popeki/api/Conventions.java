package popeki.api;

import java.util.List;
import popeki.kernel.Pure;

/** What holds for every operation, in words: the document's introduction and the page's. */
@Pure
final class Conventions {
  private Conventions() {}

  /** A rule: its anchor, its heading, its paragraphs. */
  record Rule(String id, String title, List<String> paragraphs) {}

  static final List<Rule> ALL =
      List.of(
          new Rule(
              "keys",
              "Keys and scopes",
              List.of(
                  "Every request carries an API key of the workspace: `Authorization: Bearer pk_live_…`. A key in the address, a cookie or the body does not count. Owners and admins make keys under Settings → API keys; a key is shown once.",
                  "Each operation names the scope it needs: `read`, `write`, `privacy` or `admin`. A scope stands for itself; none contains another.")),
          new Rule(
              "format",
              "Names, times and money",
              List.of(
                  "JSON in snake_case. A field that nobody knows is refused by its name, so a misspelt one never does nothing in silence.",
                  "Times are ISO 8601 in UTC: `2026-11-24T13:00:00Z`. Money is `{\"amount\":\"350.00\",\"currency\":\"BRL\"}`; the amount is a text, so that nothing rounds it.",
                  "`from` and `to` take a date (the workspace's time zone, both days included) or an instant (from is included, to is not). Lists take everything without them, reports the last 28 days.")),
          new Rule(
              "lists",
              "Lists and cursors",
              List.of(
                  "A list is `{\"data\":[…],\"next_cursor\":null}`. `limit` takes 1 to 200, 50 without it. For the next page pass `next_cursor` as `cursor`; null means that this was the last. Rows that arrive meanwhile neither repeat nor skip any.",
                  "Where an operation says so, `Accept: text/csv` answers the whole list of the same filter as a file.")),
          new Rule(
              "errors",
              "Errors",
              List.of(
                  "Every error is RFC 9457 `application/problem+json` with `type`, `title`, `status`, `detail` and a stable `code`. `errors` names every wrong field at once. A 500 has a `reference` that the operator finds in the log.")),
          new Rule(
              "idempotency",
              "Trying again",
              List.of(
                  "POST, PUT and PATCH take an `Idempotency-Key` of 1 to 255 visible characters, for example a UUID. The same key with the same request gets the first answer again for 24 hours, with `Idempotent-Replayed: true`; with another request it is refused. An answer of 500 or more is not kept: try again with the same key.")),
          new Rule(
              "limits",
              "Limits",
              List.of(
                  "Each key reads 100 times a second in the long run and 1,000 times at once, and writes 50 times a second and 500 at once. Every answer says what is left in `RateLimit` and `RateLimit-Policy`; a request beyond is answered 429 with `Retry-After`. A body has at most 1 MB.",
                  "A key that is not known here may be tried 30 times a minute from one place.")));

  /** All of it as the document's description, in Markdown. */
  static String text() {
    var text = new StringBuilder();
    for (Rule rule : ALL) {
      text.append("## ").append(rule.title()).append("\n\n");
      rule.paragraphs().forEach(paragraph -> text.append(paragraph).append("\n\n"));
    }
    return text.toString().strip();
  }
}
