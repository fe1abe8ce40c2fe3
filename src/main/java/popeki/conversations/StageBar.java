package popeki.conversations;

import java.util.ArrayList;
import java.util.List;
import popeki.conversations.ConversationRepository.Facet;
import popeki.platform.Words;

/** How far the listed conversations have come: one bar, each part a door. */
final class StageBar {
  private static final String KEY = "stage";

  private StageBar() {}

  /** Nothing where there is one stage only, or where the list is narrowed to one. */
  static List<ConversationView.Share> of(List<Facet> facets, ConversationUrl url, Words words) {
    var parts = new ArrayList<ConversationView.Share>();
    if (url.value(KEY) != null) {
      return parts;
    }
    long sum = facets.stream().filter(StageBar::isStage).mapToLong(Facet::count).sum();
    double from = 0;
    for (Stage stage : Stage.values()) {
      long count =
          facets.stream()
              .filter(facet -> isStage(facet) && stage.wireName().equals(facet.value()))
              .mapToLong(Facet::count)
              .sum();
      if (count > 0) {
        double width = Math.round(count * 1000.0 / sum) / 10.0;
        parts.add(
            new ConversationView.Share(
                words.of("conversations.stage." + stage.wireName()),
                words.number(count),
                ink(stage),
                Math.round(from * 10) / 10.0,
                width,
                url.with(KEY, stage.wireName()).href()));
        from += width;
      }
    }
    return parts.size() < 2 ? List.of() : parts;
  }

  private static boolean isStage(Facet facet) {
    return facet.facet().equals(KEY);
  }

  private static String ink(Stage stage) {
    return switch (stage) {
      case NEW -> "s5";
      case CONTACTED -> "s2";
      case QUALIFIED -> "s1";
      case QUOTED -> "s4";
      case WON -> "s3";
      case LOST -> "s0";
    };
  }
}
