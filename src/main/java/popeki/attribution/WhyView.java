package popeki.attribution;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import popeki.attribution.AttributionContributor.AttributionJson;

/**
 * The panel <em>Why this source</em>.
 *
 * @param certainty certain, unknown or none: chooses mark and word
 * @param machine what the machine had said, when a person overruled it
 * @param models how the models share the conversation among several touches
 */
public record WhyView(
    String certainty,
    String headline,
    @Nullable String campaign,
    @Nullable String ad,
    List<Line> counted,
    List<Line> refused,
    int ruleVersion,
    int windowDays,
    @Nullable String correctedBy,
    @Nullable String reason,
    @Nullable String machine,
    Models models) {
  private static final String BETWEEN = " · ";

  /**
   * The touches, the first one first, and what each model gives to each.
   *
   * @param of what is shared: that the conversation began, or what came of it
   * @param touches none where there is nothing to share
   */
  public record Models(String of, List<String> touches, List<Model> models) {
    static final Models NONE = new Models("", List.of(), List.of());

    /** The places of the touches, as their shares stand. */
    public String places() {
      return IntStream.rangeClosed(1, touches.size())
          .mapToObj(String::valueOf)
          .collect(Collectors.joining(BETWEEN));
    }
  }

  /** A model and its shares, in the order of the touches. */
  public record Model(String name, String shares) {
    static Model of(String name, List<String> shares) {
      return new Model(name, String.join(BETWEEN, shares));
    }
  }

  /** One piece of evidence. */
  public record Line(String signal, String detail) {}

  static WhyView of(AttributionJson json, String linkName, Models models) {
    return new WhyView(
        certainty(json.status(), json.method()),
        headline(json, linkName),
        json.campaign() == null ? null : nameOr(json.campaign()),
        json.ad() == null ? null : nameOr(json.ad()),
        lines(json, true),
        lines(json, false),
        json.ruleVersion(),
        json.windowDays(),
        json.correction() == null ? null : json.correction().by(),
        json.correction() == null ? null : json.correction().reason(),
        json.machine() == null ? null : headline(json.machine(), linkName),
        models);
  }

  private static String certainty(String status, String method) {
    return switch (status) {
      case "attributed" -> method.equals("probable") ? "likely" : "certain";
      case "ad_unknown" -> "likely";
      default -> "unattributed";
    };
  }

  private static String headline(AttributionJson json, String linkName) {
    if (json.status().equals("unattributed")) {
      return "";
    }
    if (json.ad() != null) {
      return nameOr(json.ad());
    }
    return json.linkId() == null ? String.valueOf(json.source()) : linkName;
  }

  private static String nameOr(AttributionContributor.Named named) {
    return named.name() == null ? named.id() : named.name();
  }

  private static List<Line> lines(AttributionJson json, boolean counted) {
    return json.evidence().stream()
        .filter(evidence -> evidence.counted() == counted)
        .map(evidence -> new Line(evidence.signal(), evidence.detail()))
        .toList();
  }
}
