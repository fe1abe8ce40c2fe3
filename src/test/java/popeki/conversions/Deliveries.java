package popeki.conversions;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.ContactId;
import popeki.kernel.Money;
import popeki.kernel.PhoneNumber;

/** Invented deliveries for tests. */
final class Deliveries {
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  static final ContactId ANA = ContactId.of("01932000-0000-7000-8000-0000000000a1");
  static final String WABA = "102030405060708";
  static final PhoneNumber PHONE = new PhoneNumber("5511987654321");
  static final Subject.Click CLICK =
      new Subject.Click(
          Instant.ofEpochMilli(1_790_000_000_123L),
          "IwAR0abcXYZ_-9",
          "203.0.113.7",
          "Mozilla/5.0 (iPhone)");

  private Deliveries() {}

  static Outgoing sale() {
    return new Outgoing(
        Stage.WON, "Purchase", "pt_7f3c", NOON.minusSeconds(60), new Money(35_000, "BRL"), null);
  }

  static Outgoing lead() {
    return new Outgoing(Stage.QUALIFIED, "LeadSubmitted", "pt_1a2b", NOON, null, null);
  }

  static Subject ana(Subject.@Nullable Touch touch) {
    return new Subject(ANA, WABA, PHONE, "BR", List.of(), touch);
  }

  static Subject.Touch ad() {
    return new Subject.Touch(1, "ARAkInvented", null, false);
  }

  static Subject.Touch link() {
    return new Subject.Touch(0.97, null, CLICK, false);
  }

  static Destination.Dataset dataset(Route kind, String id) {
    return new Destination.Dataset(kind, id, null, null, new Destination.Token("token-of-" + id));
  }

  static Destination both() {
    return destination(true, dataset(Route.MESSAGING, "111"), dataset(Route.WEB, "222"));
  }

  static Destination destination(boolean enabled, Destination.Dataset... datasets) {
    return new Destination(
        enabled,
        List.of(datasets),
        null,
        Destination.Events.USUAL,
        Map.of(),
        null,
        NOON.minusSeconds(3600));
  }
}
