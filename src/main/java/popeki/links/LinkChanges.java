package popeki.links;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** What differs between a link as it was and as it is, in the words of its history. */
@Pure
final class LinkChanges {
  private LinkChanges() {}

  static List<LinkHistory.Change> between(LinkSummary before, LinkSummary after) {
    var changes = new ArrayList<LinkHistory.Change>();
    LinkRoute was = before.route();
    LinkRoute is = after.route();
    note(changes, "name", before.name(), after.name());
    note(changes, "numbers", numbers(was), numbers(is));
    note(changes, "routing", wire(was.routing()), wire(is.routing()));
    note(changes, "message", before.message(), after.message());
    note(changes, "source", before.source(), after.source());
    note(changes, "campaign", before.campaign(), after.campaign());
    note(changes, "code", wire(before.code()), wire(after.code()));
    note(changes, "paused", String.valueOf(was.paused()), String.valueOf(is.paused()));
    note(changes, "expires_at", text(was.expiresAt()), text(is.expiresAt()));
    note(changes, "fallback_link_id", text(was.fallback()), text(is.fallback()));
    note(changes, "desktop", wire(was.desktop()), wire(is.desktop()));
    note(changes, "archived_at", text(before.archivedAt()), text(after.archivedAt()));
    return changes;
  }

  /** {@code +5511987654321 · 70, +5511912345678 · off}; the weight only where it is asked for. */
  private static String numbers(LinkRoute route) {
    return route.numbers().stream()
        .map(
            one -> {
              String share = route.routing() == Routing.WEIGHTS ? " · " + one.weight() : "";
              return "+" + one.digits() + (one.on() ? share : " · off");
            })
        .collect(Collectors.joining(", "));
  }

  private static void note(
      List<LinkHistory.Change> changes,
      String field,
      @Nullable String before,
      @Nullable String after) {
    if (!Objects.equals(before, after)) {
      changes.add(new LinkHistory.Change(field, before, after));
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static String wire(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
