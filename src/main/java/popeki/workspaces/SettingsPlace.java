package popeki.workspaces;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import popeki.platform.ApiProblem;

/**
 * The pages of the settings, in the order of their side list. Most may be read by everyone who
 * belongs to the workspace, so that nobody has to ask how it is set; owners and admins change them.
 * What names keys, mails with links in them or what people did is for owners and admins alone.
 */
enum SettingsPlace {
  GENERAL("settings", false),
  TEAM("settings/team", false),
  SECURITY("settings/security", true),
  NUMBERS("settings/numbers", false),
  ADS("settings/ads", false),
  SPEND("settings/spend", false),
  ATTRIBUTION("settings/attribution", false),
  SOURCES("settings/sources", false),
  PROCESSING("settings/processing", false),
  AI("settings/ai", false),
  API_KEYS("settings/api-keys", true),
  OUTBOX("settings/outbox", true),
  AUDIT("audit", true),
  DANGER("settings/danger", true);

  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final String path;
  private final boolean administrators;

  SettingsPlace(String path, boolean administrators) {
    this.path = path;
    this.administrators = administrators;
  }

  /** What a page passes as {@code active}: {@code api-keys}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Below {@code /w/{workspace}/}. */
  String path() {
    return path;
  }

  /** The places a role may open. */
  static List<SettingsPlace> of(Role role) {
    return Arrays.stream(values())
        .filter(place -> role.administers() || !place.administrators)
        .toList();
  }

  /**
   * Refuses, in the role's words, what only owners and admins may see or change. The team's own
   * page asks for itself: leaving is everybody's.
   *
   * @throws ApiProblem 403
   */
  static void require(Role role, String method, String pattern) {
    if (role.administers()) {
      return;
    }
    at(pattern)
        .filter(place -> place != TEAM)
        .filter(place -> place.administrators || !READS.contains(method))
        .ifPresent(
            place -> {
              throw ApiProblem.forbidden(
                  "role_does_not_administer",
                  "Your role here is "
                      + role.wire()
                      + ". "
                      + (place.administrators
                          ? "This page is for owners and admins; ask one of them."
                          : "You may look at these settings; owners and admins change them. Nothing was changed."));
            });
  }

  /**
   * The place of a route's pattern, {@code /w/{workspace}/settings/outbox/{id}}: the longest path.
   */
  private static Optional<SettingsPlace> at(String pattern) {
    String rest = pattern.replaceFirst("^/w/[^/]+/", "");
    return Arrays.stream(values())
        .filter(
            place ->
                rest.equals(place.path)
                    || rest.startsWith(place.path + "/")
                    || rest.startsWith(place.path + "."))
        .max(Comparator.comparingInt(place -> place.path.length()));
  }
}
