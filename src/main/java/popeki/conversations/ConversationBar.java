package popeki.conversations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.conversations.ConversationRepository.Facet;
import popeki.conversations.ViewRepository.SavedView;
import popeki.platform.FilterBarView;
import popeki.platform.FilterBarView.Chip;
import popeki.platform.FilterBarView.Choice;
import popeki.platform.FilterBarView.Option;
import popeki.platform.FilterBarView.Parameter;
import popeki.platform.PagePeriod;
import popeki.platform.Words;

/** Tabs and filters above the list of conversations. */
final class ConversationBar {
  /** The usual tabs: a name and the filters it stands for. */
  private static final List<Map.Entry<String, Map<String, String>>> USUAL =
      List.of(
          Map.entry("all", Map.of()),
          Map.entry("hot", Map.of("category", "hot")),
          Map.entry("unattributed", Map.of("attribution", "unattributed")),
          Map.entry("look", Map.of(ConversationUrl.NEEDS, "look")),
          Map.entry("sales", Map.of("stage", "won")));

  /** Values that each filter offers; more would be a list that nobody reads. */
  private static final int MOST_OPTIONS = 12;

  private ConversationBar() {}

  static List<ConversationView.Tab> tabs(ConversationUrl url, List<SavedView> saved, Words words) {
    var tabs = new ArrayList<ConversationView.Tab>();
    for (var usual : USUAL) {
      tabs.add(
          tab(
              words.of("conversations.tab." + usual.getKey()),
              new ConversationUrl(url.base(), usual.getValue()),
              url));
    }
    for (SavedView view : saved) {
      tabs.add(tab(view.name(), ConversationUrl.ofQuery(url.base(), view.query()), url));
    }
    return tabs;
  }

  private static ConversationView.Tab tab(
      String label, ConversationUrl leads, ConversationUrl here) {
    return new ConversationView.Tab(label, leads.href(), isAt(leads, here));
  }

  static boolean isAt(ConversationUrl view, ConversationUrl here) {
    return view.asked().equals(here.asked());
  }

  /** Whether a tab shows this already. */
  static boolean isKnown(ConversationUrl url, List<SavedView> saved) {
    return USUAL.stream().anyMatch(usual -> usual.getValue().equals(url.asked()))
        || saved.stream().anyMatch(view -> isAt(ConversationUrl.ofQuery("", view.query()), url));
  }

  /** What the current usual tab holds, where its name does not say it. */
  static @Nullable String about(ConversationUrl url, Words words) {
    return Map.of(ConversationUrl.NEEDS, "look").equals(url.asked())
        ? words.of("conversations.tab.look.about")
        : null;
  }

  static FilterBarView bar(
      ConversationUrl url, List<Facet> facets, java.time.ZoneId zone, Instant now, Words words) {
    return new FilterBarView(
        periods(url, zone, now, words),
        custom(url, zone, now),
        words.of("conversations.zone", city(zone)),
        null,
        chips(url, facets, words),
        choices(url, facets, words),
        null,
        url.filters().isEmpty() ? null : keepPeriod(url).href());
  }

  private static ConversationUrl keepPeriod(ConversationUrl url) {
    ConversationUrl other = url;
    for (String key : url.filters()) {
      other = other.without(key);
    }
    return other;
  }

  private static List<FilterBarView.Period> periods(
      ConversationUrl url, java.time.ZoneId zone, Instant now, Words words) {
    var periods = new ArrayList<FilterBarView.Period>();
    periods.add(
        new FilterBarView.Period(
            words.of("conversations.range.all"),
            url.withoutPeriod().href(),
            !url.hasPeriod(),
            null));
    for (String range : ConversationUrl.ranges()) {
      PagePeriod days = PagePeriod.parse(range, null, null, zone, now);
      periods.add(
          new FilterBarView.Period(
              words.of("conversations.range." + range),
              url.withRange(range).href(),
              range.equals(url.value("range")),
              words.days(days.first(), days.last())));
    }
    return periods;
  }

  private static FilterBarView.Custom custom(
      ConversationUrl url, java.time.ZoneId zone, Instant now) {
    PagePeriod shown =
        PagePeriod.parse(url.value("range"), url.value("from"), url.value("to"), zone, now);
    return new FilterBarView.Custom(
        url.base(),
        shown.first().toString(),
        shown.last().toString(),
        url.hasPeriod() && url.value("range") == null,
        url.but(Set.of("range", "from", "to")).entrySet().stream()
            .map(one -> new Parameter(one.getKey(), one.getValue()))
            .toList());
  }

  private static String city(java.time.ZoneId zone) {
    String id = zone.getId();
    return id.substring(id.lastIndexOf('/') + 1).replace('_', ' ');
  }

  private static List<Chip> chips(ConversationUrl url, List<Facet> facets, Words words) {
    return url.filters().stream()
        .map(
            key ->
                new Chip(
                    FilterWords.name(key, words),
                    FilterWords.value(key, url.value(key), facets, words),
                    url.without(key).href()))
        .toList();
  }

  private static List<Choice> choices(ConversationUrl url, List<Facet> facets, Words words) {
    var choices = new ArrayList<Choice>();
    for (String key : List.of("stage", "category", "source", "campaign", "attribution", "tag")) {
      if (url.value(key) == null) {
        List<Option> options =
            facets.stream()
                .filter(facet -> facet.facet().equals(key) && facet.value() != null)
                .limit(MOST_OPTIONS)
                .map(
                    facet ->
                        new Option(
                            FilterWords.value(key, facet.value(), facets, words),
                            url.with(key, String.valueOf(facet.value())).href(),
                            words.number(facet.count())))
                .toList();
        if (!options.isEmpty()) {
          choices.add(new Choice(FilterWords.name(key, words), options));
        }
      }
    }
    if (url.value(ConversationUrl.WINDOW) == null) {
      choices.add(
          new Choice(
              FilterWords.name(ConversationUrl.WINDOW, words),
              List.of(
                  new Option(
                      words.of("conversations.filter.window.value"),
                      url.with(ConversationUrl.WINDOW, "open").href(),
                      null))));
    }
    return choices;
  }
}
