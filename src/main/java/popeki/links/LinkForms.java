package popeki.links;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.NumberId;
import popeki.kernel.WorkspaceId;
import popeki.platform.ApiProblem;
import popeki.platform.Paging;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.Member;
import popeki.workspaces.Numbers;

/** What the form of a link shows: its choices, and beside it how the link would look. */
@Component
class LinkForms {
  private static final ReferenceCode EXAMPLE = ReferenceCode.of(new Random(42));
  private static final ClickQuery VISIT =
      ClickQuery.parse(
          "utm_source=instagram&utm_medium=paid&utm_campaign=spring%20sale&utm_term=flat&utm_content=video%202"
              + "&utm_id=77&adset_name=lookalikes&ad_name=video%202&placement=stories");

  private final Links links;
  private final LinkHints hints;
  private final LinkDirectory directory;
  private final LinkUrls urls;
  private final Numbers numbers;

  LinkForms(Links links, LinkHints hints, LinkDirectory directory, LinkUrls urls, Numbers numbers) {
    this.links = links;
    this.hints = hints;
    this.directory = directory;
    this.urls = urls;
    this.numbers = numbers;
  }

  /**
   * @param link the one that is changed; null for a new one
   * @param values what stands in the fields
   * @param errors by field
   */
  LinkPageViews.Form form(
      Member member,
      Shell shell,
      @Nullable LinkSummary link,
      Map<String, String> values,
      Map<String, String> errors) {
    Words words = shell.words();
    WorkspaceId workspace = member.workspaceId();
    String back = shell.path(link == null ? "links" : "links/" + link.id());
    List<ConnectedNumber> offered = numbers(workspace, link);
    var names = hints.names(workspace, link == null ? null : link.id());
    return new LinkPageViews.Form(
        words.of(link == null ? "links.new" : "links.edit"),
        back,
        back,
        shell.path("links/preview"),
        link == null ? null : link.id().toString(),
        values,
        errors,
        choices(offered, values.get("number_id")),
        several(offered, link) ? shares(offered, words, values) : List.of(),
        choices(Routing.values(), "links.routing.", words, values.get("routing")),
        choices(CodeMode.values(), "links.code.", words, values.get("code")),
        choices(DesktopWay.values(), "links.desktop.", words, values.get("desktop")),
        fallbacks(workspace, link, values.get("fallback_link_id")),
        names.allSources(),
        names.campaigns(),
        MessageTemplate.placeholders(),
        urls.shown(""),
        link == null ? null : link.slug(),
        member.workspace().timezone().getId(),
        link == null ? 0 : hints.adVisits(workspace, link.id()),
        aside(member, shell, link, values, true));
  }

  /**
   * The message as the visitor's WhatsApp would show it, and what is to be said about the link.
   *
   * @param looksUp whether the slug may be looked up
   */
  LinkPageViews.Aside aside(
      Member member,
      Shell shell,
      @Nullable LinkSummary link,
      Map<String, String> values,
      boolean looksUp) {
    String message = values.getOrDefault("message", "").replace("\r\n", "\n");
    String code = values.getOrDefault("code", "both");
    var problems =
        new ArrayList<String>(message.isBlank() ? List.of() : MessageTemplate.problems(message));
    String slug = values.getOrDefault("slug", "").strip();
    if (!slug.isEmpty() && LinkRules.slugProblem(slug) != null) {
      problems.add(shell.words().of("links.field.slug") + " " + LinkRules.slugProblem(slug));
      slug = "";
    }
    return new LinkPageViews.Aside(
        shell.workspaceName(),
        shownNumber(member.workspaceId(), values.get("number_id")),
        preview(message, CodeMode.valueOf(code.toUpperCase(Locale.ROOT))),
        problems,
        naming(member.workspaceId(), link, values),
        slug.isEmpty() || !looksUp ? null : urls.shown(slug),
        !slug.isEmpty() && looksUp && isFree(slug));
  }

  /** As the visitor's WhatsApp shows it, with an example of a visit and of a code. */
  static String preview(String message, CodeMode mode) {
    String filled = MessageTemplate.fill(message, VISIT);
    return switch (mode) {
      case BOTH, VISIBLE -> ReferenceCode.write(EXAMPLE, CodeMode.VISIBLE, filled);
      case INVISIBLE, NONE -> filled;
    };
  }

  /** The errors of a draft that was refused, beside their fields. */
  static Map<String, String> errors(ApiProblem problem, Words words) {
    var errors = new LinkedHashMap<String, String>();
    if (problem.extra().get("errors") instanceof List<?> list) {
      for (Object error : list) {
        if (error instanceof ApiProblem.FieldError field
            && LinkForm.FIELDS.contains(field.field())) {
          errors.put(
              field.field(), words.of("links.field." + field.field()) + " " + field.message());
        }
      }
    }
    if (errors.isEmpty()) {
      throw problem;
    }
    return errors;
  }

  private boolean isFree(String slug) {
    return directory.find(slug.toLowerCase(Locale.ROOT)) instanceof Lookup.Unknown;
  }

  private List<String> naming(
      WorkspaceId workspace, @Nullable LinkSummary link, Map<String, String> values) {
    var number = LinkForm.id(values.get("number_id"));
    return hints.naming(
        workspace,
        new LinkHints.Naming(
            number == null ? null : new NumberId(number),
            values.getOrDefault("message", "").replace("\r\n", "\n"),
            word(values.get("source")),
            word(values.get("campaign"))),
        link == null ? null : link.id());
  }

  private static @Nullable String word(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private @Nullable String shownNumber(WorkspaceId workspace, @Nullable String id) {
    var number = LinkForm.id(id);
    return number == null
        ? null
        : numbers
            .find(workspace, new NumberId(number))
            .map(ConnectedNumber::displayPhoneNumber)
            .orElse(null);
  }

  /** The connected ones, and those of the link that were taken off since. */
  private List<ConnectedNumber> numbers(WorkspaceId workspace, @Nullable LinkSummary link) {
    List<ConnectedNumber> connected = numbers.list(workspace);
    if (link == null) {
      return connected;
    }
    var gone =
        link.route().numbers().stream()
            .filter(one -> connected.stream().noneMatch(it -> it.id().equals(one.number())))
            .flatMap(one -> numbers.find(workspace, one.number()).stream());
    return Stream.concat(connected.stream(), gone).toList();
  }

  /** One number that is on needs no table of numbers. */
  private static boolean several(List<ConnectedNumber> offered, @Nullable LinkSummary link) {
    return offered.size() > 1
        || (link != null && link.route().numbers().stream().anyMatch(one -> !one.on()));
  }

  private static List<LinkPageViews.Choice> choices(
      List<ConnectedNumber> offered, @Nullable String chosen) {
    return offered.stream()
        .map(
            number ->
                new LinkPageViews.Choice(
                    number.id().toString(),
                    number.displayPhoneNumber(),
                    number.id().toString().equals(chosen)))
        .toList();
  }

  private static List<LinkPageViews.Share> shares(
      List<ConnectedNumber> offered, Words words, Map<String, String> values) {
    return offered.stream()
        .map(
            number -> {
              String state = values.getOrDefault(LinkForm.ON + number.id(), "");
              return new LinkPageViews.Share(
                  number.id().toString(),
                  number.displayPhoneNumber(),
                  Stream.of("", "on", "off")
                      .map(
                          one ->
                              new LinkPageViews.Choice(
                                  one,
                                  words.of("links.share." + (one.isEmpty() ? "unused" : one)),
                                  one.equals(state)))
                      .toList(),
                  values.getOrDefault(LinkForm.WEIGHT + number.id(), "100"));
            })
        .toList();
  }

  private static List<LinkPageViews.Choice> choices(
      Enum<?>[] all, String key, Words words, @Nullable String chosen) {
    String picked = chosen == null ? LinkForm.wire(all[0]) : chosen;
    return Arrays.stream(all)
        .map(LinkForm::wire)
        .map(one -> new LinkPageViews.Choice(one, words.of(key + one), one.equals(picked)))
        .toList();
  }

  private List<LinkPageViews.Choice> fallbacks(
      WorkspaceId workspace, @Nullable LinkSummary link, @Nullable String chosen) {
    return links.list(workspace, false, new Paging(Paging.MAX, null)).data().stream()
        .map(LinkRepository.Counted::link)
        .filter(other -> link == null || !other.id().equals(link.id()))
        .map(
            other ->
                new LinkPageViews.Choice(
                    other.id().toString(),
                    other.name() + " (/" + other.slug() + ")",
                    other.id().toString().equals(chosen)))
        .toList();
  }
}
