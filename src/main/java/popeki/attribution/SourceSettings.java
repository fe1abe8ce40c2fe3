package popeki.attribution;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.NumberId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Numbers;

/**
 * What owners and admins set about sources. The log of changes names a rule by its id and not by
 * its pattern, which is made of what customers write.
 */
@Component
class SourceSettings {
  private static final int LONGEST_WINDOW = 90;

  private final TextRuleRepository rules;
  private final SourceWindows windows;
  private final AgainLane again;
  private final Numbers numbers;
  private final WorkspaceTx tx;
  private final Audit audit;
  private final Clock clock;

  SourceSettings(
      TextRuleRepository rules,
      SourceWindows windows,
      AgainLane again,
      Numbers numbers,
      WorkspaceTx tx,
      Audit audit,
      Clock clock) {
    this.rules = rules;
    this.windows = windows;
    this.again = again;
    this.numbers = numbers;
    this.tx = tx;
    this.audit = audit;
    this.clock = clock;
  }

  /** Adds a rule behind the others; what is wrong with it comes back, a word by field. */
  Map<String, String> add(WorkspaceId workspace, RuleDraft draft, Actor actor) {
    Map<String, String> problems = draft.problems();
    NumberId number = draft.numberId();
    if (number != null
        && numbers.find(workspace, number).filter(ConnectedNumber::connected).isEmpty()) {
      problems.put("number", "unknown");
    }
    if (!problems.isEmpty()) {
      return problems;
    }
    return tx.in(
        workspace,
        () -> {
          List<TextRule> known = rules.rules(workspace);
          if (known.size() >= TextRuleRepository.MOST) {
            return Map.of("pattern", "most");
          }
          int rank = known.isEmpty() ? 0 : known.getLast().rank() + 1;
          TextRule rule = draft.rule(Uuid7.at(clock.instant()), rank);
          rules.add(workspace, rule);
          audit.append(
              workspace, actor, "text_rule.added", rule.id().toString(), detail(rule, number));
          return Map.of();
        });
  }

  private static Map<String, String> detail(TextRule rule, @Nullable NumberId number) {
    var detail = new LinkedHashMap<String, String>();
    detail.put("kind", rule.kind().wire());
    detail.put("source", rule.source());
    if (rule.campaign() != null) {
      detail.put("campaign", rule.campaign());
    }
    if (number != null) {
      detail.put("number", number.toString());
    }
    return detail;
  }

  /**
   * Lets a rule decide one place earlier.
   *
   * @throws ApiProblem 404
   */
  void up(WorkspaceId workspace, UUID rule, Actor actor) {
    tx.run(
        workspace,
        () -> {
          var inOrder = new ArrayList<TextRule>(rules.rules(workspace));
          int at = inOrder.stream().map(TextRule::id).toList().indexOf(rule);
          if (at < 0) {
            throw ApiProblem.notFound("rule");
          }
          if (at > 0) {
            Collections.swap(inOrder, at, at - 1);
            rules.rank(workspace, inOrder);
            audit.append(workspace, actor, "text_rule.moved", rule.toString(), Map.of("place", at));
          }
        });
  }

  /**
   * Removes a rule; it says nothing any more of conversations that are decided again.
   *
   * @throws ApiProblem 404
   */
  void remove(WorkspaceId workspace, UUID rule, Actor actor) {
    tx.run(
        workspace,
        () -> {
          if (!rules.remove(workspace, rule)) {
            throw ApiProblem.notFound("rule");
          }
          audit.append(workspace, actor, "text_rule.removed", rule.toString(), Map.of());
        });
  }

  /** Gives a source its own window; what is wrong comes back, a word by field. */
  Map<String, String> window(WorkspaceId workspace, String source, String typed, Actor actor) {
    var problems = new LinkedHashMap<String, String>();
    if (source.isEmpty() || source.length() > RuleDraft.LONGEST_SOURCE) {
      problems.put("window_source", "length");
    }
    int days = typed.matches("[0-9]{1,3}") ? Integer.parseInt(typed) : 0;
    if (days < 1 || days > LONGEST_WINDOW) {
      problems.put("window_days", "range");
    }
    if (!problems.isEmpty()) {
      return problems;
    }
    return tx.in(
        workspace,
        () -> {
          Map<String, Integer> known = windows.of(workspace).bySource();
          if (known.size() >= SourceWindows.MOST && !known.containsKey(source)) {
            return Map.of("window_source", "most");
          }
          windows.set(workspace, source, days);
          var detail = new LinkedHashMap<String, Integer>();
          if (known.get(source) != null) {
            detail.put("before", known.get(source));
          }
          detail.put("after", days);
          audit.append(workspace, actor, "source_window.set", source, detail);
          return Map.of();
        });
  }

  /**
   * Lets a source count as long as the others.
   *
   * @throws ApiProblem 404
   */
  void removeWindow(WorkspaceId workspace, String source, Actor actor) {
    tx.run(
        workspace,
        () -> {
          if (!windows.remove(workspace, source)) {
            throw ApiProblem.notFound("window");
          }
          audit.append(workspace, actor, "source_window.removed", source, Map.of());
        });
  }

  /** Has all conversations decided again. */
  void again(WorkspaceId workspace, Actor actor) {
    tx.run(
        workspace,
        () -> {
          again.all(workspace);
          audit.append(workspace, actor, "attribution.decided_again", null, Map.of());
        });
  }
}
