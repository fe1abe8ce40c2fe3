package popeki.conversations;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.conversations.ConversationRepository.Filter;
import popeki.conversations.ConversationRepository.Row;
import popeki.kernel.ConversationId;
import popeki.kernel.FoldedWords;
import popeki.platform.Paging;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Member;

/**
 * Who stands behind a number of a report: how their scores lie beside everybody's in the same days,
 * and what they say first, as far as the reader's role may see it.
 */
@Component
class ConversationPeople {
  /** First words are read of so many of the newest, not of all: every one is opened for it. */
  private static final int READ = 200;

  private static final int SHOWN = 5;

  private final WorkspaceTx tx;
  private final ConversationRepository conversations;
  private final MessageRepository messages;
  private final ConversationLists lists;

  ConversationPeople(
      WorkspaceTx tx,
      ConversationRepository conversations,
      MessageRepository messages,
      ConversationLists lists) {
    this.tx = tx;
    this.conversations = conversations;
    this.messages = messages;
    this.lists = lists;
  }

  PeopleView of(Member member, ConversationUrl url) {
    boolean reads = member.sight().texts();
    return tx.in(
        member.workspaceId(),
        () -> {
          Filter asked = lists.filter(member, url);
          return PeopleView.of(
              conversations.scores(member.workspaceId(), asked),
              conversations.scores(member.workspaceId(), Filter.all(asked.period())),
              reads ? firstWords(member, asked) : List.of(),
              reads);
        });
  }

  private List<PeopleView.Words> firstWords(Member member, Filter asked) {
    List<ConversationId> ids =
        conversations.list(member.workspaceId(), asked, new Paging(READ, null)).stream()
            .limit(READ)
            .map(Row::id)
            .toList();
    return commonest(messages.first(member.workspaceId(), ids).values());
  }

  private static List<PeopleView.Words> commonest(Collection<String> texts) {
    Map<String, PeopleView.Words> byFold = new LinkedHashMap<>();
    for (String text : texts) {
      String shown = ConversationLists.shorten(text);
      if (!shown.isBlank()) {
        byFold.merge(
            likeness(shown),
            new PeopleView.Words(shown, 1),
            (known, _) -> new PeopleView.Words(known.text(), known.count() + 1));
      }
    }
    return byFold.values().stream()
        .sorted(Comparator.comparingLong(PeopleView.Words::count).reversed())
        .limit(SHOWN)
        .toList();
  }

  /** Alike is what differs in case, accents and punctuation only. */
  private static String likeness(String text) {
    List<String> words = FoldedWords.of(text).folded();
    return words.isEmpty() ? text : String.join(" ", words);
  }
}
