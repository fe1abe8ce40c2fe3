package popeki.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import popeki.PopekiTest;
import popeki.TestClock;
import popeki.kernel.ConversationId;
import popeki.kernel.WorkspaceId;
import popeki.links.TestLinks.Made;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.WorkspaceTx;

@PopekiTest
class RedirectFlowTest {
  private static final String PHONE =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Instagram 390.0.0.21.83";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @LocalServerPort int port;
  @Autowired ClickLedger ledger;
  @Autowired Links facade;
  @Autowired WorkspaceTx tx;
  @Autowired TestClock clock;
  TestLinks links;

  @BeforeEach
  void links(@Autowired ApplicationContext beans) {
    links = new TestLinks(beans);
  }

  @AfterAll
  static void close() {
    HTTP.close();
  }

  @Test
  void sends_a_visitor_to_whatsapp_with_the_message_and_a_code_that_finds_the_click() {
    Made made = links.make();

    var answer = get(made.path() + "?utm_source=ig&utm_campaign=spring%20sale&fbclid=AbC-1");

    assertThat(answer.statusCode()).isEqualTo(302);
    String location = answer.headers().firstValue("Location").orElseThrow();
    assertThat(location).startsWith("https://wa.me/5511987654321?text=").doesNotContain("+");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(answer.headers().firstValue("X-Robots-Tag")).hasValue("noindex");
    assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    String text = text(location);
    assertThat(ReferenceCode.strip(text)).isEqualTo("Hi! I saw spring sale and want to know more");

    var code = ReferenceCode.find(text).getFirst().code();
    ClickSeen click = facade.clickByCode(made.workspace(), code).orElseThrow();
    assertThat(click.link()).isEqualTo(made.link().id());
    assertThat(click.counted()).isTrue();
    assertThat(click.clickIds()).containsEntry("fbclid", "AbC-1");
    assertThat(click.utm()).containsEntry("campaign", "spring sale").containsEntry("source", "ig");
    assertThat(click.credit().source()).isEqualTo("instagram");
    assertThat(click.credit().campaignId()).isEqualTo("spring sale");
    assertThat(click.userAgent()).isEqualTo(PHONE);
    assertThat(links.counts(made)).isEqualTo(new LinkCounts(1, 0, 0, 0, 0));
  }

  @Test
  void finds_a_slug_in_either_case() {
    Made made = links.make();

    assertThat(get(made.path().toUpperCase(java.util.Locale.ROOT)).statusCode()).isEqualTo(302);
    assertThat(get(made.path().toLowerCase(java.util.Locale.ROOT)).statusCode()).isEqualTo(302);
  }

  @Test
  void leaves_the_code_out_where_the_link_says_so() {
    Made made = links.make(TestLinks.with(TestLinks.aLink(), CodeMode.NONE));

    String text = text(get(made.path()).headers().firstValue("Location").orElseThrow());

    assertThat(ReferenceCode.find(text)).isEmpty();
    assertThat(rows(made).getFirst().code()).isNull();
  }

  @Test
  void answers_robots_and_heads_alike_and_does_not_count_them() {
    Made made = links.make();

    var preview = send(request(made.path(), "WhatsApp/2.19.308 A").GET());
    var robot = send(request(made.path(), "Googlebot/2.1 (+http://www.google.com/bot.html)").GET());
    var head = send(request(made.path(), PHONE).HEAD());
    var prefetch = send(request(made.path(), PHONE).header("Sec-Purpose", "prefetch").GET());

    assertThat(List.of(preview, robot, head, prefetch))
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(302);
              assertThat(answer.headers().firstValue("Location").orElseThrow())
                  .startsWith("https://wa.me/5511987654321?text=");
            });
    assertThat(rows(made))
        .extracting(ClickLedger.Row::kind)
        .containsExactlyInAnyOrder("preview", "bot", "head", "prefetch");
    assertThat(rows(made)).allSatisfy(row -> assertThat(row.notCountedReason()).isNotBlank());
    assertThat(links.counts(made)).isEqualTo(new LinkCounts(0, 4, 0, 0, 0));
  }

  @Test
  void counts_a_double_tap_once_and_answers_it_twice() {
    Made made = links.make();

    assertThat(get(made.path()).statusCode()).isEqualTo(302);
    assertThat(get(made.path()).statusCode()).isEqualTo(302);
    clock.advance(Duration.ofSeconds(11));
    assertThat(get(made.path()).statusCode()).isEqualTo(302);

    assertThat(rows(made))
        .extracting(ClickLedger.Row::notCountedReason)
        .containsExactly(null, "double_tap", null);
    assertThat(links.counts(made)).isEqualTo(new LinkCounts(2, 1, 0, 0, 0));
  }

  @Test
  void keeps_nothing_that_singles_out_a_visitor_who_asks_not_to_be_tracked() {
    Made made = links.make();
    String path = made.path() + "?fbclid=IwAR1&utm_source=ig&email=ana%40example.com";
    var request =
        request(path, PHONE)
            .header("Sec-GPC", "1")
            .header("Referer", "https://forum.example/users/ana?session=42");

    send(request.GET());
    send(request.GET());

    assertThat(rows(made))
        .extracting(ClickLedger.Row::notCountedReason)
        .containsExactly("double_tap", null);
    assertThat(rows(made))
        .allSatisfy(
            row -> {
              assertThat(row.gpc()).isTrue();
              assertThat(row.ip()).isNull();
              assertThat(row.userAgent()).isNull();
              assertThat(row.clickIds()).isEmpty();
              assertThat(row.params()).isEmpty();
              assertThat(row.referrer()).isEqualTo("https://forum.example");
              assertThat(row.utm()).containsEntry("source", "ig");
            });
  }

  @Test
  void believes_a_forwarded_address_only_from_a_trusted_proxy() {
    Made made = links.make();

    send(request(made.path(), PHONE).header("X-Forwarded-For", "203.0.113.7").GET());
    send(request(made.path(), PHONE).header("X-Forwarded-For", "6.6.6.6, 198.51.100.9").GET());

    assertThat(rows(made))
        .extracting(ClickLedger.Row::ip)
        .containsExactly("198.51.100.9", "203.0.113.7");
  }

  @Test
  void refuses_other_methods_on_a_link() {
    Made made = links.make();

    var answer = send(request(made.path(), PHONE).POST(HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(rows(made)).isEmpty();
  }

  @Test
  void shows_the_same_page_for_a_link_that_never_was_and_one_that_is_archived() {
    Made made = links.make();
    links.update(made, made.link().archived(TestLinks.NOON));

    var archived = get(made.path());
    var unknown = get("/no-such-link-here");

    assertThat(archived.statusCode()).isEqualTo(404);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(archived.body()).isEqualTo(unknown.body()).contains("does not lead anywhere");
    assertThat(archived.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
    assertThat(unknown.headers().map()).doesNotContainKey("set-cookie");
    assertThat(rows(made)).isEmpty();
  }

  @Test
  void keeps_what_a_hostile_visit_brings_within_bounds() {
    Made made = links.make();
    String query =
        "?utm_source=" + "x".repeat(3000) + "&a%00b=%00%FF&c=%ED%A0%80&" + "p=1&".repeat(300);

    var answer =
        send(
            request(made.path() + query, PHONE + "y".repeat(2000))
                .header("Referer", "https://example.com/" + "z".repeat(3000))
                .GET());

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").orElseThrow()).hasSizeLessThan(2000);
    var row = rows(made).getFirst();
    assertThat(row.utm().get("source")).hasSizeLessThanOrEqualTo(512);
    assertThat(row.userAgent()).hasSize(1024);
    assertThat(row.referrer()).hasSize(2048);
  }

  @Test
  void gives_a_click_to_the_first_conversation_that_redeems_it() {
    Made made = links.make();
    get(made.path());
    ClickSeen click = rows(made).getFirst().seen();
    var first = new ConversationId(java.util.UUID.randomUUID());
    var other = new ConversationId(java.util.UUID.randomUUID());

    assertThat(attach(made, click, first)).isEqualTo(Redemption.FIRST);
    assertThat(attach(made, click, first)).isEqualTo(Redemption.SAME);
    assertThat(attach(made, click, other)).isEqualTo(Redemption.SHARED);
    assertThat(rows(made).getFirst().conversation()).isEqualTo(first);
    assertThat(
            facade.attach(
                new WorkspaceId(java.util.UUID.randomUUID()),
                click.id(),
                click.occurredAt(),
                other))
        .isEqualTo(Redemption.GONE);
  }

  @Test
  void shows_a_workspace_no_click_of_another() {
    Made mine = links.make();
    Made theirs = links.make();
    get(theirs.path());

    assertThat(rows(mine)).isEmpty();
    assertThat(
            tx.in(
                mine.workspace(),
                () ->
                    ledger.list(
                        theirs.workspace(),
                        new ClickLedger.Wanted(null, null),
                        anyTime(),
                        Paging.first())))
        .isEmpty();
  }

  @Test
  void counts_each_of_many_visitors_at_once_exactly_once() throws Exception {
    Made made = links.make();
    int visitors = 64;
    var together = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers =
          IntStream.range(0, visitors)
              .mapToObj(
                  visitor ->
                      threads.submit(
                          () -> {
                            together.await();
                            return send(request(made.path(), PHONE)
                                    .header("X-Forwarded-For", "198.51.100." + visitor)
                                    .GET())
                                .statusCode();
                          }))
              .toList();
      together.countDown();
      for (Future<Integer> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(302);
      }
    }
    assertThat(links.rows(made)).isEqualTo(visitors);
    assertThat(links.counts(made)).isEqualTo(new LinkCounts(visitors, 0, 0, 0, 0));
  }

  private Redemption attach(Made made, ClickSeen click, ConversationId conversation) {
    return facade.attach(made.workspace(), click.id(), click.occurredAt(), conversation);
  }

  private List<ClickLedger.Row> rows(Made made) {
    return tx.in(
        made.workspace(),
        () ->
            ledger.list(
                made.workspace(),
                new ClickLedger.Wanted(made.link().id(), null),
                anyTime(),
                Paging.first()));
  }

  private static Period anyTime() {
    return new Period(null, null, java.time.ZoneOffset.UTC);
  }

  private HttpResponse<String> get(String path) {
    return send(request(path, PHONE).GET());
  }

  private HttpRequest.Builder request(String path, String userAgent) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .timeout(Duration.ofSeconds(30))
        .header("User-Agent", userAgent);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(String location) {
    return URLDecoder.decode(
        location.substring(location.indexOf("?text=") + 6), StandardCharsets.UTF_8);
  }
}
