package popeki.links;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** What a link must be before it is saved, and what its maker should know. */
@Pure
final class LinkRules {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_MESSAGE = 1000;
  private static final int LONGEST_WORD = 100;
  private static final int MOST_NUMBERS = 20;
  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  private LinkRules() {}

  /** The wrong fields by their name on the wire, with a sentence that completes the name. */
  static Map<String, String> problems(LinkDraft draft) {
    var problems = new LinkedHashMap<String, String>();
    required(problems, "name", draft.name(), LONGEST_NAME);
    numbers(problems, draft);
    required(problems, "message", draft.message(), LONGEST_MESSAGE);
    String message = draft.message();
    if (message != null && !problems.containsKey("message")) {
      var wrong = MessageTemplate.problems(message);
      if (!wrong.isEmpty()) {
        problems.put("message", "cannot be used: " + String.join(" ", wrong));
      }
    }
    slug(problems, draft.slug());
    word(problems, "source", draft.source());
    word(problems, "campaign", draft.campaign());
    Instant expires = draft.expiresAt();
    if (expires != null && (expires.isBefore(EARLIEST) || expires.isAfter(LATEST))) {
      problems.put("expires_at", "must be a time of this century");
    }
    return problems;
  }

  private static void numbers(Map<String, String> problems, LinkDraft draft) {
    List<LinkDraft.NumberShare> numbers = draft.numbers();
    if (numbers == null) {
      if (draft.numberId() == null) {
        problems.put("number_id", "is missing; it is the id of a connected number");
      }
      return;
    }
    if (numbers.stream().anyMatch(Objects::isNull)) {
      problems.put("numbers", "must each have the number_id of a connected number");
      return;
    }
    var ids = new HashSet<UUID>();
    int weights = 0;
    for (LinkDraft.NumberShare share : numbers) {
      int weight = share.weight() == null ? LinkNumber.HEAVIEST : share.weight();
      if (share.numberId() == null) {
        problems.put("numbers", "must each have the number_id of a connected number");
      } else if (!ids.add(share.numberId())) {
        problems.put("numbers", "must not name a number twice");
      } else if (weight < 0 || weight > LinkNumber.HEAVIEST) {
        problems.put("numbers", "must each have a weight from 0 to " + LinkNumber.HEAVIEST);
      }
      weights += Math.max(weight, 0);
    }
    if (numbers.isEmpty() || numbers.size() > MOST_NUMBERS) {
      problems.put("numbers", "must be 1 to " + MOST_NUMBERS + " numbers");
    } else if (draft.numberId() != null && !ids.contains(draft.numberId())) {
      problems.put("number_id", "must be one of numbers when both are given");
    } else if (draft.routing() == Routing.WEIGHTS && weights == 0) {
      problems.putIfAbsent("numbers", "need a weight above 0 somewhere to be chosen by weight");
    }
  }

  /**
   * How many links may be made in 24 hours. A business that signed itself up and is younger than a
   * day gets a few: enough to begin, too few to be worth a spammer's while. Its address was
   * verified by then, as a sign-up is not finished before; one that the operator made is known.
   */
  static int mostADay(boolean established) {
    return established ? 5_000 : 25;
  }

  /** What works, but less well than it could. */
  static List<String> warnings(LinkSummary link, Instant now) {
    var warnings = new ArrayList<String>(warnings(link.code(), link.message()));
    LinkRoute route = link.route();
    if (WayRules.hasEnded(route.expiresAt(), now)) {
      warnings.add(
          route.fallback() == null
              ? "The link has ended: its visitors are sent nowhere."
              : "The link has ended: its visitors go to the link that took over.");
    } else if (route.paused()) {
      warnings.add("The link is paused: its visitors are sent nowhere.");
    } else if (WayRules.open(route.numbers(), route.routing()).isEmpty()) {
      warnings.add("All its numbers are switched off: the link behaves as if it were paused.");
    }
    return warnings;
  }

  static String adsStillPoint(long visits) {
    return "An ad still points here: %d visits in the last 7 days came with an ad's id. Change or stop the ad, or its visitors are lost."
        .formatted(visits);
  }

  private static List<String> warnings(CodeMode code, String message) {
    var warnings = new ArrayList<String>();
    switch (code) {
      case INVISIBLE ->
          warnings.add(
              "Some keyboards and apps drop invisible characters. With code \"both\" a conversation is found again even then.");
      case NONE ->
          warnings.add(
              "Without a code in the message a conversation can only be matched to a click by likelihood.");
      case BOTH, VISIBLE -> {}
    }
    if (message.length() > 300) {
      warnings.add(
          "People delete long messages before they send them. Shorter ones keep the code.");
    }
    return warnings;
  }

  private static void required(
      Map<String, String> problems, String field, @Nullable String text, int longest) {
    if (text == null || text.isBlank()) {
      problems.put(field, "is missing");
    } else if (text.length() > longest) {
      problems.put(field, "must have at most " + longest + " characters");
    } else if (text.indexOf('\0') >= 0) {
      problems.put(field, "must be text");
    }
  }

  private static void slug(Map<String, String> problems, @Nullable String slug) {
    String problem = slug == null ? null : slugProblem(slug);
    if (problem != null) {
      problems.put("slug", problem);
    }
  }

  /** What keeps a link from having this slug, but for its being taken; null when nothing does. */
  static @Nullable String slugProblem(String slug) {
    if (ReservedPaths.isReserved(slug)) {
      return "is a name that the service keeps for itself; choose another";
    }
    return ReservedPaths.isSlug(slug)
        ? null
        : "must have 3 to 64 letters (A to Z), digits and hyphens";
  }

  private static void word(Map<String, String> problems, String field, @Nullable String text) {
    if (text != null && (text.length() > LONGEST_WORD || text.indexOf('\0') >= 0)) {
      problems.put(field, "must have at most " + LONGEST_WORD + " characters");
    }
  }
}
