package popeki.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** Renders every part in every state; {@code target/showcase/} can be served to look at them. */
class ShowcaseTest {
  private static final Instant NOW = Instant.parse("2026-11-23T18:20:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-11-23");
  private final Words words = Words.load().in(ZoneId.of("America/Sao_Paulo"));
  private final TemplateEngine jte = TemplatesConfiguration.compiled();

  @Test
  void renders_every_part_without_broken_references() throws IOException {
    for (Theme theme : Theme.values()) {
      for (Map.Entry<String, Document> page : pages(theme).entrySet()) {
        Document html = page.getValue();
        assertThat(html.select("h1")).as(page.getKey()).hasSize(1);
        assertThat(html.select("[style], [onclick], script:not([src]):not([type*=json])"))
            .as(page.getKey() + " obeys the content security policy")
            .isEmpty();
        assertThat(ids(html)).as(page.getKey()).doesNotHaveDuplicates();
        assertThat(html.text()).as(page.getKey()).doesNotContain("shared.");
        for (Element label : html.select("label[for]")) {
          assertThat(html.getElementById(label.attr("for"))).as(label.outerHtml()).isNotNull();
        }
        for (Element use : html.select("use")) {
          assertThat(icons()).contains("id=\"" + use.attr("href").replaceFirst(".*#", "") + "\"");
        }
      }
    }
  }

  @Test
  void writes_the_pages_and_their_assets_for_looking_at() throws IOException {
    Path out = Path.of("target/showcase");
    for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
      for (Map.Entry<String, Document> page : pages(theme).entrySet()) {
        write(
            out.resolve(page.getKey() + "-" + theme.attribute() + ".html"),
            page.getValue().outerHtml().getBytes(UTF_8));
      }
    }
    for (String path : Assets.paths()) {
      String url = Assets.url(path);
      write(out.resolve(url.substring(1)), asset(path));
    }
    assertThat(out.resolve("showcase-light.html")).isNotEmptyFile();
  }

  private static byte[] asset(String path) {
    String fingerprint = Assets.url(path).split("/")[2];
    return Assets.find(fingerprint, path).orElseThrow().bytes();
  }

  private static String icons() {
    return new String(asset("icons.svg"), UTF_8);
  }

  private static List<String> ids(Document html) {
    return html.select("[id]").eachAttr("id");
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private Map<String, Document> pages(Theme theme) {
    Frame frame =
        new Frame(
            words,
            theme,
            false,
            true,
            new Frame.Csrf("X-CSRF-TOKEN", "_csrf", "example"),
            "Link copied to the campaign Spring sale");
    Shell shell =
        Shell.of(
            frame,
            "ponte-nova",
            "Ponte Nova Imóveis",
            "Carla Mendes",
            "carla@example.com",
            new Shell.Needs(12, 1));
    Shell quiet =
        Shell.of(
            frame.withFlash(null),
            "ponte-nova",
            "Ponte Nova Imóveis",
            "Carla Mendes",
            "carla@example.com",
            Shell.Needs.NOTHING);
    Shell noisy =
        Shell.of(
            frame.withFlash(null),
            "ponte-nova",
            "Ponte Nova Imóveis",
            "Carla Mendes",
            "carla@example.com",
            new Shell.Needs(12, 1));
    Map<String, Document> pages = new LinkedHashMap<>();
    pages.put(
        "overview",
        render(
            "shared/showcase_overview.jte",
            Map.of(
                "shell", noisy, "bar", bar(), "figures", figures(), "chart", chart(), "now", NOW)));
    pages.put(
        "panel",
        render(
            "shared/showcase_overview.jte",
            Map.of(
                "shell", noisy, "bar", bar(), "figures", figures(), "chart", chart(), "now", NOW,
                "panel", true)));
    pages.put(
        "conversation",
        render("shared/showcase_conversation.jte", Map.of("shell", quiet, "now", NOW)));
    pages.put(
        "showcase",
        render(
            "shared/showcase.jte",
            Map.of(
                "shell",
                shell,
                "now",
                NOW,
                "many",
                manySeries(),
                "unknown",
                FigureView.unknown("Cost", "No spend was imported for this period"))));
    for (String kind : List.of("sign-in", "error", "reading")) {
      pages.put(
          kind,
          render(
              "shared/showcase_plain.jte", Map.of("frame", frame.withFlash(null), "kind", kind)));
    }
    return pages;
  }

  private Document render(String template, Map<String, Object> parameters) {
    StringOutput out = new StringOutput();
    jte.render(template, parameters, out);
    Document html = Jsoup.parse(out.toString());
    html.outputSettings().prettyPrint(false);
    return html;
  }

  private List<FigureView> figures() {
    String versus = "vs 28 Sep – 25 Oct";
    return List.of(
        FigureView.of("Clicks", words.number(6120))
            .withChange(FigureView.Change.between(6120, 5804, true, words, versus))
            .withTrend(wave(1, 14, 200))
            .onChart("?chart=clicks", false)
            .withDrill("6,120 clicks", "#"),
        FigureView.of("Conversations", words.number(1284))
            .withChange(FigureView.Change.between(1284, 1146, true, words, versus))
            .withTrend(wave(2, 14, 40))
            .onChart("?chart=conversations", true)
            .withDrill("1,284 conversations", "#"),
        FigureView.of("Attributed", "86")
            .withUnit("%")
            .withChange(FigureView.Change.between(86, 89, true, words, versus))
            .withTrend(wave(3, 14, 9))
            .onChart("?chart=attributed", false)
            .withDrill("180 without a source", "#"),
        FigureView.of("Qualified leads", words.number(302))
            .withChange(FigureView.Change.between(302, 302, true, words, versus))
            .withTrend(wave(4, 14, 12))
            .onChart("?chart=qualified", false)
            .withDrill("302 leads", "#"),
        FigureView.of("Sales", words.number(41))
            .withChange(FigureView.Change.between(41, 0, true, words, versus))
            .withTrend(wave(5, 14, 3))
            .onChart("?chart=sales", false)
            .withDrill("R$ 148,240.00", "#"),
        FigureView.of("Sent to Meta", words.number(289))
            .withChange(FigureView.Change.between(289, 240, true, words, versus))
            .withTrend(wave(6, 14, 12))
            .onChart("?chart=sent", false)
            .withDrill("12 refused", "#"));
  }

  private static FilterBarView bar() {
    List<FilterBarView.Period> periods = new ArrayList<>();
    for (String label : List.of("Today", "7d", "28d", "91d", "Month", "Year")) {
      periods.add(new FilterBarView.Period(label, "?range=" + label, label.equals("28d"), null));
    }
    return new FilterBarView(
        periods,
        new FilterBarView.Custom(
            "/w/ponte-nova/overview",
            "2026-10-27",
            "2026-11-23",
            false,
            List.of(new FilterBarView.Parameter("source", "instagram"))),
        "27 Oct – 23 Nov, São Paulo time",
        new FilterBarView.Compare("Compare", "?compare=off", true),
        List.of(new FilterBarView.Chip("Source", "Instagram", "?")),
        List.of(
            new FilterBarView.Choice(
                "Campaign",
                List.of(
                    new FilterBarView.Option("Spring sale – Instagram bio", "#", "412"),
                    new FilterBarView.Option("Ponte Nova towers, two bedrooms", "#", "287"))),
            new FilterBarView.Choice(
                "Certainty",
                List.of(
                    new FilterBarView.Option("Certain", "#", "980"),
                    new FilterBarView.Option("Likely", "#", "124")))),
        "1,284 conversations",
        "?");
  }

  private static ChartView chart() {
    List<Double> now = new ArrayList<>(wave(2, 28, 60));
    now.set(27, 9.0);
    return new ChartView(
        "Conversations rose 12 % on the 28 days before",
        days(28),
        List.of(
            new ChartView.Series("27 Oct – 23 Nov", now, false),
            new ChartView.Series("28 Sep – 25 Oct", wave(7, 28, 52), true)),
        days(28).stream().map(day -> "/w/ponte-nova/conversations?day=" + day).toList(),
        true,
        null);
  }

  private static ChartView manySeries() {
    List<ChartView.Series> series = new ArrayList<>();
    List<String> names = List.of("Instagram", "Facebook", "Google", "TikTok", "QR codes");
    for (int i = 0; i < 5; i++) {
      series.add(new ChartView.Series(names.get(i), wave(20 + i, 28, 90 - 15 * i), false));
    }
    return new ChartView(
        "Instagram brings most conversations, Facebook closes the gap",
        days(28),
        series,
        List.of(),
        false,
        null);
  }

  private static List<LocalDate> days(int count) {
    return IntStream.range(0, count).mapToObj(i -> TODAY.minusDays(count - 1L - i)).toList();
  }

  private static List<Double> wave(long seed, int count, double height) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                (double)
                    Math.round(
                        height
                            * (0.45
                                + 0.25 * i / count
                                + 0.2 * Math.sin(i * 0.9 + seed)
                                + 0.15 * random.nextDouble())))
        .toList();
  }
}
