package popeki.attribution;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.attribution.SourcesView.Answer;
import popeki.attribution.SourcesView.Line;
import popeki.kernel.FoldedWords;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.links.LinkSummary;
import popeki.links.Links;
import popeki.links.ReferenceCode;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;

/** What the words of a message alone would tell of its source. Nothing of it is kept. */
@Component
class SourceTrial {
  /** Of more that are near, or hold too, the first are named. */
  private static final int MOST_LINES = 4;

  private final TouchReader reader;
  private final TextRuleRepository rules;
  private final Links links;
  private final WorkspaceTx tx;
  private final Clock clock;

  SourceTrial(
      TouchReader reader, TextRuleRepository rules, Links links, WorkspaceTx tx, Clock clock) {
    this.reader = reader;
    this.rules = rules;
    this.links = links;
    this.tx = tx;
    this.clock = clock;
  }

  /** The texts of links and the rules that fit a message, in the order in which they decide. */
  private record Found(List<LinkText> same, List<LinkText> near, List<TextRule> rules) {
    /** The link whose text decides; a text that two links have tells neither. */
    @Nullable LinkText link() {
      return same.size() == 1 && same.getFirst().isDistinctive() ? same.getFirst() : null;
    }
  }

  /**
   * Reads a message.
   *
   * @param number where it comes to; null where none is connected
   */
  Answer of(WorkspaceId workspace, @Nullable NumberId number, String typed, Words words) {
    return tx.in(
        workspace,
        () -> {
          String text = ReferenceCode.strip(typed);
          Found found = find(workspace, number, text);
          var lines = new ArrayList<Line>();
          if (!ReferenceCode.find(typed).isEmpty()) {
            lines.add(new Line(true, words.of("attribution.sources.try.code")));
          }
          lines.addAll(ofLinks(workspace, found, words));
          lines.addAll(ofRules(found, words));
          if (lines.isEmpty()) {
            lines.add(new Line(false, words.of("attribution.sources.try.none")));
          }
          String source = source(workspace, found);
          return new Answer(
              source != null,
              source == null
                  ? words.of("attribution.sources.try.undecided")
                  : words.of("attribution.sources.try.decided", source),
              List.copyOf(lines));
        });
  }

  private Found find(WorkspaceId workspace, @Nullable NumberId number, String text) {
    List<String> said = FoldedWords.of(text).folded();
    var same = new ArrayList<LinkText>();
    var near = new ArrayList<LinkText>();
    if (said.isEmpty()) {
      return new Found(same, near, List.of());
    }
    if (number != null) {
      for (LinkText link : reader.textsOf(workspace, number, clock.instant())) {
        switch (link.likeness(said)) {
          case SAME -> same.add(link);
          case NEAR -> near.add(link);
          case OTHER -> {}
        }
      }
    }
    List<TextRule> fitting =
        rules.rules(workspace).stream()
            .filter(rule -> number == null ? rule.number() == null : rule.holdsAt(number))
            .filter(rule -> rule.matches(text))
            .toList();
    return new Found(same, near, fitting);
  }

  private @Nullable String source(WorkspaceId workspace, Found found) {
    LinkText link = found.link();
    if (link != null) {
      return links
          .link(workspace, new LinkId(link.link()))
          .map(known -> known.source() == null ? known.name() : known.source())
          .orElse(null);
    }
    return found.rules().isEmpty() ? null : found.rules().getFirst().source();
  }

  private List<Line> ofLinks(WorkspaceId workspace, Found found, Words words) {
    var lines = new ArrayList<Line>();
    for (LinkText link : found.same().stream().limit(MOST_LINES).toList()) {
      String why = found.same().size() > 1 ? "shared" : link.isDistinctive() ? "same" : "common";
      lines.add(
          new Line(
              why.equals("same"),
              words.of("attribution.sources.try.text." + why, name(workspace, link.link()))));
    }
    for (LinkText link : found.near().stream().limit(MOST_LINES).toList()) {
      lines.add(
          new Line(
              false, words.of("attribution.sources.try.text.near", name(workspace, link.link()))));
    }
    return lines;
  }

  private static List<Line> ofRules(Found found, Words words) {
    var lines = new ArrayList<Line>();
    boolean decided = found.link() != null;
    for (TextRule rule : found.rules().stream().limit(MOST_LINES).toList()) {
      lines.add(
          new Line(
              !decided,
              words.of(
                  "attribution.sources.try.rule." + (decided ? "late" : "first"),
                  words.of("attribution.sources.kind." + rule.kind().wire()),
                  rule.pattern(),
                  rule.source())));
      decided = true;
    }
    return lines;
  }

  private String name(WorkspaceId workspace, UUID link) {
    return links.link(workspace, new LinkId(link)).map(LinkSummary::name).orElse("");
  }
}
