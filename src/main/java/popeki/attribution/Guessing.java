package popeki.attribution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.attribution.Matching.Posterior;
import popeki.kernel.ClickId;
import popeki.kernel.LinkId;
import popeki.kernel.WorkspaceId;
import popeki.links.LinkSummary;
import popeki.links.Links;
import popeki.platform.Delta;

/** Puts what {@link Matching} computes into words and names. */
@Component
class Guessing {
  /** Less is not worth a line. */
  private static final double WORTH_NAMING = 0.01;

  private static final int MOST_RIVALS = 4;

  private final Links links;
  private final TouchReader touches;

  Guessing(Links links, TouchReader touches) {
    this.links = links;
    this.touches = touches;
  }

  /** The visits of one link that an arrival may have come from. */
  private record OfLink(UUID link, double probability, Matching.Share likeliest) {}

  /**
   * The guess for an arrival.
   *
   * @param certainEnough from which probability on one visit, and not only its link, is named
   */
  Guess guess(WorkspaceId workspace, Posterior posterior, double certainEnough) {
    List<OfLink> byLink = byLink(posterior);
    if (byLink.isEmpty() || byLink.getFirst().probability() < WORTH_NAMING) {
      return Guess.NONE;
    }
    OfLink best = byLink.getFirst();
    var rivals = new ArrayList<Evidence>();
    for (OfLink rival : byLink.subList(1, byLink.size())) {
      if (rival.probability() >= WORTH_NAMING && rivals.size() < MOST_RIVALS) {
        rivals.add(
            new Evidence(
                Evidence.RIVAL, told(workspace, posterior, rival), rounded(rival.probability())));
      }
    }
    if (posterior.unprompted() >= WORTH_NAMING) {
      rivals.add(
          new Evidence(
              Evidence.UNPROMPTED,
              "Came by itself, as people do at this hour: " + percent(posterior.unprompted()),
              rounded(posterior.unprompted())));
    }
    return new Guess(
        touch(workspace, posterior, best, certainEnough),
        rounded(best.probability()),
        told(workspace, posterior, best),
        rivals);
  }

  private static List<OfLink> byLink(Posterior posterior) {
    Map<UUID, OfLink> links = new HashMap<>();
    for (Matching.Share share : posterior.shares()) {
      if (!share.visit().withheld()) {
        links.merge(
            share.visit().link(),
            new OfLink(share.visit().link(), share.probability(), share),
            (a, b) ->
                new OfLink(
                    a.link(),
                    a.probability() + b.probability(),
                    a.likeliest().probability() >= b.likeliest().probability()
                        ? a.likeliest()
                        : b.likeliest()));
      }
    }
    return links.values().stream()
        .sorted(
            Comparator.comparingDouble(OfLink::probability).reversed().thenComparing(OfLink::link))
        .toList();
  }

  private @Nullable Touch touch(
      WorkspaceId workspace, Posterior posterior, OfLink best, double certainEnough) {
    Candidate visit = best.likeliest().visit();
    boolean oneVisit = best.likeliest().probability() >= certainEnough;
    return links
        .click(workspace, new ClickId(visit.click()), visit.at())
        .map(
            click ->
                new Touch(
                    visit.click().toString(),
                    Touch.Kind.CLICK,
                    posterior.arrival().at(),
                    visit.at(),
                    oneVisit ? visit.click() : null,
                    visit.link(),
                    null,
                    null,
                    Touch.Standing.OWN,
                    touches.placed(
                        workspace, oneVisit ? click.credit() : ofLink(workspace, best.link())),
                    null,
                    0))
        .orElse(null);
  }

  /** Which of its visits it was is not known, so what one of them brought along does not count. */
  private Delta.Credit ofLink(WorkspaceId workspace, UUID link) {
    return links
        .link(workspace, new LinkId(link))
        .map(found -> new Delta.Credit(found.source(), found.campaign(), null, null, link))
        .orElse(new Delta.Credit(null, null, null, null, link));
  }

  private String told(WorkspaceId workspace, Posterior posterior, OfLink of) {
    Candidate visit = of.likeliest().visit();
    Arrival arrival = posterior.arrival();
    String name =
        links.link(workspace, new LinkId(of.link())).map(LinkSummary::name).orElse("a link");
    var detail = new StringBuilder("Visit of the link “").append(name).append("” ");
    detail.append(delay(Duration.between(visit.at(), arrival.at()))).append(" before");
    if (visit.country() != null && arrival.country() != null) {
      detail.append(
          visit.country().equals(arrival.country())
              ? ", from the same country"
              : ", from another country");
    }
    switch (arrival.likeness(of.link())) {
      case SAME -> detail.append(", and its text");
      case NEAR -> detail.append(", and nearly its text");
      case OTHER -> {
        // Most people write words of their own.
      }
    }
    return detail.append(": ").append(percent(of.probability())).toString();
  }

  private static String delay(Duration delay) {
    if (delay.toSeconds() < 100) {
      return delay.toSeconds() + " s";
    }
    return delay.toMinutes() < 100 ? delay.toMinutes() + " min" : delay.toHours() + " h";
  }

  private static String percent(double probability) {
    return Math.round(rounded(probability) * 100) + " %";
  }

  /** Nothing probable is ever certain. */
  private static double rounded(double probability) {
    return Math.min(0.999, Math.round(probability * 1000) / 1000.0);
  }
}
