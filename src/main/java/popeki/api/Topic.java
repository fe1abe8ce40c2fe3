package popeki.api;

import java.util.Arrays;
import java.util.Optional;

/** The parts of the API, in the order in which data moves through the product. */
enum Topic {
  WORKSPACE("Workspace", "Which business a key opens, and its settings.", "workspace", "settings"),
  NUMBERS("Numbers", "WhatsApp numbers that are connected.", "numbers"),
  LINKS("Links", "Tracked links: step 1. What a visitor taps before WhatsApp opens.", "links"),
  CLICKS("Clicks", "Every visit of a link, counted or not, with the reason.", "clicks"),
  CONVERSATIONS(
      "Conversations",
      "Steps 2 to 4: what was written, which click or ad it came from and how surely, and its score.",
      "conversations"),
  CONTACTS("Contacts", "The people who wrote.", "contacts"),
  CONVERSIONS(
      "Conversions",
      "Step 5: qualified leads and sales, sent to Meta or held with the reason.",
      "conversions",
      "destinations"),
  ADS("Ads and spend", "The ad catalogue and what ads cost.", "ads", "spend"),
  REPORTS("Reports", "Step 6: figures by day, source, campaign, ad and link.", "reports"),
  PRIVACY("Privacy", "Requests of people about their data, and how long it is kept.", "privacy"),
  WEBHOOKS("Webhooks", "What the service tells other systems.", "webhooks"),
  BILLING("Billing", "Plan and usage.", "billing", "usage"),
  API_KEYS("API keys", "Keys for programs: made, rotated, revoked.", "api-keys"),
  AI("AI", "What left for AI providers, and what came of it.", "ai-calls"),
  AUDIT("Audit log", "Who changed what.", "audit"),
  DOCUMENT(
      "This document", "The description of the API itself.", "openapi.json", "openapi.json.yaml");

  private final String label;
  private final String about;

  /** What follows {@code /api/v1/}, between spaces. */
  private final String segments;

  Topic(String label, String about, String... segments) {
    this.label = label;
    this.about = about;
    this.segments = " " + String.join(" ", segments) + " ";
  }

  String label() {
    return label;
  }

  String about() {
    return about;
  }

  /** The topic of {@code /api/v1/links/{id}}. */
  static Optional<Topic> of(String path) {
    String segment = path.substring(ApiRoutes.ROOT.length()).replaceFirst("/.*", "");
    return Arrays.stream(values())
        .filter(topic -> topic.segments.contains(" " + segment + " "))
        .findFirst();
  }
}
