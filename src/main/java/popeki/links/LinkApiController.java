package popeki.links;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import popeki.kernel.LinkId;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;
import popeki.platform.Csv;
import popeki.platform.Page;
import popeki.platform.Paging;
import tools.jackson.databind.JsonNode;

/** Tracked links over the API. */
@RestController
@RequestMapping("/api/v1/links")
class LinkApiController {
  private final Links links;
  private final LinkEditor editor;
  private final LinkHints hints;
  private final LinkUrls urls;
  private final Clock clock;

  record LinkJson(
      UUID id,
      String slug,
      String url,
      @Schema(description = "An SVG; with ?format=png a PNG.") String qrUrl,
      String name,
      UUID numberId,
      List<NumberJson> numbers,
      Routing routing,
      String message,
      @Nullable String source,
      @Nullable String campaign,
      CodeMode code,
      boolean paused,
      @Nullable Instant expiresAt,
      @Nullable UUID fallbackLinkId,
      DesktopWay desktop,
      Instant createdAt,
      @Nullable Instant archivedAt,
      LinkCounts counts,
      @Schema(
              description =
                  "What may go wrong with this link, in words. One link also has what its name and its ads give reason for; a list leaves that out.")
          List<String> warnings) {}

  record NumberJson(UUID numberId, int weight, boolean on) {
    static NumberJson of(LinkNumber number) {
      return new NumberJson(number.number().value(), number.weight(), number.on());
    }
  }

  /** Fields that are absent stay; those that may be empty are removed by null. */
  record LinkPatch(
      @Nullable String name,
      @Schema(
              description =
                  "Without numbers: the link leads to this number alone, unless it is the first of them already.")
          @Nullable UUID numberId,
      @Schema(description = "All the numbers it is to lead to, in order.")
          @Nullable List<LinkDraft.NumberShare> numbers,
      @Nullable Routing routing,
      @Nullable String message,
      @Schema(
              types = {"string", "null"},
              description = "Null removes it.")
          @Nullable JsonNode source,
      @Schema(
              types = {"string", "null"},
              description = "Null removes it.")
          @Nullable JsonNode campaign,
      @Nullable CodeMode code,
      @Schema(description = "true stops it, false lets it go on.") @Nullable Boolean paused,
      @Schema(
              types = {"string", "null"},
              format = "date-time",
              description = "Null removes it.")
          @Nullable JsonNode expiresAt,
      @Schema(
              types = {"string", "null"},
              format = "uuid",
              description = "Null removes it.")
          @Nullable JsonNode fallbackLinkId,
      @Nullable DesktopWay desktop) {

    LinkDraft over(LinkSummary link) {
      LinkRoute route = link.route();
      return new LinkDraft(
          name == null ? link.name() : name,
          numberId,
          numbers == null ? stays(link) : numbers,
          routing == null ? route.routing() : routing,
          message == null ? link.message() : message,
          null,
          word("source", source, link.source()),
          word("campaign", campaign, link.campaign()),
          code == null ? link.code() : code,
          paused == null ? route.paused() : paused,
          value("expires_at", expiresAt, route.expiresAt(), Instant::parse),
          value(
              "fallback_link_id",
              fallbackLinkId,
              route.fallback() == null ? null : route.fallback().value(),
              UUID::fromString),
          desktop == null ? route.desktop() : desktop);
    }

    /** The numbers as they are, unless another one is to take their place. */
    private @Nullable List<LinkDraft.NumberShare> stays(LinkSummary link) {
      return numberId == null || numberId.equals(link.number().value())
          ? link.route().numbers().stream().map(LinkDraft.NumberShare::of).toList()
          : null;
    }

    private static <T> @Nullable T value(
        String field, @Nullable JsonNode given, @Nullable T known, Function<String, T> parse) {
      String text = word(field, given, "");
      if (text == null) {
        return null;
      }
      if (text.isEmpty() && given == null) {
        return known;
      }
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException | DateTimeException e) {
        throw ApiProblem.invalid(field, "cannot be read");
      }
    }

    private static @Nullable String word(
        String field, @Nullable JsonNode given, @Nullable String known) {
      if (given == null) {
        return known;
      }
      if (given.isNull()) {
        return null;
      }
      if (!given.isString()) {
        throw ApiProblem.invalid(field, "must be a text or null");
      }
      return given.asString();
    }
  }

  LinkApiController(Links links, LinkEditor editor, LinkHints hints, LinkUrls urls, Clock clock) {
    this.hints = hints;
    this.clock = clock;
    this.links = links;
    this.editor = editor;
    this.urls = urls;
  }

  @Operation(
      operationId = "createLink",
      summary = "Make a link",
      description =
          "Without a slug one is chosen. `invisible` is accepted with a warning: some clients drop the marks it needs.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  LinkJson create(ApiCaller caller, @RequestBody LinkDraft draft) {
    LinkSummary link = editor.create(caller.workspace(), draft, caller.actor());
    return json(link, LinkCounts.NONE, hints.warnings(caller.workspace(), link));
  }

  @Operation(
      operationId = "listLinks",
      summary = "List links",
      description =
          "Newest first, with what each brought. `Accept: text/csv` answers all of them as a file.")
  @GetMapping
  Page<LinkJson> list(
      ApiCaller caller,
      Paging paging,
      @Parameter(description = "The archived ones instead.") @RequestParam(defaultValue = "false")
          boolean archived) {
    Instant now = clock.instant();
    return links
        .list(caller.workspace(), archived, paging)
        .map(row -> json(row.link(), row.counts(), LinkRules.warnings(row.link(), now)));
  }

  @GetMapping(produces = Csv.MEDIA_TYPE)
  ResponseEntity<String> file(
      ApiCaller caller,
      @Parameter(description = "The archived ones instead.") @RequestParam(defaultValue = "false")
          boolean archived) {
    return LinkCsv.links(LinkCsv.all(paging -> list(caller, paging, archived)));
  }

  @Operation(operationId = "getLink", summary = "Read a link")
  @GetMapping("/{id}")
  LinkJson get(ApiCaller caller, @PathVariable UUID id) {
    var row =
        links
            .counted(caller.workspace(), new LinkId(id))
            .orElseThrow(() -> ApiProblem.notFound("link"));
    return json(row.link(), row.counts(), hints.warnings(caller.workspace(), row.link()));
  }

  @Operation(
      operationId = "changeLink",
      summary = "Change a link",
      description =
          "Fields that are absent stay; source, campaign, expires_at and fallback_link_id are removed by null. The slug never changes. Whoever is switched off or paused gets no visitor from the moment this is answered, on every node of the service within a second.")
  @PatchMapping("/{id}")
  LinkJson change(ApiCaller caller, @PathVariable UUID id, @RequestBody LinkPatch patch) {
    LinkSummary link =
        links
            .link(caller.workspace(), new LinkId(id))
            .orElseThrow(() -> ApiProblem.notFound("link"));
    editor.change(caller.workspace(), link.id(), patch.over(link), caller.actor());
    return get(caller, id);
  }

  /** Archives: the slug stays taken, clicks and counts stay. */
  @Operation(
      operationId = "archiveLink",
      summary = "Archive a link",
      description =
          "Its address answers 404 from now on; the slug stays taken, clicks and counts stay.")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void archive(ApiCaller caller, @PathVariable UUID id) {
    editor.archive(caller.workspace(), new LinkId(id), caller.actor());
  }

  private LinkJson json(LinkSummary link, LinkCounts counts, List<String> warnings) {
    LinkRoute route = link.route();
    return new LinkJson(
        link.id().value(),
        link.slug(),
        urls.url(link.slug()),
        urls.qrUrl(link.slug()),
        link.name(),
        link.number().value(),
        route.numbers().stream().map(NumberJson::of).toList(),
        route.routing(),
        link.message(),
        link.source(),
        link.campaign(),
        link.code(),
        route.paused(),
        route.expiresAt(),
        route.fallback() == null ? null : route.fallback().value(),
        route.desktop(),
        link.createdAt(),
        link.archivedAt(),
        counts,
        warnings);
  }
}
