package popeki.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frame of every page inside a workspace: who looks, at what workspace, and where they can go.
 *
 * @param slug the workspace's name in URLs, {@code /w/{slug}/…}
 * @param sections groups of the sidebar, divided by lines
 * @param settings the side list of the settings: pages that exist and that this person may open
 * @param workspaces those of the person who looks, this one too
 * @param livePath an event stream that says "changed"; panels then refresh
 */
public record Shell(
    Frame frame,
    String slug,
    String workspaceName,
    String userName,
    String userEmail,
    List<List<NavItem>> sections,
    List<NavItem> settings,
    List<WorkspaceChoice> workspaces,
    @Nullable String livePath) {

  /** A workspace of the person who looks, for the switcher. */
  public record WorkspaceChoice(String slug, String name, String role) {}

  /** The full menu. {@code failedDeliveries} and {@code openRequests} show only when above zero. */
  public static Shell of(
      Frame frame,
      String slug,
      String workspaceName,
      String userName,
      String userEmail,
      Needs needs) {
    Words w = frame.words();
    String base = "/w/" + slug + "/";
    List<NavItem> reading = new ArrayList<>();
    reading.add(item(w.of("shared.nav.overview"), base, "overview", "layout-dashboard", 0));
    reading.add(item(w.of("shared.nav.campaigns"), base, "campaigns", "megaphone", 0));
    reading.add(
        item(w.of("shared.nav.conversations"), base, "conversations", "messages-square", 0));
    reading.add(item(w.of("shared.nav.leads"), base, "leads", "bell", 0));
    reading.add(item(w.of("shared.nav.links"), base, "links", "link", 0));
    reading.add(
        item(w.of("shared.nav.deliveries"), base, "deliveries", "send", needs.failedDeliveries()));
    List<NavItem> governing =
        List.of(
            item(w.of("shared.nav.privacy"), base, "privacy", "shield-check", needs.openRequests()),
            item(w.of("shared.nav.settings"), base, "settings", "settings", 0),
            item(w.of("shared.nav.billing"), base, "billing", "credit-card", 0));
    return new Shell(
        frame,
        slug,
        workspaceName,
        userName,
        userEmail,
        List.of(List.copyOf(reading), governing),
        List.of(),
        List.of(),
        base + "live");
  }

  private static NavItem item(String label, String base, String key, String icon, long count) {
    return new NavItem(key, label, base + key, icon, count);
  }

  public Words words() {
    return frame.words();
  }

  /** The same with only those places of the menu that exist. */
  public Shell only(Set<String> keys) {
    List<List<NavItem>> kept =
        sections.stream()
            .map(section -> section.stream().filter(item -> keys.contains(item.key())).toList())
            .filter(section -> !section.isEmpty())
            .toList();
    return new Shell(
        frame, slug, workspaceName, userName, userEmail, kept, settings, workspaces, livePath);
  }

  /** The same with what waits at places, by their keys. */
  public Shell withCounts(Map<String, Long> counts) {
    List<List<NavItem>> counted =
        sections.stream()
            .map(
                section ->
                    section.stream()
                        .map(
                            item ->
                                new NavItem(
                                    item.key(),
                                    item.label(),
                                    item.href(),
                                    item.icon(),
                                    item.count() + counts.getOrDefault(item.key(), 0L)))
                        .toList())
            .toList();
    return new Shell(
        frame, slug, workspaceName, userName, userEmail, counted, settings, workspaces, livePath);
  }

  /** The same with the side list of the settings. */
  public Shell withSettings(List<NavItem> places) {
    return new Shell(
        frame,
        slug,
        workspaceName,
        userName,
        userEmail,
        sections,
        List.copyOf(places),
        workspaces,
        livePath);
  }

  /** The same with the workspaces that the switcher offers. */
  public Shell withWorkspaces(List<WorkspaceChoice> choices) {
    return new Shell(
        frame,
        slug,
        workspaceName,
        userName,
        userEmail,
        sections,
        settings,
        List.copyOf(choices),
        livePath);
  }

  /** Where the switcher leads: the same place of another workspace, or its first page. */
  public String switchTo(WorkspaceChoice other, String active) {
    boolean known =
        sections.stream().flatMap(List::stream).anyMatch(item -> item.key().equals(active));
    return "/w/" + other.slug() + "/" + (known ? active : "overview");
  }

  /** Whether there are so many that the switcher offers a search. */
  public boolean searchesWorkspaces() {
    return workspaces.size() > 8;
  }

  /** A path inside this workspace: {@code path("links")} is {@code /w/acme/links}. */
  public String path(String rest) {
    return "/w/" + slug + "/" + rest;
  }

  /** Up to two letters for the avatar of a name. */
  public static String initials(String name) {
    StringBuilder letters = new StringBuilder();
    for (String word : name.strip().split("\\s+")) {
      if (!word.isEmpty() && letters.codePointCount(0, letters.length()) < 2) {
        letters.appendCodePoint(Character.toUpperCase(word.codePointAt(0)));
      }
    }
    return letters.toString();
  }

  /**
   * One place in the sidebar.
   *
   * @param key what a page passes as {@code active} to be shown as the current one
   * @param count things that need action; zero is not shown
   */
  public record NavItem(String key, String label, String href, String icon, long count) {

    /** The keys that lead here, {@code g} and a letter; null for places without. */
    public @Nullable String goKey() {
      return switch (key) {
        case "overview" -> "g o";
        case "campaigns" -> "g c";
        case "conversations" -> "g v";
        case "leads" -> "g h";
        case "links" -> "g l";
        case "deliveries" -> "g d";
        case "privacy" -> "g p";
        case "settings" -> "g s";
        default -> null;
      };
    }
  }

  /** What waits for a person, shown as counts in the sidebar. */
  public record Needs(long failedDeliveries, long openRequests) {
    public static final Needs NOTHING = new Needs(0, 0);
  }
}
