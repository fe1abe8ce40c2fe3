package popeki;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import popeki.conversations.WhatsAppBody;
import popeki.conversations.WhatsAppDoor;
import popeki.platform.Lanes;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.JsonNode;

/**
 * A believable business, filled through the real doors only: links over the API, clicks of invented
 * visitors, webhooks with Meta's signature, outcomes, spend. What a test sees, a customer would.
 */
public final class Story {
  private static final String PHONE =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Instagram 390.0.0.21.83";

  private final int port;
  private final Lanes lanes;
  private final TestClock clock;
  private final WhatsAppDoor door;
  private final NewWorkspace workspace;
  private final String phoneNumberId =
      "1" + Math.abs(UUID.randomUUID().getMostSignificantBits() % 1_000_000_000_000L);
  private final String numberId;
  private final String email;
  private int visitors;
  private String session = "";

  private Story(
      int port,
      Workspaces workspaces,
      Lanes lanes,
      TestClock clock,
      String business,
      String email) {
    this.port = port;
    this.lanes = lanes;
    this.clock = clock;
    this.email = email;
    this.door = new WhatsAppDoor(port);
    this.workspace =
        workspaces.create(
            new WorkspaceDraft(
                business, "Carla Mendes", email, "real_estate", "America/Sao_Paulo", "BRL"));
    this.numberId =
        call(
                "POST",
                "/numbers",
                Map.of(
                    "phone_number_id", phoneNumberId,
                    "waba_id", "102030405060708",
                    "display_phone_number", "+55 11 4000-0000"))
            .at("/id")
            .asString();
  }

  /** A business that has connected its number, and nothing more. */
  public static Story quiet(
      int port, Workspaces workspaces, Lanes lanes, TestClock clock, String business) {
    return new Story(port, workspaces, lanes, clock, business, UUID.randomUUID() + "@example.com");
  }

  /** Another business of the same person. */
  public Story sibling(Workspaces workspaces, String business) {
    return new Story(port, workspaces, lanes, clock, business, email);
  }

  public int port() {
    return port;
  }

  /** Meta's id of the business's number. */
  public String phoneNumberId() {
    return phoneNumberId;
  }

  public NewWorkspace workspace() {
    return workspace;
  }

  /** The person signs in by the one-time link; the answer is the session's cookie. */
  public String signIn() {
    if (session.isEmpty()) {
      HttpAnswer answer = HttpAnswer.send(port, "GET", signInPath(), null);
      assertThat(answer.status()).isEqualTo(302);
      session = answer.cookies();
    }
    return session;
  }

  public String signInPath() {
    return URI.create(workspace.signInUrl()).getPath();
  }

  public HttpAnswer api(String method, String path, @Nullable Object body) {
    return HttpAnswer.api(port, workspace.apiKey(), method, path, body);
  }

  public JsonNode get(String path) {
    HttpAnswer answer = HttpAnswer.api(port, workspace.apiKey(), "GET", path, null);
    assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
    return answer.json();
  }

  /** A link over the API; answers its slug. */
  public String link(String name, String source, String campaign) {
    return call(
            "POST",
            "/links",
            Map.of(
                "name", name,
                "number_id", numberId,
                "message", "Oi! Vi {campaign} e quero saber mais",
                "source", source,
                "campaign", campaign,
                "slug", "l-" + UUID.randomUUID().toString().substring(0, 13)))
        .at("/slug")
        .asString();
  }

  /** A visitor taps the link; answers the text that WhatsApp shows ready to send. */
  public String click(String slug, String query, String... headers) {
    var all = new ArrayList<>(List.of(headers));
    if (!all.contains("User-Agent")) {
      all.addAll(List.of("User-Agent", PHONE));
    }
    all.addAll(List.of("X-Forwarded-For", nextAddress()));
    HttpAnswer answer =
        HttpAnswer.send(port, "GET", "/" + slug + query, null, all.toArray(String[]::new));
    assertThat(answer.status()).as(slug).isEqualTo(302);
    String location = answer.header("Location");
    return URLDecoder.decode(
        location.substring(location.indexOf("text=") + 5), StandardCharsets.UTF_8);
  }

  public WhatsAppBody message() {
    return WhatsAppBody.to(phoneNumberId);
  }

  /** Something other than a message arrives, as the lists of the field's value. */
  public void tells(String field, String lists) {
    String body =
        """
        {"object":"whatsapp_business_account","entry":[{"id":"102030405060708","changes":[{"field":"%s",
        "value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"551140000000",
        "phone_number_id":"%s"},%s}}]}]}"""
            .formatted(field, phoneNumberId, lists);
    assertThat(door.post(body)).isEqualTo(200);
  }

  /** A body with Meta's signature arrives; everything that follows from it is done. */
  public void arrives(WhatsAppBody... bodies) {
    assertThat(door.post(WhatsAppBody.all(List.of(bodies)))).isEqualTo(200);
    lanes.drainAll();
  }

  /** Time passes until what was written has been read and scored. */
  public void settle() {
    lanes.drainAll();
    clock.advance(Duration.ofSeconds(30));
    lanes.drainAll();
  }

  public WhatsAppDoor door() {
    return door;
  }

  public JsonNode conversations() {
    return get("/conversations").at("/data");
  }

  public void outcome(String conversation, String stage, String amount) {
    call(
        "POST",
        "/conversations/" + conversation + "/outcomes",
        amount.isEmpty()
            ? Map.of("stage", stage)
            : Map.of("stage", stage, "value", Map.of("amount", amount, "currency", "BRL")));
    lanes.drainAll();
  }

  /** A colleague tags a conversation, writes a note about it and keeps a view of the list. */
  public void works(String conversation, String tag, String note) {
    post("/conversations/" + conversation + "/tags", Map.of("tag", tag));
    post("/conversations/" + conversation + "/notes", Map.of("text", note));
    post(
        "/conversations/views",
        Map.of("name", "All " + tag, "query", "tag=" + tag, "shared", "true"));
  }

  /** A form of the pages, sent by the person who is signed in; answers where it leads. */
  public String post(String path, Map<String, String> fields) {
    HttpAnswer page = HttpAnswer.send(port, "GET", "/account", null, "Cookie", signIn());
    var form = new StringBuilder("_csrf=").append(csrf(page.body()));
    fields.forEach(
        (name, value) ->
            form.append('&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    HttpAnswer answer =
        HttpAnswer.send(
            port,
            "POST",
            "/w/" + workspace.slug() + path,
            form.toString(),
            "Cookie",
            signIn(),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(302);
    return answer.header("Location");
  }

  /** A page as the person who is signed in sees it. */
  public HttpAnswer see(String path) {
    return HttpAnswer.send(port, "GET", "/w/" + workspace.slug() + path, null, "Cookie", signIn());
  }

  private static String csrf(String page) {
    return URLEncoder.encode(
        Jsoup.parse(page).select("input[name=_csrf]").attr("value"), StandardCharsets.UTF_8);
  }

  /**
   * Two weeks of business: five links, some sixty clicks of people and of robots, eighteen
   * conversations from ads, links and nowhere, sales, and a text from right to left.
   */
  public Story lived() {
    List<String> links =
        List.of(
            link("Spring sale – Instagram bio", "instagram", "Spring sale"),
            link("Ponte Nova towers, two bedrooms with balcony and parking", "facebook", "Towers"),
            link("Google search – apartments downtown", "google", "Search downtown"),
            link("QR code at the showroom", "qr", "Showroom"),
            link("Newsletter of November", "email", "Newsletter"));
    for (int i = 0; i < 40; i++) {
      click(links.get(i * i % 5), "?utm_source=ig&utm_campaign=spring&fbclid=Ab" + i);
    }
    for (int i = 0; i < 5; i++) {
      click(links.get(i), "", "User-Agent", "facebookexternalhit/1.1");
      click(links.get(i), "?gclid=Cj" + i, "Sec-GPC", "1");
    }
    Instant now = TestClock.now();
    List<String> names =
        List.of(
            "Ana Paula Ribeiro",
            "Bruno Tavares",
            "Cecília",
            "Diego Monteiro de Albuquerque Neto",
            "Elisa",
            "Fábio",
            "Gabriela Nunes",
            "Heitor",
            "سارة",
            "João Vítor",
            "Karen",
            "Luís");
    List<String> words =
        List.of(
            "Oi! Vi o anúncio, qual o preço do apartamento de dois quartos?",
            "Bom dia, posso visitar amanhã às 10h?",
            "Tenho até R$ 450.000 e preciso mudar este mês",
            "Só estou pesquisando por enquanto, obrigado",
            "مرحبا، كم سعر الشقة؟ أريد زيارتها غدا",
            "Vocês aceitam financiamento? Quero fechar ainda hoje");
    for (int i = 0; i < 18; i++) {
      Instant at = now.minus(Duration.ofHours(13L * i + 1));
      String waId = "55119876543" + (10 + i);
      WhatsAppBody first = message().from(waId, names.get(i % names.size())).at(at);
      if (i % 3 == 0) {
        first.says(words.get(i % words.size())).ad("12020000000000000" + i % 4, "ARAk" + i);
      } else if (i % 3 == 1) {
        first.says(click(links.get(i % 5), "?utm_content=v" + i)).at(now);
      } else {
        first.says(words.get(i % words.size()));
      }
      arrives(
          first,
          message()
              .from(waId, names.get(i % names.size()))
              .says(words.get((i + 1) % 6))
              .at(at.plusSeconds(90)));
      if (i % 4 == 0) {
        arrives(
            message().echoes(waId, "Olá! Claro, envio os detalhes agora.").at(at.plusSeconds(300)));
      }
      if (i % 6 == 1) {
        arrives(message().echoes(waId, "venda fechada R$ 1.350,00").at(at.plusSeconds(4000)));
      }
    }
    settle();
    JsonNode all = conversations();
    outcome(all.get(0).at("/id").asString(), "qualified", "");
    outcome(all.get(3).at("/id").asString(), "won", "12500.00");
    outcome(all.get(6).at("/id").asString(), "lost", "");
    return this;
  }

  private JsonNode call(String method, String path, Object body) {
    HttpAnswer answer = api(method, path, body);
    assertThat(answer.status()).as(method + " " + path + " " + answer.body()).isBetween(200, 201);
    return answer.json();
  }

  private String nextAddress() {
    visitors++;
    return "203.0.113." + visitors % 250;
  }
}
