package popeki.conversations;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Member;
import popeki.workspaces.Numbers;

/** What Meta told about the business's numbers, account and templates, newest first. */
@Controller
class NewsController {
  private final Notices notices;
  private final Numbers numbers;
  private final WorkspaceTx tx;
  private final JdbcClient jdbc;
  private final Clock clock;

  NewsController(Notices notices, Numbers numbers, WorkspaceTx tx, JdbcClient jdbc, Clock clock) {
    this.notices = notices;
    this.numbers = numbers;
    this.tx = tx;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @GetMapping("/w/{workspace}/settings/numbers/news")
  String news(
      Member member,
      Shell shell,
      Model model,
      @RequestParam(required = false) @Nullable String cursor) {
    WorkspaceId workspace = member.workspaceId();
    var paging =
        new Paging(Paging.DEFAULT, cursor == null ? null : Cursor.decode(cursor).orElse(null));
    Map<NumberId, ConnectedNumber> connected =
        numbers.list(workspace).stream()
            .collect(Collectors.toMap(ConnectedNumber::id, Function.identity()));
    Page<Notices.Notice> page =
        tx.in(
            workspace,
            () ->
                paging.page(
                    notices.list(workspace, paging),
                    notice -> new Cursor(notice.toldAt(), notice.id())));
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new NewsView(
            page.data().stream().map(notice -> row(notice, connected, member, shell)).toList(),
            syncs(workspace, connected),
            !connected.isEmpty(),
            page.nextCursor() == null
                ? null
                : shell.path("settings/numbers/news") + "?cursor=" + page.nextCursor(),
            clock.instant()));
    return "conversations/news";
  }

  private List<NewsView.Sync> syncs(
      WorkspaceId workspace, Map<NumberId, ConnectedNumber> connected) {
    return tx.in(
        workspace,
        () ->
            jdbc.sql(
                    """
                select number_id, percent from conversations.history_progress
                where workspace_id = :ws order by number_id""")
                .param("ws", workspace.value())
                .query(
                    (row, index) ->
                        new NewsView.Sync(
                            display(
                                connected.get(
                                    new NumberId(
                                        row.getObject("number_id", java.util.UUID.class)))),
                            row.getInt("percent")))
                .list());
  }

  /** What Meta sent is shown to those who may read messages: it can name people. */
  private static NewsView.Row row(
      Notices.Notice notice, Map<NumberId, ConnectedNumber> connected, Member member, Shell shell) {
    Words words = shell.words();
    NumberId number = notice.number();
    return new NewsView.Row(
        sentence(notice.field(), notice.event(), words),
        number == null ? null : display(connected.get(number)),
        notice.grave(),
        member.sight().texts() ? notice.body() : null,
        notice.toldAt());
  }

  static String sentence(String field, String event, Words words) {
    boolean named = !event.equals(field);
    for (String key : List.of("news." + field + "." + event, "news." + event)) {
      if (named && words.has(key.toLowerCase(Locale.ROOT))) {
        return words.of(key.toLowerCase(Locale.ROOT));
      }
    }
    String of = "news." + field;
    String plain = named ? event.replace('_', ' ').toLowerCase(Locale.ROOT) : words.of("news.see");
    return words.has(of) ? words.of(of, plain) : words.of("news.other", field, plain);
  }

  private static String display(@Nullable ConnectedNumber number) {
    return number == null ? "" : number.displayPhoneNumber();
  }
}
