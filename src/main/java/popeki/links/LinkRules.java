package popeki.links;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/** What a link must be before it is saved, and what its maker should know. */
@Pure
final class LinkRules {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_MESSAGE = 1000;
  private static final int LONGEST_WORD = 100;

  private LinkRules() {}

  /** The wrong fields by their name on the wire, with a sentence that completes the name. */
  static Map<String, String> problems(LinkDraft draft) {
    var problems = new LinkedHashMap<String, String>();
    required(problems, "name", draft.name(), LONGEST_NAME);
    if (draft.numberId() == null) {
      problems.put("number_id", "is missing; it is the id of a connected number");
    }
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
    return problems;
  }

  /** What works, but less well than it could. */
  static List<String> warnings(CodeMode code, String message) {
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
    if (slug == null) {
      return;
    }
    if (ReservedPaths.isReserved(slug)) {
      problems.put("slug", "is a name that the service keeps for itself; choose another");
    } else if (!ReservedPaths.isSlug(slug)) {
      problems.put("slug", "must have 3 to 64 letters (A to Z), digits and hyphens");
    }
  }

  private static void word(Map<String, String> problems, String field, @Nullable String text) {
    if (text != null && (text.length() > LONGEST_WORD || text.indexOf('\0') >= 0)) {
      problems.put(field, "must have at most " + LONGEST_WORD + " characters");
    }
  }
}
